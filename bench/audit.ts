/**
 * Auditors' questions over many packets: the first page of deliveries for every kind of filter, common and
 * rare, pages deep in the list, and the summary. Straight from the store, on a database of its own.
 */
import type { DeliveryFilter } from "../src/audit/queries.ts";
import { MESSAGE_TYPES } from "../src/domain/message.ts";
import { PACKET_STATES } from "../src/domain/packet.ts";
import { type OpenStore, openStore } from "../src/store/open.ts";
import { createLogger } from "../src/telemetry/logger.ts";
import {
  fillEntries,
  fillPackets,
  LONG_THREAD,
  NEWEST,
  RARE_REASON,
  RECIPIENTS,
  SENDERS,
  YEARS,
} from "./audit-packets.ts";
import { newDatabase } from "./database.ts";
import { print, quantile } from "./figure.ts";

/** As the gateway asks: a page, and whether there is more. */
const PAGE = 100 + 1;
const LONGEST_PAGE = 500 + 1;
const RUNS = 25;
const DAY = 86_400_000;
const MIDDLE = NEWEST - YEARS / 2;
const QUIET = createLogger("warn");

/** Runs it. @param packets how many there are */
export async function runAudit(server: string, packets: number): Promise<void> {
  const database = await newDatabase(server, "aidx_bench_audit");
  const settings = { statementMs: 600_000 };
  const store = await openStore({ databaseUrl: database.url, dataDir: "unused", logger: QUIET, settings });
  try {
    const began = performance.now();
    await fillPackets(database, packets);
    print({ name: "audit.filled", unit: "s", value: (performance.now() - began) / 1000, packets });
    const entries = performance.now();
    await fillEntries(database);
    print({ name: "audit.entries", unit: "s", value: (performance.now() - entries) / 1000, packets });
    if (process.env.BENCH_ONLY !== "screens") await askAll(store, packets);
    for (const by of ["recipient", "day"] as const) {
      const from = performance.now();
      const lines = await store.auditRows.summary({ by, now: NEWEST, offset: 480 });
      print({ name: `audit.summary.${by}`, unit: "s", value: (performance.now() - from) / 1000, lines: lines.length });
    }
    const month = performance.now();
    await store.auditRows.summary({ by: "recipient", from: NEWEST - 30 * DAY, now: NEWEST, offset: 480 });
    print({ name: "audit.summary.month", unit: "s", value: (performance.now() - month) / 1000, packets });
    const folding = performance.now();
    while (await store.auditRows.foldDays(OFFSET));
    print({ name: "audit.folded", unit: "s", value: (performance.now() - folding) / 1000, packets });
    const rolled = await database.query(
      "select count(*)::int as rows, pg_total_relation_size('packet_days')::float8 / 1e6 as value from packet_days",
    );
    print({ name: "audit.days", unit: "MB", value: Number(rolled[0]?.value), rows: Number(rolled[0]?.rows), packets });
    await database.query("vacuum analyze packet_days");
    await askScreens(store, packets);
  } finally {
    await store.close();
    await database.drop();
  }
}

/** Minutes east of UTC of the locality. */
const OFFSET = 480;
const SPANS: Readonly<Record<string, { readonly from?: number; readonly to?: number }>> = {
  day: { from: Date.parse("2026-11-23T00:00:00+08:00"), to: Date.parse("2026-11-24T00:00:00+08:00") },
  month: { from: Date.parse("2026-10-25T00:00:00+08:00"), to: Date.parse("2026-11-25T00:00:00+08:00") },
  year: { from: Date.parse("2025-12-01T00:00:00+08:00"), to: Date.parse("2026-11-25T00:00:00+08:00") },
  everything: {},
};

