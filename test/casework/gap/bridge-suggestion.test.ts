import t from "tap";
import { type BridgeFacts, suggestBridge } from "../../../src/casework/gap/bridge-suggestion.ts";
import { firstPayment } from "../../../src/casework/gap/monthly-aid.ts";
import { serviceGaps } from "../../../src/casework/gap/service-gap.ts";
import { fen, GA, needOf } from "./examples.ts";
import { like } from "../../support/like.ts";

const FACTS: BridgeFacts = {
  level: "G2",
  days: 37,
  need: needOf(GA),
  members: 3,
  line: fen(800),
  urgentNeed: false,
  noFoodOrShelter: false,
  cap: undefined,
  sameCauseOn: [],
  today: "2026-10-29",
};
const suggest = (more: Partial<BridgeFacts>) => suggestBridge({ ...FACTS, ...more });

t.test("G2, G3, need N02, and G1 without food or shelter suggest a bridge", async (t) => {
  t.equal(suggest({ level: "G0", days: 0 }), undefined);
  t.equal(suggest({ level: "G1" }), undefined);
  t.same(suggest({ level: "G1", noFoodOrShelter: true })?.reasons, ["G1"]);
  t.same(suggest({ level: "G3" })?.reasons, ["G3"]);
  t.same(suggest({ level: "G0", days: 0, urgentNeed: true })?.reasons, ["N02"]);
  t.same(suggest({ urgentNeed: true })?.reasons, ["G2", "N02"]);
});

t.test("the amount goes up to the next 100 yuan, and not beyond the cap of the locality", async (t) => {
  t.equal(suggest({})?.amount, undefined, "no cap, no amount");
  // 2,400 · 37 / 30 = 2,960.
  t.equal(suggest({ cap: { basis: "person", months: 2 } })?.amount, fen(3_000));
  t.equal(suggest({ cap: { basis: "person", months: 1 } })?.amount, fen(2_400));
  t.equal(suggest({ cap: { basis: "household", months: 1 } })?.amount, fen(800));
  t.equal(suggest({ days: 15, cap: { basis: "person", months: 2 } })?.amount, fen(1_200), "a full hundred stays");
});

t.test("the same cause within twelve months is flagged, and no bar", async (t) => {
  const sameCause = (on: string) => suggest({ sameCauseOn: [on] })?.sameCause;
  t.equal(sameCause("2025-10-29"), false);
  t.equal(sameCause("2025-10-30"), true);
  t.equal(sameCause("2026-10-29"), true);
  t.equal(sameCause("2026-10-30"), false, "a day ahead");
});

t.test("the first payment is on the locality's day of the next month, or on its last", async (t) => {
  t.equal(firstPayment("2026-11-19", 10), "2026-12-10");
  t.equal(firstPayment("2026-12-31", 10), "2027-01-10");
  t.equal(firstPayment("2027-01-05", 31), "2027-02-28");
});

t.test("a service that comes after the day on which it is needed is late", async (t) => {
  const late = (neededBy: string, expectedOn?: string) =>
    serviceGaps([{ need: "N05", neededBy, ...(expectedOn === undefined ? {} : { expectedOn }) }], "2026-09-24");
  like(t, late("2026-09-01", "2026-10-10"), [{ need: "N05", daysLate: 39 }]);
  t.same(late("2026-10-10", "2026-10-10"), []);
  like(t, late("2026-09-01"), [{ need: "N05", neededBy: "2026-09-01", daysLate: undefined }]);
  t.same(late("2026-10-01"), [], "not in sight, and not needed yet");
});
