/**
 * Auditors' questions over many packets: the first page of deliveries for every kind of filter, common and
 * rare, a page deep in the list, events, and the summary. Straight from the store, on a database of its own.
 */
import type { DeliveryFilter } from "../src/audit/queries.ts";
import type { MessageType } from "../src/domain/message.ts";
import { PACKET_STATES } from "../src/domain/packet.ts";
import { openStore } from "../src/store/open.ts";
import { type Database, newDatabase } from "./database.ts";
import { print, quantile } from "./figure.ts";

const PAGE = 100;
const RUNS = 25;
/** A city: ten procuratorates, a hundred and twenty departments. */
const SENDERS = 10;
const RECIPIENTS = 120;
/** The newest packet's time, and ms from one to the next: ten million make about three years. */
const NEWEST = Date.parse("2026-11-24T00:00:00Z");
const STEP = 9_500;
const QUIET = { info: () => undefined, warn: console.error, error: console.error };

/** Runs it. @param packets how many there are */
export async function runAudit(server: string, packets: number): Promise<void> {
  const database = await newDatabase(server, "aidx_bench_audit");
  const settings = { statementMs: 600_000 };
  const store = await openStore({ databaseUrl: database.url, dataDir: "unused", log: QUIET, settings });
  try {
    const began = performance.now();
    await fill(database, packets);
    print({ name: "audit.filled", unit: "s", value: (performance.now() - began) / 1000, packets });
    const { auditRows } = store;
    const middle = NEWEST - (packets * STEP) / 2;
    for (const [name, filterOf] of filters(middle)) {
      const times: number[] = [];
      let rows = 0;
      for (let run = 0; run < RUNS + 2; run++) {
        const start = performance.now();
        rows = (await auditRows.deliveries(filterOf(run), undefined, PAGE, NEWEST)).length;
        // The first two prepare the statement on each connection and warm its pages.
        if (run >= 2) times.push(performance.now() - start);
      }
      const figure = { value: quantile(times, 0.5), p99: Math.max(...times), target: 50, rows, packets };
      print({ name: `audit.deliveries.${name}`, unit: "ms", ...figure });
    }
    const deep = (await auditRows.deliveries({ to: middle }, undefined, PAGE, NEWEST)).at(-1);
    const start = performance.now();
    await auditRows.deliveries({ recipient: "department-7" }, deep?.packet, PAGE, NEWEST);
    print({ name: "audit.deliveries.deep", unit: "ms", value: performance.now() - start, target: 50, packets });
    for (const by of ["recipient", "day"] as const) {
      const from = performance.now();
      const lines = await auditRows.summary({ by, now: NEWEST, offset: 480 });
      print({ name: `audit.summary.${by}`, unit: "s", value: (performance.now() - from) / 1000, lines: lines.length });
    }
    const month = performance.now();
    await auditRows.summary({ by: "recipient", from: NEWEST - 30 * 86_400_000, now: NEWEST, offset: 480 });
    print({ name: "audit.summary.month", unit: "s", value: (performance.now() - month) / 1000, packets });
  } finally {
    await store.close();
    await database.drop();
  }
}

/** What is asked, with other parties each time. */
function filters(middle: number): [string, (run: number) => DeliveryFilter][] {
  const sender = (run: number) => `procuratorate-${run % SENDERS}`;
  const recipient = (run: number) => `department-${(run * 7) % RECIPIENTS}`;
  const type = (run: number): MessageType => (["aid-subject-list", "feedback", "visit"] as const)[run % 3] ?? "visit";
  const state = (run: number) => PACKET_STATES[run % PACKET_STATES.length] ?? "queued";
  return [
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
    ["recipient.state.type", (run) => ({ recipient: recipient(run), state: state(run), type: type(run) })],
    ["sender.state.type", (run) => ({ sender: sender(run), state: state(run), type: type(run) })],
    ["period", () => ({ from: middle - 86_400_000, to: middle })],
    ["recipient.period", (run) => ({ recipient: recipient(run), from: middle - 86_400_000, to: middle })],
    ["state.period", (run) => ({ state: state(run), from: middle - 86_400_000, to: middle })],
    ["overdue", () => ({ overdue: true })],
    ["overdue.recipient", (run) => ({ overdue: true, recipient: recipient(run) })],
    ["overdue.sender.type", (run) => ({ overdue: true, sender: sender(run), type: type(run) })],
    ["overdue.period", () => ({ overdue: true, to: middle })],
  ];
}

/**
 * Packets as they are after years: nearly all accepted, the last two percent on their way, one in ten a
 * department's feedback. Indexes are made afterwards, as a restore does.
 */
async function fill(database: Database, packets: number): Promise<void> {
  const indexes = await database.query(
    `select indexname, indexdef from pg_indexes where tablename = 'packets' and indexname <> 'packets_pkey'`,
  );
  for (const { indexname } of indexes) await database.query(`drop index ${String(indexname)}`);
  await database.query("set synchronous_commit = off");
  await database.query("set maintenance_work_mem = '1GB'");
  const chunk = 500_000;
  for (let first = 0; first < packets; first += chunk) {
    await database.query(`
    insert into packets (id, message, thread, type, version, sender, recipient, state, sealed_at, size, digest,
                         media_type, kid, disclosed, due, push, delivered_at, settled_at, outcome)
    select (lpad(to_hex(at), 12, '0') || '7' || substr(md5(g::text), 1, 3) || '8' || substr(md5(g::text), 4, 15))::uuid,
           md5('m' || g / 3)::uuid, md5('t' || g / 3)::uuid,
           case when back then 'feedback' when g % 50 = 1 then 'supplement' else 'aid-subject-list' end, '1',
           case when back then 'department-' || g % ${RECIPIENTS} else 'procuratorate-' || g / 10 % ${SENDERS} end,
           case when back then 'procuratorate-' || g / 10 % ${SENDERS} else 'department-' || (g * 7) % ${RECIPIENTS} end,
           state, at, 7700, '\\x00', 'application/jose', 'kid', '["identity","needs"]',
           jsonb_build_object('receipt', to_char(to_timestamp(at / 1000) at time zone 'UTC' + interval '32 hours', 'YYYY-MM-DD"T"HH24:MI:SS') || '+08:00'),
           g % 2 = 0,
           case when state <> 'queued' then at + 200 + g % 5000 end,
           case when state in ('accepted', 'rejected') then at + 3000 + (g * 37) % 86400000 end,
           case when state in ('accepted', 'rejected') then state end
    from (
      select g, ${NEWEST}::bigint - (${packets} - g) * ${STEP}::bigint as at, g % 10 = 0 as back,
             case when g > ${packets} * 0.98 and g % 3 = 0 then 'queued'
                  when g > ${packets} * 0.98 and g % 3 = 1 then 'delivered'
                  when g % 100 = 3 then 'rejected' when g % 200 = 7 then 'withdrawn' when g % 1000 = 11 then 'failed'
                  else 'accepted' end as state
      from generate_series(${first + 1}, ${Math.min(first + chunk, packets)}) as g
    ) as made`);
  }
  for (const { indexdef } of indexes) await database.query(String(indexdef));
  await database.query("vacuum analyze packets");
}
