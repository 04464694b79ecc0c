/**
 * Processor time of the stages of open items, by the shipped rules, and of the report of a month: nothing of them is stored,
 * so a list derives the clocks of the items that it looks at, and a report counts facts, each decrypted. Without the database.
 * `node bench/casework.ts`: some seconds.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { itemClocks } from "../src/casework/item-clocks.ts";
import type { Item, ReadItem, ThreadRows } from "../src/casework/ports.ts";
import { countPeriod } from "../src/casework/report/count.ts";
import { makeReport } from "../src/casework/report/make-report.ts";
import { periodOf } from "../src/casework/report/period.ts";
import type { Result } from "../src/casework/result.ts";
import { type DraftFact, sealFacts } from "../src/casework/seal-facts.ts";
import { sentFact } from "../src/casework/send.ts";
import { resultFact } from "../src/casework/stored.ts";
import { createCaseCipher } from "../src/crypto/case-keys.ts";
import { DAY_MS, dateOf } from "../src/domain/day.ts";
import { type ItemState, NEEDS } from "../src/domain/item.ts";
import { sentItem, SEALED } from "../test/support/casework.ts";
import { defaultPolicy } from "../test/support/exchange/default-policy.ts";
import { print } from "./figure.ts";

const ITEMS = 100_000;
const DIVISIONS = Array.from({ length: 100 }, (_, n) => String(330_100 + n));
const OPEN: readonly ItemState[] = ["sent", "signed", "accepted", "supplement", "checking", "notice", "granted"];
const NOW = SEALED + 40 * DAY_MS;

/** An open item, one of a million that differ in state, need and days. */
function openItem(n: number): ReadItem {
  const state = OPEN[n % OPEN.length] ?? "sent";
  const sealedAt = NOW - ((n * 7919) % 120) * DAY_MS - (n % 86_400) * 1000;
  const day = (after: number) => dateOf(Math.floor(sealedAt / DAY_MS) + after);
  const replied = n % OPEN.length > 1;
  const item = sentItem({
    state,
    need: NEEDS[n % NEEDS.length] ?? "N01",
    urgency: n % 10 === 0 ? "1" : "9",
    sealedAt,
    originalStart: sealedAt,
    since: sealedAt + DAY_MS,
    ...(replied ? { repliedAt: sealedAt + DAY_MS, dates: { acceptedOn: day(1), checkingOn: day(3) } } : {}),
    ...(state === "supplement"
      ? { dates: { acceptedOn: day(1), pauses: [{ code: "P1", from: day(2) }] }, repliedAt: sealedAt + DAY_MS }
      : {}),
  });
  return { item, receiptAt: state === "sent" ? null : sealedAt + DAY_MS / 2, dead: false };
}

/** Measures stages and report. */
export async function runCasework(): Promise<void> {
  await runStages();
  await runReport();
}

/** Derives the clocks of many items and prints what one takes, ms of processor time for a million. */
async function runStages(): Promise<void> {
  const { clocks } = await defaultPolicy();
  const items = Array.from({ length: ITEMS }, (_, n) => openItem(n));
  const derive = () => {
    let overdue = 0;
    items.forEach((read, n) => {
      const { stage } = itemClocks(read, clocks, DIVISIONS[n % DIVISIONS.length], NOW);
      if (stage === "overdue" || stage === "supervise" || stage === "meeting") overdue++;
    });
    return overdue;
  };
  derive();
  const before = process.cpuUsage();
  const overdue = derive();
  const { user, system } = process.cpuUsage(before);
  print({
    name: "casework.stages",
    unit: "s CPU a million items",
    value: (user + system) / ITEMS,
    target: 10,
    items: ITEMS,
    overdue,
  });
}

const PERIOD = "2026-10";
/** Items of a county's month. */
const COUNTY = 5_000;
const DEPARTMENTS = ["civil-affairs", "medical-insurance", "education", "disabled-federation", "housing"];

/** A thread of a list with two needs, both decided and paid, with its sealed facts. */
function paidThread(n: number, keys: ReturnType<typeof createCaseCipher>): ThreadRows {
  const thread = randomUUID();
  const sealedAt = Date.parse("2026-10-09T01:00:00Z") + (n % 200) * 3_600_000;
  const base = sentItem({ thread, message: thread, sealedAt, since: sealedAt, originalStart: sealedAt });
  const items = [0, 1].map((at): Item => {
    const department = DEPARTMENTS[(n + at) % DEPARTMENTS.length] ?? "civil-affairs";
    const subject = keys.subject(thread, "P").toString("hex");
    return { ...base, id: randomUUID(), subject, department, need: NEEDS[(n + at) % NEEDS.length] ?? "N01" };
  });
  const day = dateOf(Math.floor(sealedAt / DAY_MS) + 3);
  const drafts = items.flatMap((item, at): DraftFact[] => {
    const result = (reply: Result["reply"], days: number, over: Partial<Result> = {}): Result => ({
      reply,
      message: randomUUID(),
      issuedAt: sealedAt + days * DAY_MS,
      acceptedAt: sealedAt + days * DAY_MS,
      ...over,
    });
    const aid = [{ category: "25", form: "1", fen: 80_000, kind: "once", frequency: "1", paidOn: day, at }];
    return [
      { clear: sentFact(item) },
      { clear: resultFact(result("10", 1, { acceptedOn: day }), item) },
      {
        clear: resultFact(result("40", 3, { acceptedOn: day, decidedOn: day, firstPaidOn: day }), item),
        secret: { aid },
      },
    ];
  });
  const about: DraftFact = {
    clear: { event: "subject", message: thread, issuedAt: sealedAt, subject: items[0]?.subject ?? "" },
    secret: { division: "330102", groups: ["02"], aid: { status: "60", paidOn: day, amount: 1_000_000 } },
  };
  const facts = sealFacts(keys, thread, [about, ...drafts]);
  return { thread, facts, items: items.map((item) => ({ item, receiptAt: sealedAt + DAY_MS / 2 })) };
}

/** Counts and writes the report of a county's month, and prints the processor time. */
async function runReport(): Promise<void> {
  const { clocks } = await defaultPolicy();
  const keys = createCaseCipher(randomBytes(32));
  const threads = Array.from({ length: COUNTY / 2 }, (_, n) => paidThread(n, keys));
  const period = periodOf(PERIOD, undefined, clocks.calendar);
  const head = {
    sender: "procuratorate",
    period: PERIOD,
    from: period.from,
    to: period.to,
    cut: "",
    rules: "default@1",
  };
  const count = async () => {
    const deps = {
      calendar: clocks.calendar,
      keys,
      clocksFor: async () => (signed: ThreadRows["items"][number], at: number) =>
        itemClocks({ ...signed, dead: false }, clocks, "330102", at).clocks.map((one) => ({
          ...one,
          ofDepartment: true,
        })),
    };
    const { tally, root } = await countPeriod(deps, period, [threads] as unknown as AsyncIterable<ThreadRows[]>);
    return { made: makeReport(tally, head), facts: root.size };
  };
  await count();
  const before = process.cpuUsage();
  const { made, facts } = await count();
  const { user, system } = process.cpuUsage(before);
  const sent = made.internal.sections.find(({ id }) => id === "I03")?.total.total ?? 0;
  print({
    name: "casework.report",
    unit: "s CPU",
    value: (user + system) / 1e6,
    target: 2,
    items: COUNTY,
    facts,
    sent,
  });
}

if (import.meta.main) await runCasework();
