/** What a report counts: by the date of the document, of what was accepted by its cut. */
import t from "tap";
import type { Reply } from "../../../src/domain/item.ts";
import type { Item, StoredFact } from "../../../src/casework/ports.ts";
import { makeReport, type MadeReport } from "../../../src/casework/report/make-report.ts";
import { tenThousandYuan } from "../../../src/casework/report/money-sum.ts";
import { percent } from "../../../src/domain/percent.ts";
import { periodAt, periodOf } from "../../../src/casework/report/period.ts";
import { quantile } from "../../../src/casework/report/quantile.ts";
import type { ItemClock } from "../../../src/casework/report/tally.ts";
import type { Result } from "../../../src/casework/result.ts";
import { sentFact } from "../../../src/casework/send.ts";
import { resultFact } from "../../../src/casework/stored.ts";
import { like } from "../../support/like.ts";
import { sentItem } from "../../support/casework.ts";
import { CALENDAR, headOf, tallyOf } from "../../support/report.ts";

const at = (time: string) => Date.parse(`2026-${time}:00+08:00`);
const bare = { salt: Buffer.alloc(16), digest: Buffer.alloc(32) };
const secrets = new Map<StoredFact, object>();

function itemOf(subject: string, sealed: string, over: Partial<Item> = {}): Item {
  const time = at(sealed);
  const base = sentItem({ subject, sealedAt: time, since: time, originalStart: time, ...over });
  return { ...base, id: `${subject}-${base.need}-${base.department}` };
}

const sent = (item: Item): StoredFact => ({ fact: sentFact(item), secret: null, ...bare });

/** Fact of a reply, issued and accepted at these times. */
function reply(item: Item, code: Reply, issued: string, accepted = issued, over: Partial<Result> = {}, aid?: object[]) {
  const result: Result = {
    reply: code,
    message: `${code} ${issued}`,
    issuedAt: at(issued),
    acceptedAt: at(accepted),
    ...over,
  };
  const stored: StoredFact = { fact: resultFact(result, item), secret: aid ? Buffer.from("x") : null, ...bare };
  if (aid !== undefined) secrets.set(stored, { aid });
  return stored;
}

/** Reports of some months over one thread, each after the other. */
function reports(
  items: readonly Item[],
  facts: readonly StoredFact[],
  months: readonly string[],
  clocks: readonly ItemClock[] = [],
): MadeReport[] {
  const made: MadeReport[] = [];
  for (const month of months) {
    const tally = tallyOf(month, { secretOf: (_thread, fact) => ({ ...secrets.get(fact) }), clocks: () => clocks });
    tally.add({ thread: "t", facts, items: items.map((item) => ({ item, receiptAt: null })) });
    made.push(makeReport(tally, headOf(month), made.at(-1)));
  }
  return made;
}

/** Cells of the total line of a table, by column. */
function totals(made: MadeReport | undefined, id: string): object {
  const section = made?.internal.sections.find((one) => one.id === id);
  return Object.fromEntries((section?.columns ?? []).map((name, n) => [name, section?.total.cells?.[n]]));
}
const money = (over: object) => ({ form: "1", category: "25", amount: 80_000, frequency: "1", ...over });
const PAID = { carriedOut: true, decided: true } as const;

t.test("what arrives after the cut changes no report: it is a correction in the next one", async (t) => {
  const item = itemOf("a", "10-12T09:00");
  const facts = [
    sent(item),
    reply(item, "10", "10-13T09:00"),
    reply(item, "30", "10-20T09:00"),
    reply(item, "40", "10-30T09:00", "11-05T09:00", { ...PAID, firstPaidOn: "2026-10-30" }, [money({})]),
  ];
  const [october, november] = reports([item], facts, ["2026-10", "2026-11"]);
  like(t, totals(october, "I07"), { granted: 1, delivered: 0 });
  like(t, october?.internal.figures, { "I03.persons": 1, "year.sent": 1 });
  t.notOk("I22" in (october?.internal.figures ?? {}), "nothing was published before");
  like(t, totals(november, "I07"), { granted: 0, delivered: 0, refused: 0 });
  like(t, november?.internal.figures, { I22: 1 });
  like(t, november?.public.figures, { I22: null }, "one person's correction is hidden outside");
  t.same(
    reports([item], facts.slice(0, 3), ["2026-10"])[0]?.internal,
    october?.internal,
    "the report of October is the same without what came later",
  );
});

t.test("a decision that is corrected later leaves its month for that of the correction", async (t) => {
  const item = itemOf("a", "10-12T09:00");
  const facts = [
    sent(item),
    reply(item, "30", "10-20T09:00"),
    reply(item, "20", "10-15T09:00", "10-21T09:00", { acceptedOn: "2026-10-13" }),
    reply(item, "32", "11-22T09:00", "11-22T09:00", { reason: "R05", corrects: "30 10-20T09:00" }),
  ];
  const [, november, december] = reports([item], facts, ["2026-10", "2026-11", "2026-12"]);
  like(t, totals(november, "I07"), { refused: 1, granted: 0 });
  like(t, totals(november, "I09"), { R05: 1 });
  like(t, november?.internal.figures, { I22: 1, "I09.R99": "0.0" });
  like(t, totals(december, "I07"), { refused: 0 });
  like(t, december?.internal.figures, { I22: 0 });
});

