/** Notices by several processes that fail at any point: each stage is told once, and none is lost. */
import fc from "fast-check";
import t from "tap";
import { createClockVersions } from "../../../src/casework/clock/versions.ts";
import { createNotices, type NoticeDeps } from "../../../src/casework/notice/notices.ts";
import { noticeDocument } from "../../../src/casework/notice/notice.ts";
import { isInHours, stagesToTell } from "../../../src/casework/notice/stages.ts";
import type { Clock } from "../../../src/casework/clock/clocks-of.ts";
import type { ToldStageRow } from "../../../src/exchange/notices-port.ts";
import type { NewMessage } from "../../../src/exchange/store-port.ts";
import { sentItem } from "../../support/casework.ts";
import { defaultPolicy } from "../../support/exchange/default-policy.ts";
import { key } from "../../support/exchange/flow.ts";
import { holds } from "../../support/holds.ts";

const { clocks, party } = await defaultPolicy();
const DAY_MS = 86_400_000;
const START = Date.parse("2026-09-28T10:00:00+08:00");

/** A told stage or a letter's day was there already. */
interface Table {
  readonly told: Map<string, number>;
  readonly days: Map<string, number>;
  readonly letters: { readonly to: string; readonly day: number; readonly stages: readonly ToldStageRow[] }[];
}

const nameOf = ({ item, rule, stage }: ToldStageRow) => `${item} ${rule} ${stage}`;

/** A process over the shared table. `fail` is asked before and after each commit. */
function process(table: Table, now: () => number, items: () => ReturnType<typeof sentItem>[], fail: () => void) {
  const enc = key("enc");
  const civil = { ...party("civil-affairs"), encryptionKey: enc };
  const directory = {
    version: "1",
    party: (id: string) => (id === civil.id ? civil : undefined),
    parties: () => [civil],
  };
  const deps: NoticeDeps = {
    rows: {
      takeTurn: async () => true,
      daysOf: async () => new Map(table.days),
      async nothingOn(recipient, day) {
        fail();
        table.days.set(recipient, Math.max(day, table.days.get(recipient) ?? -1));
      },
      told: async (asked) =>
        [...table.told.keys()].flatMap((name) => {
          const [item = "", rule = "", stage = ""] = name.split(" ");
          return asked.includes(item) ? [{ item, rule, stage: stage as "overdue" }] : [];
        }),
      async accept(message, stages, day) {
        fail();
        const to = message.packets[0]?.recipient ?? "";
        const isTold = stages.some((stage) => table.told.has(nameOf(stage)));
        if (isTold || (day !== undefined && (table.days.get(to) ?? -1) >= day)) return false;
        for (const stage of stages) table.told.set(nameOf(stage), (table.told.get(nameOf(stage)) ?? 0) + 1);
        if (day !== undefined) table.days.set(to, day);
        table.letters.push({ to, day: clocks.calendar.dayAt(now()), stages });
        fail();
        return true;
      },
    },
    cases: {
      candidates: async () => items().map((item) => ({ item, receiptAt: null, dead: false, day: 1 })),
    },
    versions: createClockVersions(() => ({ ...clocks, snapshot: { version: "v" } }), {
      versions: async () => [],
      document: async () => undefined,
    }),
    division: () => civil.division,
    directory: () => directory,
    calendar: () => clocks.calendar,
    now,
    from: 8 * 3_600_000,
    build: async ({ to }) => ({ packets: [{ recipient: to.id }] }) as unknown as NewMessage,
    sent: () => undefined,
  };
  return createNotices(deps);
}

