import t from "tap";
import { followOf } from "../../../src/casework/follow/follow.ts";
import type { SubjectHistory } from "../../../src/casework/follow/history.ts";
import { FOLLOW_SCHEDULE } from "../../../src/casework/follow/schedule.ts";
import { defaultPolicy } from "../../support/exchange/default-policy.ts";
import { evaluation, history, item, noon, visit } from "./history-of.ts";

const { clocks } = await defaultPolicy();
const follow = (of: SubjectHistory, today: string) => followOf(of, FOLLOW_SCHEDULE, clocks, "990101", noon(today));
const SEALED = "2026-03-02";
const VISITED = [visit("2026-03-10", { arrived: true })];

t.test("S10: grade D asks for a measure in five working days, and for another evaluation after 90 days", async (t) => {
  const one = history(SEALED, { visits: VISITED, evaluations: [evaluation("2026-10-12", "C2", { grade: "D" })] });
  const at = (day: string) => follow(one, day);
  t.equal(at("2026-10-12").measure?.due, "2026-10-19");
  t.strictSame(
    ["2026-10-19", "2026-10-20", "2026-10-22"].map((day) => at(day).measure?.stage),
    ["due-soon", "overdue", "supervise"],
  );
  t.strictSame(at("2026-10-22").todos, ["measure"]);
  t.strictSame(at("2026-10-22").closing, ["close-measure-open"]);
  t.strictSame(at("2026-10-22").next, { due: "2027-01-10", provisional: true });
  const named = { ...one, evaluations: [evaluation("2026-10-12", "C2", { grade: "D", measure: true })] };
  t.strictSame([follow(named, "2026-10-22").todos, follow(named, "2026-10-22").measure?.state], [[], "met"]);
  const sent = { ...one, items: [item(SEALED), item("2026-10-16", { need: "N04", state: "sent", granted: false })] };
  t.strictSame([follow(sent, "2026-10-22").todos, follow(sent, "2026-10-22").measure?.ended], [[], "2026-10-16"]);
});

t.test("D39: a measure that a later plan adds counts; until it is carried out the case stays open", async (t) => {
  const solved = evaluation("2026-10-12", "C2", { grade: "D" });
  const of = (...measures: SubjectHistory["measures"]) =>
    follow(history(SEALED, { visits: VISITED, evaluations: [solved], measures }), "2026-10-22");
  const one = { need: "N14", addedAt: noon("2026-10-16"), isOpen: true, isDropped: false, stuck: false };
  t.strictSame([of(one).measure?.ended, of(one).todos], ["2026-10-16", []]);
  t.strictSame(of(one).closing, ["close-measure-open"], "agreed, and still to be carried out");
  t.strictSame(of({ ...one, isOpen: false }).closing, [], "carried out");
  const dropped = of({ ...one, isOpen: false, isDropped: true });
  t.strictSame([dropped.measure?.ended, dropped.todos], [undefined, ["measure"]], "given up: another one is due");
  const earlier = of({ ...one, addedAt: noon("2026-10-11") });
  t.strictSame([earlier.measure?.ended, earlier.todos], [undefined, ["measure"]], "it was there before");
  const later = [solved, evaluation("2026-10-14", "C2", { grade: "C" })];
  const after = follow(history(SEALED, { visits: VISITED, evaluations: later, measures: [one] }), "2026-10-22");
  t.strictSame(after.closing, [], "it does not answer grade D");
});

t.test("what keeps a case from being closed", async (t) => {
  const closing = (more: Partial<SubjectHistory>) =>
    follow(history(SEALED, { visits: VISITED, ...more }), "2026-10-12").closing;
  t.strictSame(closing({}), []);
  t.strictSame(closing({ items: [item(SEALED, { state: "checking", granted: false })] }), ["close-item-open"]);
  t.strictSame(closing({ items: [item(SEALED, { state: "part" })] }), ["close-not-delivered"]);
  t.strictSame(closing({ visits: [] }), ["close-arrival-unknown"]);
  t.strictSame(
    closing({ visits: [visit("2026-05-01")] }),
    ["close-arrival-unknown"],
    "too late for F0, and nobody asked",
  );
  t.strictSame(closing({ visits: [visit("2026-05-01", { arrived: true })] }), []);
  t.strictSame(closing({ visits: [visit("2026-03-10", { outcome: "V3", written: true })] }), []);
  t.strictSame(closing({ evaluations: [evaluation("2026-09-07", "C1")] }), ["close-already"]);
});

t.test("the life of a case", async (t) => {
  const life = (more: Partial<SubjectHistory>) => follow(history(SEALED, more), "2026-10-12").life.state;
  t.equal(life({}), "following");
  t.equal(life({ items: [item(SEALED, { state: "granted" })] }), "open");
  t.equal(life({ evaluations: [evaluation("2026-09-07", "C1")] }), "closed");
  t.equal(life({ evaluations: [evaluation("2026-09-07", "C3")] }), "long-term");
  t.equal(life({ evaluations: [evaluation("2026-09-07", "C3"), evaluation("2026-10-07", "C1")] }), "closed");
  t.equal(life({ evaluations: [evaluation("2026-09-07", "C1"), evaluation("2026-10-07", "C4")] }), "following");
  const reopened = [item(SEALED, { state: "accepted", since: noon("2026-10-08"), granted: false })];
  t.equal(
    life({ items: reopened, evaluations: [evaluation("2026-09-07", "C1")] }),
    "open",
    "an ended need was taken up again",
  );
});

t.test("needs that a visit found are to be sent, and a person who is referred again", async (t) => {
  const found = [visit("2026-04-01", { newNeeds: ["N14", "N04"] })];
  const one = history(SEALED, { visits: found });
  t.strictSame([follow(one, "2026-04-02").newNeeds, follow(one, "2026-04-02").todos], [["N04", "N14"], ["send-needs"]]);
  const sent = { ...one, items: [item(SEALED), item("2026-04-03", { need: "N14" })] };
  t.strictSame(follow(sent, "2026-04-04").newNeeds, ["N04"]);
  const again = history(SEALED, { evaluations: [evaluation("2026-09-07", "C4")] });
  t.strictSame(follow(again, "2026-09-08").todos, ["refer-again"]);
  t.strictSame(follow({ ...again, items: [item(SEALED), item("2026-09-09")] }, "2026-09-10").todos, []);
});
