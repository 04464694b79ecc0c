import t from "tap";
import { defaultPolicy } from "../support/exchange/default-policy.ts";

const { policy } = await defaultPolicy();

/** A Tuesday before the spring festival, 09:30 in the locality. */
const FROM = Date.parse("2026-02-10T09:30:00+08:00");

function list(urgency: string, ...needs: { code: string; urgency?: string }[]): Record<string, unknown> {
  return { header: { urgency }, subjects: [{ needs: { items: needs } }] };
}

t.test("a recipient has two working days to sign and five to answer", async (t) => {
  t.strictSame(policy.due("aid-subject-list", list("3", { code: "N01", urgency: "3" }), FROM), {
    receipt: "2026-02-12T23:59:59+08:00",
    feedback: "2026-02-24T23:59:59+08:00",
  });
});

t.test("urgency of the list or of a need shortens the limits", async (t) => {
  const wanted = { receipt: "2026-02-11T23:59:59+08:00", feedback: "2026-02-12T23:59:59+08:00" };
  t.strictSame(policy.due("aid-subject-list", list("1", { code: "N01" }), FROM), wanted);
  t.strictSame(policy.due("aid-subject-list", list("9", { code: "N01", urgency: "1" }), FROM), wanted);
});

t.test("an emergency is due for an answer within three days", async (t) => {
  const due = policy.due("aid-subject-list", list("3", { code: "N01" }, { code: "N02", urgency: "3" }), FROM);
  t.equal(due.feedback, "2026-02-13T23:59:59+08:00");
});

t.test("a recipient's cut has the limits of its own needs only", async (t) => {
  const cut = list("3", { code: "N04", urgency: "3" });
  t.equal(policy.due("aid-subject-list", cut, FROM).feedback, "2026-02-24T23:59:59+08:00");
});

t.test("a document without an answer has no limit for one, even when urgent", async (t) => {
  t.strictSame(policy.due("withdrawal", {}, FROM), { receipt: "2026-02-11T23:59:59+08:00" });
  t.strictSame(policy.due("feedback", { header: { urgency: "1" } }, FROM), { receipt: "2026-02-11T23:59:59+08:00" });
  t.strictSame(policy.due("inquiry", {}, FROM), { receipt: "2026-02-12T23:59:59+08:00" }, "a type without limits");
});

t.test("a limit in a year without calendar is provisional", async (t) => {
  const due = policy.due("aid-subject-list", list("3", { code: "N01" }), Date.parse("2026-12-29T09:00:00+08:00"));
  t.strictSame(due, { receipt: "2026-12-31T23:59:59+08:00", feedback: "2027-01-05T23:59:59+08:00", provisional: true });
});

t.test("deadlines of one day are not used on another", async (t) => {
  const body = list("3", { code: "N01" });
  const first = policy.due("aid-subject-list", body, FROM);
  const next = policy.due("aid-subject-list", body, FROM + 86_400_000);
  t.not(next.receipt, first.receipt);
  t.strictSame(policy.due("aid-subject-list", body, FROM), first);
});
