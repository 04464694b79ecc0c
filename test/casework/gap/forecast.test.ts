/** From the rules about deadlines to the first payment of monthly aid: dates by hand from the published calendar of 2026. */
import t from "tap";
import { dueByRules } from "../../../src/casework/gap/due-by.ts";
import { forecast, type Progress } from "../../../src/casework/gap/forecast.ts";
import { defaultPolicy } from "../../support/exchange/default-policy.ts";
import { like } from "../../support/like.ts";

const { clocks } = await defaultPolicy();
const dueBy = (urgency?: string) => dueByRules(clocks, { division: "990101001", urgencyOf: () => urgency });
const forecastOf = (need: string, sealed: string, progress: Progress = {}, today = sealed) =>
  forecast(need, sealed, progress, dueBy(), 10, today);

t.test("GA and GF: accepted by the first reply (D07), decided by D12, paid in the month after", async (t) => {
  t.same(forecastOf("N01", "2026-09-24"), {
    acceptedOn: "2026-10-09",
    decidedOn: "2026-11-19",
    paidOn: "2026-12-10",
    provisional: false,
  });
  like(t, forecastOf("N01", "2026-10-12"), { acceptedOn: "2026-10-19", decidedOn: "2026-11-30", paidOn: "2026-12-10" });
  like(t, forecastOf("N01", "2026-10-12", { decidedOn: "2026-11-16" }), { paidOn: "2026-12-10" });
});

t.test("no support: review (D16), public notice (D10), confirmation (D17)", async (t) => {
  like(t, forecastOf("N03", "2026-10-08", { acceptedOn: "2026-10-12" }), {
    decidedOn: "2026-11-30",
    paidOn: "2026-12-10",
  });
});

t.test("an urgent list is answered earlier, and a decision beyond the calendar is provisional", async (t) => {
  t.same(dueBy("1")("D07", "2026-10-12", "N01"), { date: "2026-10-14", provisional: false });
  t.same(dueBy("2")("D07", "2026-10-12", "N01"), { date: "2026-10-15", provisional: false });
  like(t, forecastOf("N01", "2026-12-01"), { provisional: true });
});

t.test("the department's estimate counts before the rules, its decision before both", async (t) => {
  const estimate = { acceptedOn: "2026-10-19", expectedBy: "2026-12-01" };
  like(t, forecastOf("N01", "2026-10-12", estimate), { decidedOn: "2026-12-01", paidOn: "2027-01-10" });
  like(t, forecastOf("N01", "2026-10-12", { ...estimate, decidedOn: "2026-11-02" }), { paidOn: "2026-12-10" });
});

t.test("what is overdue is not taken for done: it comes today at the earliest", async (t) => {
  const late = forecastOf("N01", "2026-09-24", { acceptedOn: "2026-10-09" }, "2026-12-15");
  like(t, late, { decidedOn: "2026-12-15", paidOn: "2027-01-10" });
  like(t, forecastOf("N01", "2026-09-24", { decidedOn: "2026-11-12" }, "2026-12-20"), { paidOn: "2026-12-20" });
});

t.test("an application that goes on beyond the calendar has no payment in sight", async (t) => {
  t.equal(forecastOf("N01", "2199-12-20"), undefined);
});