/** Asks what the auditor's screens ask, of days counted from the log. */
async function askScreens({ auditRows }: Pick<OpenStore, "auditRows">, packets: number): Promise<void> {
  const ask = async (name: string, question: () => Promise<{ readonly length: number }>) => {
    const times: number[] = [];
    let rows = 0;
    for (let run = -2; run < RUNS; run++) {
      const start = performance.now();
      rows = (await question()).length;
      if (run >= 0) times.push(performance.now() - start);
    }
    print({ name, unit: "ms", value: quantile(times, 0.5), p95: quantile(times, 0.95), target: 1000, rows, packets });
  };
  for (const [span, period] of Object.entries(SPANS)) {
    for (const by of ["recipient", "sender", "type", "day"] as const) {
      await ask(`audit.days.summary.${by}.${span}`, () =>
        auditRows.summary({ by, now: NEWEST, offset: OFFSET, ...period }),
      );
    }
    const columns = span === "day" || span === "month" ? "day" : "month";
    const matrix = { rows: "recipient", columns, now: NEWEST, offset: OFFSET, ...period } as const;
    await ask(`audit.days.matrix.${span}`, () => auditRows.matrix(matrix));
    await ask(`audit.days.matrix.sender.${span}`, () => auditRows.matrix({ ...matrix, sender: sender(1) }));
    await ask(`audit.days.overdue.${span}`, () =>
      auditRows.deliveries({ overdue: true, ...period }, undefined, 21, NEWEST),
    );
  }
  await ask("audit.days.events", () => auditRows.events({}, undefined, PAGE));
  for (const behind of [1_000, 100_000]) {
    const tail = { beyond: packets - behind };
    await ask(`audit.days.unwitnessed.${behind}`, () => auditRows.deliveries(tail, undefined, PAGE, NEWEST));
    await ask(`audit.days.unwitnessed.${behind}.recipient`, () =>
      auditRows.deliveries({ ...tail, recipient: recipient(3) }, undefined, PAGE, NEWEST),
    );
  }
  await ask("audit.days.events.recipient", () => auditRows.events({ recipient: recipient(3) }, undefined, PAGE));
}

/** Asks for a page of each list. */
export async function askAll(
  { auditRows }: Pick<OpenStore, "auditRows">,
  packets: number,
  only?: string,
): Promise<void> {
  const middle = (await auditRows.deliveries({ to: MIDDLE }, undefined, 1, NEWEST))[0]?.id;
  const ask = async (name: string, filterOf: (run: number) => DeliveryFilter, limit = PAGE, after?: string) => {
    if (only !== undefined && !new RegExp(only).test(name)) return;
    const times: number[] = [];
    let rows = 0;
    // The first two prepare the statement on each connection and warm its pages.
    for (let run = -2; run < RUNS; run++) {
      const start = performance.now();
      rows = (await auditRows.deliveries(filterOf(Math.max(run, 0)), after, limit, NEWEST)).length;
      if (run >= 0) times.push(performance.now() - start);
    }
    const figure = { value: quantile(times, 0.5), p99: Math.max(...times), target: 50, rows, packets };
    print({ name: `audit.deliveries.${name}`, unit: "ms", ...figure });
  };
  for (const [name, filterOf] of QUESTIONS) await ask(name, filterOf);
  for (const [name, filterOf] of QUESTIONS.filter(([name]) => DEEP.has(name))) {
    await ask(`${name}.deep`, filterOf, PAGE, middle);
  }
  for (const [name, filterOf] of QUESTIONS.filter(([name]) => DEEP.has(name))) {
    await ask(`${name}.500`, filterOf, LONGEST_PAGE);
  }
}

const sender = (run: number) => `procuratorate-${run % SENDERS}`;
const recipient = (run: number) => `department-${(run * 7) % RECIPIENTS}`;
const type = (run: number) => MESSAGE_TYPES[run % MESSAGE_TYPES.length] ?? "visit";
const state = (run: number) => PACKET_STATES[run % PACKET_STATES.length] ?? "queued";
const period = { from: MIDDLE - DAY, to: MIDDLE };
const [waiting, late, silent] = ["department-waiting", "department-late", "department-silent"];

/** Names of those that are also asked from the middle of their list, and for as long a page as there is. */
const DEEP = new Set([
  "all",
  "sender",
  "recipient",
  "recipient.procuratorate",
  "state",
  "type",
  "overdue",
  "overdue.sender",
  "overdue.years",
]);

