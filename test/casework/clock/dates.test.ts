/** The dates of casework: each computed by hand from the rules and the published calendar of 2026. */
import t from "tap";
import { clocksOf, type ItemDates } from "../../../src/casework/clock/clocks-of.ts";
import { defaultPolicy } from "../../support/exchange/default-policy.ts";

const { clocks } = await defaultPolicy();
const { rules, calendar } = clocks;
const LIST = { type: "aid-subject-list", division: "990101" };
const noon = (date: string) => Date.parse(`${date}T12:00:00+08:00`);

/** Clock of one rule for an item on a day, at noon. */
function clockOn(date: string, rule: string, item: Partial<ItemDates> & Pick<ItemDates, "at">) {
  return clocksOf({ ...LIST, ...item }, rules, calendar, noon(date)).find((clock) => clock.rule === rule);
}

/** Due day of a rule. */
const dueOf = (rule: string, item: Partial<ItemDates> & Pick<ItemDates, "at">, on = "2026-12-31") =>
  clockOn(on, rule, item)?.due;

t.test("S1: an emergency before a holiday", async (t) => {
  const sealed = "2026-09-30T16:00:00+08:00";
  const item = { need: "N02", urgency: "1", at: { sealed } };
  t.equal(dueOf("D06", item), "2026-10-01T16:00:00+08:00");
  t.equal(dueOf("D19", item), "2026-10-03");
  t.equal(dueOf("D19", { ...item, type: "bridge" }), "2026-10-03", "asked for by a bridge");
  t.equal(dueOf("D07", { ...item, type: "bridge" }), undefined, "the aid itself is the answer to a bridge");
  t.equal(dueOf("D19", { ...item, type: "bridge", at: { sealed: "2026-10-29T10:00:00+08:00" } }), "2026-11-01", "S7");
  const at = (time: string) => clocksOf({ ...LIST, ...item }, rules, calendar, Date.parse(time))[0]?.stage;
  t.equal(at("2026-10-01T12:00:00+08:00"), "due-soon");
  t.equal(at("2026-10-01T16:00:00+08:00"), "due-soon");
  t.equal(at("2026-10-01T16:00:01+08:00"), "overdue", "although it is a holiday");
  const paid = { ...item, at: { sealed, firstReply: "2026-10-02T10:00:00+08:00", delivered: "2026-10-02" } };
  const met = clockOn("2026-10-09", "D19", paid);
  t.strictSame([met?.state, met?.stage, met?.ended], ["met", undefined, "2026-10-02"]);
  t.equal(clockOn("2026-10-09", "D06", paid)?.state, "late", "the first reply counts as the receipt");
});

t.test("S2: a subsistence allowance from list to refusal", async (t) => {
  const item = { need: "N01", at: { sealed: "2026-09-28T09:00:00+08:00", acceptedOn: "2026-10-09" } };
  t.equal(dueOf("D06", item), "2026-09-30");
  t.equal(dueOf("D07", item), "2026-10-10", "a worked Saturday");
  t.equal(dueOf("D08", item), "2026-10-13");
  t.equal(dueOf("D12", item), "2026-11-19");
  t.equal(dueOf("D12", { ...item, extensions: ["X2"] }), "2026-12-10");
  t.equal(dueOf("D12", { ...item, when: ["township-decides"] }), "2026-11-05");
  const refused = { ...item, at: { ...item.at, refusedOn: "2026-11-19", decidedOn: "2026-11-19" } };
  t.equal(dueOf("D13", refused), "2026-11-24");
  t.equal(dueOf("D30", refused), "2026-11-26");
});

