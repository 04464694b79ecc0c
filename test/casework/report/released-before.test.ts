/** A release in one report is reckoned with in the next one: of the same procuratorate, of the same year. */
import t from "tap";
import { sentFact } from "../../../src/casework/send.ts";
import type { ThreadRows } from "../../../src/casework/ports.ts";
import type { KeptReport, ReportRows } from "../../../src/casework/report/report-port.ts";
import { createReports } from "../../../src/casework/report/reports.ts";
import { sentItem } from "../../support/casework.ts";
import { CALENDAR, DEPARTMENTS } from "../../support/report.ts";

const bare = { secret: null, salt: Buffer.alloc(16), digest: Buffer.alloc(32) };

/** A thread with one item, sent at a time. */
function sent(n: number, department: string, time: string): ThreadRows {
  const at = Date.parse(time);
  const item = sentItem({ subject: `s${n}`, department, sealedAt: at, since: at, originalStart: at });
  return { thread: `t${n}`, facts: [{ fact: sentFact(item), ...bare }], items: [{ item, receiptAt: null }] };
}

const month = (counts: readonly number[], day: string) =>
  counts.flatMap((count, row) =>
    Array.from({ length: count }, (_, n) => sent(n, DEPARTMENTS[row] ?? "", `${day}T10:00:00+08:00`)),
  );

/** Makes the reports of September and October; the values were released before the second was made. */
async function runningTotal(released: readonly string[]): Promise<unknown> {
  const kept: KeptReport[] = [];
  const all = [...month([3, 3], "2026-09-07"), ...month([4, 3], "2026-10-12")];
  const rows: Partial<ReportRows> = {
    leads: async () => [],
    releases: async (_sender, period) =>
      period === "2026-09"
        ? released.map((cell) => ({ sender: "p", period, cell, approver: "", reason: "", at: 0 }))
        : [],
    firstListAt: async () => Date.parse("2026-09-07T10:00:00+08:00"),
    async *threadsOf(_sender, cut) {
      yield all.filter(({ items }) => (items[0]?.item.sealedAt ?? 0) < cut);
    },
    report: async (_sender, period) => kept.find((one) => one.period === period),
    lastReport: async () => kept.at(-1),
    async keep(report, { bytes }) {
      kept.push({ ...report, entry: bytes });
    },
  };
  const reports = createReports({
    rows: rows as ReportRows,
    keys: { open: () => Buffer.from("{}") },
    now: () => Date.parse("2026-11-02T10:00:00+08:00"),
    rules: () => ({ calendar: CALENDAR, version: "default@1", digest: "00" }),
    kindOf: () => "procuratorate",
    asAt: async () => ({ calendar: CALENDAR, clocksFor: async () => () => [] }),
    gateway: "gateway",
  });
  const caller = { party: "p", scopes: new Set<string>() };
  const { report } = await reports.report(caller, "2026-10", { version: "public" });
  return report.figures["year.sent"];
}

t.test("a released value of September withholds the total of September and October", async (t) => {
  t.equal(await runningTotal([]), 13);
  t.equal(await runningTotal(["I03//"]), null);
});