/** What is asked, with other parties each time. */
const QUESTIONS: readonly [string, (run: number) => DeliveryFilter][] = [
  ["all", () => ({})],
  ["sender", (run) => ({ sender: sender(run) })],
  ["recipient", (run) => ({ recipient: recipient(run) })],
  ["recipient.procuratorate", (run) => ({ recipient: sender(run) })],
  ["pair", (run) => ({ sender: sender(run), recipient: recipient(run) })],
  ["pair.none", (run) => ({ sender: recipient(run), recipient: recipient(run + 1) })],
  ["unknown", () => ({ recipient: "nobody" })],
  ["state", (run) => ({ state: state(run) })],
  ["type", (run) => ({ type: type(run) })],
  ["state.type", (run) => ({ state: state(run), type: type(run) })],
  ["recipient.type", (run) => ({ recipient: recipient(run), type: type(run) })],
  ["recipient.state", (run) => ({ recipient: recipient(run), state: state(run) })],
  ["recipient.state.type", (run) => ({ recipient: recipient(run), state: state(run), type: type(run) })],
  ["sender.state", (run) => ({ sender: sender(run), state: state(run) })],
  ["sender.type", (run) => ({ sender: sender(run), type: type(run) })],
  ["sender.state.type", (run) => ({ sender: sender(run), state: state(run), type: type(run) })],
  ["reason", () => ({ reason: "not-responsible" })],
  ["reason.rare", () => ({ reason: RARE_REASON })],
  ["reason.recipient", (run) => ({ reason: "not-responsible", recipient: recipient(run) })],
  ["reason.rare.recipient", (run) => ({ reason: RARE_REASON, recipient: recipient(run) })],
  ["reason.sender.past", (run) => ({ reason: "not-responsible", sender: sender(run), to: MIDDLE })],
  ["period", () => period],
  ["recipient.period", (run) => ({ recipient: recipient(run), ...period })],
  ["sender.period", (run) => ({ sender: sender(run), ...period })],
  ["sender.past", (run) => ({ sender: sender(run), to: MIDDLE })],
  ["sender.state.period", (run) => ({ sender: sender(run), state: "failed", ...period })],
  ["state.period", (run) => ({ state: state(run), ...period })],
  ["thread.long", () => ({ thread: LONG_THREAD })],
  ["thread.long.none", () => ({ thread: LONG_THREAD, state: "queued", type: "visit" })],
  ["thread.long.recipient", (run) => ({ thread: LONG_THREAD, recipient: recipient(run) })],
  ["thread.long.sender.none", () => ({ thread: LONG_THREAD, sender: "procuratorate-9" })],
  ["thread.long.period", () => ({ thread: LONG_THREAD, ...period })],
  ["thread.long.overdue", () => ({ thread: LONG_THREAD, overdue: true })],
  ["overdue", () => ({ overdue: true })],
  ["overdue.state", (run) => ({ overdue: true, state: state(run) })],
  ["overdue.type", (run) => ({ overdue: true, type: type(run) })],
  ["overdue.recipient", (run) => ({ overdue: true, recipient: recipient(run) })],
  ["overdue.recipient.procuratorate", (run) => ({ overdue: true, recipient: sender(run) })],
  ["overdue.sender", (run) => ({ overdue: true, sender: sender(run) })],
  ["overdue.sender.type", (run) => ({ overdue: true, sender: sender(run), type: type(run) })],
  ["overdue.pair", (run) => ({ overdue: true, sender: sender(run), recipient: recipient(run) })],
  ["overdue.period", () => ({ overdue: true, ...period })],
  ["overdue.past", () => ({ overdue: true, to: MIDDLE })],
  ["overdue.sender.past", (run) => ({ overdue: true, sender: sender(run), to: MIDDLE })],
  // A tenth of everything waits, ten of it are due.
  ["overdue.few.sender", () => ({ overdue: true, sender: "procuratorate-waiting" })],
  ["overdue.few.recipient", () => ({ overdue: true, recipient: waiting })],
  ["overdue.few.pair", () => ({ overdue: true, recipient: waiting, sender: "procuratorate-waiting" })],
  ["overdue.few.pair.none", (run) => ({ overdue: true, recipient: waiting, sender: sender(run) })],
  ["overdue.few.none", () => ({ overdue: true, recipient: waiting, type: "visit" })],
  // Very many have been due for days, all of one kind.
  ["overdue.late", () => ({ overdue: true, recipient: late })],
  ["overdue.late.type", () => ({ overdue: true, recipient: late, type: "visit" })],
  ["overdue.late.state", () => ({ overdue: true, sender: "procuratorate-late", state: "failed" })],
  ["overdue.late.pair", (run) => ({ overdue: true, sender: sender(run), recipient: late })],
  // Years of due days.
  ["overdue.years", () => ({ overdue: true, recipient: silent })],
  ["overdue.years.type", () => ({ overdue: true, recipient: silent, type: "visit" })],
  ["overdue.years.pair", () => ({ overdue: true, recipient: silent, sender: "procuratorate-9" })],
  ["overdue.years.period", () => ({ overdue: true, recipient: silent, ...period })],
];
