/**
 * Processor time of the stages of open items, by the shipped rules, and of the report of a month: nothing of them is stored,
 * so a list derives the clocks of the items that it looks at, and a report counts facts, each decrypted. Without the database.
 * `node bench/casework.ts`: some seconds.
 */
import { randomBytes } from "node:crypto";
import { itemClocks } from "../src/casework/item-clocks.ts";
import type { ThreadRows } from "../src/casework/ports.ts";
import { countPeriod } from "../src/casework/report/count.ts";
import { makeReport } from "../src/casework/report/make-report.ts";
import { periodOf } from "../src/casework/report/period.ts";
import { createCaseCipher } from "../src/crypto/case-keys.ts";
import { defaultPolicy } from "../test/support/exchange/default-policy.ts";
import { NOW, openItem, paidThread } from "./case-threads.ts";
import { print } from "./figure.ts";

const ITEMS = 100_000;
const DIVISIONS = Array.from({ length: 100 }, (_, n) => String(330_100 + n));

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
const PARTIES = {
  sender: "procuratorate",
  departments: ["civil-affairs", "medical-insurance", "education", "disabled-federation", "housing"],
};

/** Counts and writes the report of a county's month, and prints the processor time. */
async function runReport(): Promise<void> {
  const { clocks } = await defaultPolicy();
  const keys = createCaseCipher(randomBytes(32));
  const threads = Array.from({ length: COUNTY / 2 }, (_, n) => paidThread(n, keys, PARTIES));
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