t.test("S3: nothing happens, stage by stage", async (t) => {
  const item = { need: "N01", at: { sealed: "2026-10-12T09:00:00+08:00" } };
  const stages = (rule: string, days: readonly string[]) => days.map((day) => clockOn(day, rule, item)?.stage);
  t.equal(dueOf("D06", item), "2026-10-14");
  t.strictSame(
    stages("D06", [
      "2026-10-12",
      "2026-10-13",
      "2026-10-14",
      "2026-10-15",
      "2026-10-18",
      "2026-10-19",
      "2026-10-27",
      "2026-10-28",
    ]),
    ["normal", "due-soon", "due-soon", "overdue", "overdue", "supervise", "supervise", "meeting"],
  );
  t.equal(dueOf("D07", item), "2026-10-19");
  t.strictSame(
    stages("D07", [
      "2026-10-14",
      "2026-10-15",
      "2026-10-19",
      "2026-10-20",
      "2026-10-21",
      "2026-10-22",
      "2026-10-31",
      "2026-11-02",
    ]),
    ["normal", "due-soon", "due-soon", "overdue", "overdue", "supervise", "supervise", "meeting"],
  );
  const received = { ...item, at: { ...item.at, receipt: "2026-10-29T09:00:00+08:00" } };
  const { state, worst, stage } = clockOn("2026-11-30", "D06", received) ?? {};
  t.strictSame([state, worst, stage], ["late", "meeting", undefined], "history keeps the worst stage");
  t.equal(clockOn("2026-11-30", "D07", received)?.stage, "meeting", "a receipt ends D06 only");
});

t.test("S4: a pause, answered and not answered", async (t) => {
  const at = { sealed: "2026-10-10T09:00:00+08:00", acceptedOn: "2026-10-12" };
  const item = { need: "N01", at };
  const paused = (to?: string) => ({
    ...item,
    pauses: [{ code: "P1" as const, from: "2026-10-20", ...(to === undefined ? {} : { to }) }],
  });
  t.equal(dueOf("D12", item), "2026-11-23");
  t.equal(dueOf("D12", paused("2026-10-27")), "2026-11-30");
  t.equal(dueOf("D12", paused()), "2026-12-21");
  const on = (day: string) => {
    const clock = clockOn(day, "D12", paused());
    return [clock?.stage, clock?.paused, clock?.blocked];
  };
  t.strictSame(on("2026-10-19"), ["normal", false, false]);
  t.strictSame(on("2026-10-20"), ["paused", true, false]);
  t.strictSame(on("2026-11-17"), ["paused", true, false]);
  t.strictSame(on("2026-11-18"), ["normal", false, true], "the pause has ended by its limit, somebody must act");
  t.strictSame(on("2026-12-22"), ["overdue", false, true]);
});

t.test("S5: re-routed, with time for the new department", async (t) => {
  const at = { sealed: "2026-10-16T09:00:00+08:00" };
  const rerouted = { originalStart: "2026-10-12T09:00:00+08:00", at: at.sealed };
  const item = { need: "N04", at, rerouted };
  t.equal(dueOf("D06", item), "2026-10-20");
  t.equal(dueOf("D07", item), "2026-10-20");
  t.equal(
    dueOf("D07", { need: "N04", at, rerouted: { ...rerouted, originalStart: "2026-10-15T09:00:00+08:00" } }),
    "2026-10-22",
  );
});