t.test("money is counted by its way of payment, and what several items report once", async (t) => {
  const [one, two] = [itemOf("a", "10-12T09:00"), itemOf("a", "10-12T09:00", { need: "N02" })];
  const shared = [money({ amount: 123_456 })];
  const issued = "10-20T09:00";
  const facts = [
    ...[one, two].map(sent),
    reply(one, "40", issued, issued, PAID, shared),
    reply(two, "40", issued, issued, PAID, shared),
    reply(one, "40", "10-25T09:00", "10-25T09:00", PAID, [money({ need: "N01", frequency: "2", amount: 60_000 })]),
    reply(one, "40", "10-26T09:00", "10-26T09:00", PAID, [money({ need: "N01", frequency: "2", amount: 60_000 })]),
    reply(one, "40", "10-27T09:00", "10-27T09:00", PAID, [money({ need: "N01", frequency: "4", amount: 50_000 })]),
    reply(one, "40", "10-28T09:00", "10-28T09:00", PAID, [money({ need: "N01", form: "3" })]),
  ];
  const [october] = reports([one, two], facts, ["2026-10"]);
  t.same(totals(october, "I11"), { once: "0.12", monthly: "0.06", periodic: "0.05" });
  like(t, october?.internal.figures, { "I10.median": 8 });
  t.same(
    october?.public.sections.find(({ id }) => id === "I11")?.total.cells,
    [null, null, null],
    "one person's money is hidden outside",
  );
});

t.test("aid that waits for its turn is counted apart until it is delivered", async (t) => {
  const [one, two] = [itemOf("a", "10-12T09:00"), itemOf("b", "10-12T09:00")];
  const waiting = [money({ frequency: "7", need: "N01" })];
  const facts = [
    ...[one, two].map(sent),
    ...[one, two].map((item) => reply(item, "30", "10-20T09:00", "10-20T09:00", {}, waiting)),
    reply(two, "40", "10-28T09:00", "10-28T09:00", PAID, [money({ need: "N01" })]),
  ];
  const [october] = reports([one, two], facts, ["2026-10"]);
  like(t, totals(october, "I07"), { waiting: 1, delivered: 1, granted: 0 });
});

t.test("a clock is counted in the period in which it was due, and what is overdue at the cut", async (t) => {
  const item = itemOf("a", "10-12T09:00");
  const clock = (rule: string, due: string, state: ItemClock["state"], stage?: ItemClock["stage"]): ItemClock => ({
    rule,
    due,
    state,
    ofDepartment: true,
    ...(stage === undefined ? {} : { stage }),
  });
  const clocks = [
    clock("D06", "2026-10-14", "met"),
    clock("D07", "2026-10-19", "running", "supervise"),
    clock("D19", "2026-11-01T00:00:00+08:00", "missed"),
    clock("D12", "2026-11-02", "running", "normal"),
  ];
  const [october, november] = reports([item], [sent(item)], ["2026-10", "2026-11"], clocks);
  like(t, totals(october, "I04"), { "in-time": 1, late: 0 });
  like(t, totals(october, "I05"), { "in-time": 0, late: 1 });
  like(t, totals(october, "I12"), { late: 1 }, "the hour that ends at midnight is of the day before");
  like(t, totals(october, "I14"), { overdue: 0, supervise: 1 });
  like(t, totals(november, "I04"), { "in-time": 0, late: 0 });
});

t.test("a period is a month, or ends with a settlement day", (t) => {
  like(t, periodOf("2026-10", undefined, CALENDAR), { from: "2026-10-01", to: "2026-10-31" });
  like(t, periodOf("2026-03", 25, CALENDAR), { from: "2026-02-26", to: "2026-03-25" });
  like(t, periodOf("2026-01", 20, CALENDAR), { from: "2025-12-21", to: "2026-01-20" });
  t.equal(periodOf("2026-10", undefined, CALENDAR).cut, at("11-01T00:00"));
  t.equal(periodAt(at("10-25T23:59"), 25, CALENDAR), "2026-10");
  t.equal(periodAt(at("10-26T00:00"), 25, CALENDAR), "2026-11");
  t.throws(() => periodOf("2026-13", undefined, CALENDAR), RangeError);
  t.end();
});

t.test("numbers are exact: half up once at the end, quantiles by nearest rank", (t) => {
  t.same([0, 4_999, 5_000, 1_234_500_000, 99_999_999_999_999].map(tenThousandYuan), [
    "0.00",
    "0.00",
    "0.01",
    "1234.50",
    "100000000.00",
  ]);
  t.same(
    [percent(1, 3), percent(1, 8), percent(2, 3), percent(5, 5), percent(0, 0)],
    ["33.3", "12.5", "66.7", "100.0", null],
  );
  t.equal(percent(1, 2000), "0.1");
  const days = new Map([
    [3, 5],
    [10, 4],
    [40, 1],
  ]);
  t.same([quantile(days, 50), quantile(days, 90), quantile(new Map(), 50)], [3, 10, undefined]);
  t.end();
});
