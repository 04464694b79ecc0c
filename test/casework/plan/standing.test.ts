/** How far a measure is, from plan, items and visits; and which measures a viewer is shown. */
import t from "tap";
import { standingOf } from "../../../src/casework/plan/measure-status.ts";
import { carriedOut, type Measure, measureFact, plansIn } from "../../../src/casework/plan/plans.ts";
import { shownMeasures } from "../../../src/casework/plan/shown-measure.ts";
import type { Fact, Item } from "../../../src/casework/ports.ts";
import type { Party } from "../../../src/exchange/ports.ts";
import { mayBeFiled } from "../../../src/exchange/route.ts";
import type { Thread } from "../../../src/exchange/store-port.ts";
import { sentItem } from "../../support/casework.ts";

const measure = (over: Partial<Measure> = {}): Measure => ({
  id: "m1",
  subject: "s",
  need: "N01",
  kind: "M4",
  owner: "civil-affairs",
  due: "2026-11-19",
  status: "sent",
  message: "p1",
  ...over,
});
const item = (over: Partial<Item> = {}) =>
  sentItem({ subject: "s", need: "N01", department: "civil-affairs", ...over });
const status = (of: Partial<Measure>, items: readonly Item[], seen: readonly string[] = []) => {
  const { status, stuck } = standingOf(measure(of), items, new Set(seen));
  return stuck ? `${status} stuck` : status;
};

t.test("a measure rests on its item; a plan drops it, a visit sees it done, a withdrawal ends it", async (t) => {
  t.equal(status({}, []), "planned", "whatever the plan says: nothing has sent the need");
  t.equal(status({}, [item({ subject: "other" }), item({ need: "N02" }), item({ department: "housing" })]), "planned");
  t.equal(status({}, [item()]), "sent");
  t.equal(status({}, [item({ state: "checking" })]), "doing");
  t.equal(status({}, [item({ state: "refused" })]), "doing stuck");
  t.equal(status({}, [item({ state: "delivered" })]), "done");
  t.equal(status({ status: "dropped" }, [item({ state: "delivered" })]), "dropped");
  t.equal(status({}, [item({ state: "checking" })], ["m1"]), "done", "a visit saw it");
  t.equal(status({}, [item({ closed: true, state: "ended" })]), "dropped", "the need was withdrawn");
  t.equal(status({}, [item({ closed: true, state: "delivered" })]), "done", "what was given was given");
  t.equal(status({ owner: "social-work", status: "doing" }, [item()]), "doing", "the signed plan says it");
  t.equal(status({ owner: "procuratorate", status: "doing" }, [item({ closed: true })]), "dropped");
});

const at = (day: string) => Date.parse(`${day}T10:00:00+08:00`);
const stored = (fact: object) => ({ fact: fact as Fact });
const plan = (message: string, subject: string, measures: readonly Measure[]) => [
  stored({ event: "plan", message, subject, issuedAt: at("2026-10-09") }),
  ...measures.map((one) => stored(measureFact({ ...one, message, subject }, at("2026-10-09")))),
];

t.test("a visit that was corrected saw nothing; a plan that was withdrawn counts no more", async (t) => {
  const visit = { event: "visit", message: "v1", subject: "s", measuresDone: ["m1"] };
  t.same([...carriedOut([stored(visit)])], ["m1"]);
  const correction = { event: "visit", message: "v2", subject: "s", corrects: "v1", measuresDone: ["m2"] };
  t.same([...carriedOut([stored(visit), stored(correction)])], ["m2"]);
  const both = [...plan("p1", "s", [measure()]), ...plan("p2", "s", [measure(), measure({ id: "m2" })])];
  t.equal(plansIn(both).get("s")?.measures.length, 2);
  const back = stored({ event: "plan-withdrawn", message: "w", subject: "s", corrects: "p2" });
  t.equal(plansIn([...both, back]).get("s")?.message, "p1");
});

t.test("a viewer sees its own measures of persons whom it has, and which are overdue", async (t) => {
  const facts = [
    ...plan("p1", "s", [measure(), measure({ id: "m2", owner: "housing" })]),
    ...plan("p1", "t", [measure()]),
  ];
  const shown = (today: string, owner?: string) =>
    shownMeasures(facts, [item()], { today, ...(owner === undefined ? {} : { owner }) });
  const all = shown("2026-11-19");
  t.same([...all.keys()], ["s"], "nothing of a person without an item");
  t.same(
    all.get("s")?.map((one) => [one.measure, one.overdue]),
    [
      ["m1", undefined],
      ["m2", undefined],
    ],
    "due today",
  );
  t.same(
    shown("2026-11-20", "civil-affairs")
      .get("s")
      ?.map((one) => [one.measure, one.overdue]),
    [["m1", true]],
  );
  t.same([...shown("2026-11-20", "education").keys()], []);
});

t.test("only whoever opened the thread files a plan, and only with a key to encrypt it for", async (t) => {
  const opener = { id: "a", encryptionKey: {} } as Party;
  const [own, other] = ["a", "b"].map((sender) => ({ sender }) as Thread);
  t.ok(mayBeFiled({ type: "plan" }, opener, own));
  t.notOk(mayBeFiled({ type: "plan" }, opener, other), "a procuratorate that helps in the thread of another");
  t.notOk(mayBeFiled({ type: "plan" }, { id: "a" } as Party, own));
  t.notOk(mayBeFiled({ type: "supplement" }, opener, own));
});