t.test("more dates", async (t) => {
  const dates: readonly (readonly [string, string, Partial<ItemDates> & Pick<ItemDates, "at">])[] = [
    ["D23", "2026-10-08", { need: "N15", at: { acceptedOn: "2026-09-28" } }],
    ["D24", "2026-10-12", { need: "N15", at: { grantedOn: "2026-10-08" } }],
    ["D25", "2026-10-09", { need: "N16", when: ["work-injury"], at: { acceptedOn: "2026-08-10" } }],
    ["D25", "2026-08-25", { need: "N16", when: ["work-injury-clear"], at: { acceptedOn: "2026-08-10" } }],
    ["D27", "2026-11-06", { need: "N16", at: { filedOn: "2026-08-10" } }],
    ["D31", "2026-10-08", { type: "reminder", when: ["suggestion"], at: { sealed: "2026-08-07T09:00:00+08:00" } }],
    [
      "D31",
      "2026-10-08",
      { type: "reminder", when: ["urgent-suggestion"], at: { sealed: "2026-09-18T09:00:00+08:00" } },
    ],
    ["D32a", "2026-10-09", { at: { servedOn: "2026-08-10" } }],
    ["D32b", "2026-10-08", { at: { servedOn: "2026-04-08" } }],
    ["D03", "2026-10-13", { at: { concludedOn: "2026-09-30" } }],
    ["D02", "2026-10-09", { at: { fundsOn: "2026-09-30" } }],
    ["D29", "2026-10-08", { need: "N08", at: { acceptedOn: "2026-09-20" } }],
    ["D21a", "2026-10-19", { need: "N10", at: { acceptedOn: "2026-09-21" } }],
    ["D21b", "2026-11-09", { need: "N10", at: { acceptedOn: "2026-09-21" } }],
    ["D16", "2026-11-02", { need: "N03", at: { acceptedOn: "2026-10-12" } }],
    ["D10", "2026-11-09", { need: "N03", at: { acceptedOn: "2026-10-12" } }],
    ["D17", "2026-11-30", { need: "N03", at: { acceptedOn: "2026-10-12" } }],
    ["D38", "2026-10-09", { type: "inquiry", at: { sealed: "2026-09-30T09:00:00+08:00" } }],
    ["D10", "2026-10-05", { need: "N01", at: { noticeFrom: "2026-09-28" } }],
    ["D04", "2026-10-09", { type: "reverse-lead", at: { sealed: "2026-09-24T09:00:00+08:00" } }],
    ["D19", "2026-11-01", { need: "N02", at: { sealed: "2026-10-29T09:00:00+08:00" } }],
    ["D39", "2026-10-19", { at: { evaluatedOn: "2026-10-12" } }],
    ["D14", "2026-12-31", { need: "N01", at: { grantedOn: "2026-11-12" } }],
    ["D05", "2026-10-02T09:00:00+08:00", { at: { dangerAt: "2026-10-01T09:00:00+08:00" } }],
    ["D20", "2026-10-23", { need: "N02", when: ["expenditure-aid"], at: { acceptedOn: "2026-09-28" } }],
    ["D22a", "2026-10-26", { need: "N09", at: { acceptedOn: "2026-10-12" } }],
    ["D22b", "2026-10-02", { need: "N09", at: { noticeFrom: "2026-09-25" } }],
    ["D22c", "2026-10-22", { need: "N09", at: { noticeTo: "2026-10-09" } }],
    ["D26", "2026-10-09", { need: "N16", when: ["work-capacity"], at: { acceptedOn: "2026-08-10" } }],
    [
      "D26",
      "2026-11-09",
      { need: "N16", when: ["work-capacity"], at: { acceptedOn: "2026-08-10" }, extensions: ["X4"] },
    ],
    ["D28a", "2026-09-28", { need: "N16", when: ["arbitration"], at: { filedOn: "2026-09-21" } }],
    ["D28b", "2026-09-24", { need: "N16", when: ["arbitration"], at: { acceptedOn: "2026-08-10" } }],
    [
      "D28b",
      "2026-10-09",
      { need: "N16", when: ["arbitration"], at: { acceptedOn: "2026-08-10" }, extensions: ["X4"] },
    ],
    ["D33", "2026-10-08", { at: { appliedOn: "2026-08-07" } }],
    ["D35", "2027-01-15", { need: "N01", when: ["rigid-expenditure"], at: { grantedOn: "2026-01-15" } }],
    ["D36", "2027-01-15", { need: "N01", at: { grantedOn: "2026-01-15" } }],
    ["D36", "2026-10-08", { need: "N01", when: ["unsteady-income"], at: { grantedOn: "2026-04-07" } }],
  ];
  for (const [rule, due, item] of dates) t.equal(dueOf(rule, item, "2026-08-10"), due, `${rule} ${due}`);
  t.equal(clockOn("2026-10-22", "D39", { at: { evaluatedOn: "2026-10-12" } })?.stage, "supervise");
  const beyond = clockOn("2026-12-28", "D30", { at: { decidedOn: "2026-12-28" } });
  t.equal(beyond?.provisional, true, "2027 is not published");
  t.equal(calendar.workingDaysOf(2026), 248);
});