t.test("each stage is told once whatever fails, and one letter a day", async (t) => {
  const step = fc.record({ hours: fc.integer({ min: 1, max: 60 }), fails: fc.array(fc.boolean(), { maxLength: 3 }) });
  await holds(
    t,
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const table: Table = { told: new Map(), days: new Map(), letters: [] };
      let at = START;
      const items = [
        sentItem({ id: "0199a000-0000-7000-8000-00000000000a" }),
        sentItem({ id: "0199a000-0000-7000-8000-00000000000b", need: "N04" }),
      ];
      let plan: boolean[] = [];
      const fail = () => {
        if (plan.shift() === true) throw new Error("the process fails here");
      };
      const processes = [0, 1].map(() =>
        process(
          table,
          () => at,
          () => items,
          fail,
        ),
      );
      for (const { hours, fails } of steps) {
        at += hours * 3_600_000;
        plan = [...fails];
        await Promise.all(processes.map((one) => one.look().catch(() => 0)));
      }
      plan = [];
      // A working day after all deadlines.
      at = Date.parse("2027-01-04T09:00:00+08:00");
      await processes[0]?.look();
      const dailies = table.letters.map(({ to, day }) => `${to} ${day}`);
      return (
        items.every(({ id }) => ["D06", "D07"].every((rule) => table.told.get(`${id} ${rule} overdue`) === 1)) &&
        [...table.told.values()].every((times) => times === 1) &&
        new Set(dailies).size === dailies.length
      );
    }),
    { numRuns: 60 },
  );
});

t.test("which stages are told", async (t) => {
  const clock = (over: Partial<Clock>): Clock => ({
    rule: "D06",
    duty: "department",
    roll: "forward",
    version: "v",
    start: "2026-10-12",
    due: "2026-10-14",
    state: "running",
    stage: "overdue",
    paused: false,
    blocked: false,
    provisional: false,
    worst: "overdue",
    ...over,
  });
  const told = (over: Partial<Clock>, was: string[] = [], isWorkingDay = true) =>
    stagesToTell([clock(over)], (rule, stage) => was.includes(`${rule} ${stage}`), isWorkingDay).map(
      ({ stage }) => stage,
    );
  t.same(told({}), ["overdue"]);
  t.same(told({ stage: "meeting" }), ["overdue"], "what was missed for long is told late, not never");
  t.same(told({ stage: "due-soon" }), ["due-soon"]);
  t.same(told({ stage: "due-soon" }, ["D06 overdue"]), [], "an extension after the end");
  t.same(told({ stage: "due-soon" }, ["D06 due-soon"]), []);
  t.same(told({}, ["D06 due-soon"]), ["overdue"]);
  t.same(told({}, [], false), [], "a day off");
  t.same(told({ roll: "none" }, [], false), ["overdue"]);
  t.same(told({ stage: "normal" }), []);
  t.same(told({ stage: "paused" }), []);
  t.same(told({ state: "planned" }), []);
  t.same(told({ state: "late" }), []);
  t.same(told({ hint: true }), []);
  t.same(told({ duty: "procuratorate" }), [], "a department is told of its own duties");
  t.same([isInHours({ due: "2026-10-01T16:00:00+08:00" }), isInHours({ due: "2026-10-01" })], [true, false]);
});

t.test("a deadline in hours names the telephone on duty", async (t) => {
  const offices = [
    { name: { zh: "社会救助科", en: "Aid" }, contact: { phone: "12345" }, dutyContact: { phone: "12350" } },
  ];
  const clock = (due: string) => ({ rule: "D06", due, stage: "overdue", provisional: false }) as Clock;
  const at = START + 3 * DAY_MS;
  const { items } = noticeDocument(
    ["2026-09-29T10:00:00+08:00", "2026-09-30"].map((due) => ({
      item: sentItem(),
      clock: clock(due),
      stage: "overdue",
    })),
    { transferId: "t", at, calendar: clocks.calendar, offices },
  );
  t.same(
    (items as { due: string; phone: string; overdueWd: number }[]).map(({ due, phone, overdueWd }) => [
      due.slice(0, 10),
      phone,
      overdueWd,
    ]),
    [
      ["2026-09-29", "12350", 1],
      ["2026-09-30", "12345", 0],
    ],
  );
});
