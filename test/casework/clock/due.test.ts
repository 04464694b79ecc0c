import t from "tap";
import type { MessageType } from "../../../src/domain/message.ts";
import { defaultPolicy } from "../../support/exchange/default-policy.ts";

const { policy } = await defaultPolicy();
const TO = { division: "990101" };
const dueOf = (type: MessageType, body: Record<string, unknown>, from: number) => policy.due(type, body, from, TO);

/** A Tuesday before the spring festival, 09:30 in the locality. */
const FROM = Date.parse("2026-02-10T09:30:00+08:00");

function list(urgency: string, ...needs: { code: string; urgency?: string }[]): Record<string, unknown> {
  return { header: { urgency }, subjects: [{ needs: { items: needs } }] };
}

t.test("a recipient has two working days to sign and five to answer", async (t) => {
  t.strictSame(dueOf("aid-subject-list", list("3", { code: "N01", urgency: "3" }), FROM), {
    receipt: "2026-02-12T23:59:59+08:00",
    feedback: "2026-02-24T23:59:59+08:00",
  });
});

t.test("urgency of the list or of a need shortens the limits", async (t) => {
  const wanted = { receipt: "2026-02-11T10:00:00+08:00", feedback: "2026-02-12T23:59:59+08:00" };
  t.strictSame(dueOf("aid-subject-list", list("1", { code: "N01" }), FROM), wanted);
  t.strictSame(dueOf("aid-subject-list", list("9", { code: "N01", urgency: "1" }), FROM), wanted);
});

t.test("urgent: 24 hours to the full hour, on days off too", async (t) => {
  const due = (at: string) => dueOf("aid-subject-list", list("1", { code: "N01" }), Date.parse(at)).receipt;
  t.equal(due("2026-09-30T16:00:00+08:00"), "2026-10-01T16:00:00+08:00");
  t.equal(due("2026-09-30T16:00:00.001+08:00"), "2026-10-01T17:00:00+08:00");
});

t.test(
  "an emergency is due for help within three days that no holiday lengthens, and for a receipt in 24 hours (D19)",
  async (t) => {
    const due = dueOf("aid-subject-list", list("3", { code: "N01" }, { code: "N02", urgency: "3" }), FROM);
    t.strictSame(due, { receipt: "2026-02-11T10:00:00+08:00", feedback: "2026-02-13T23:59:59+08:00" });
    const eve = Date.parse("2026-09-30T16:00:00+08:00");
    t.equal(dueOf("aid-subject-list", list("3", { code: "N02" }), eve).feedback, "2026-10-03T23:59:59+08:00");
  },
);

t.test("a type that is answered under rules of its own", async (t) => {
  t.equal(dueOf("reverse-lead", {}, FROM).feedback, "2026-02-24T23:59:59+08:00", "D04");
  t.equal(dueOf("inquiry", {}, FROM).feedback, "2026-02-12T23:59:59+08:00", "D38");
  t.equal(dueOf("inquiry", { header: { urgency: "1" } }, FROM).feedback, "2026-02-11T10:00:00+08:00", "D38");
});

t.test("a rule of the recipient's division counts", async (t) => {
  const here = await defaultPolicy(({ deadlines }) => ({
    deadlines: {
      ...deadlines,
      rules: deadlines.rules.map((rule, index) =>
        rule.id === "D07" && deadlines.rules.findIndex(({ id }) => id === "D07") === index
          ? { ...rule, applies: { ...rule.applies, divisions: ["9902"] }, period: { workingDays: 1 } }
          : rule,
      ),
    },
  }));
  const due = (division: string) => here.policy.due("aid-subject-list", list("3", { code: "N01" }), FROM, { division });
  t.equal(due("990201").feedback, "2026-02-11T23:59:59+08:00");
  t.equal(due("990101").feedback, undefined);
});

t.test("a recipient's cut has the limits of its own needs only", async (t) => {
  const cut = list("3", { code: "N04", urgency: "3" });
  t.equal(dueOf("aid-subject-list", cut, FROM).feedback, "2026-02-24T23:59:59+08:00");
});

t.test("a document without an answer has no limit for one, even when urgent", async (t) => {
  t.strictSame(dueOf("withdrawal", {}, FROM), { receipt: "2026-02-11T23:59:59+08:00" });
  t.strictSame(dueOf("feedback", { header: { urgency: "1" } }, FROM), { receipt: "2026-02-11T10:00:00+08:00" });
  t.strictSame(dueOf("visit", {}, FROM), { receipt: "2026-02-12T23:59:59+08:00" }, "a type without limits");
});

t.test("a limit in a year without calendar is provisional", async (t) => {
  const due = dueOf("aid-subject-list", list("3", { code: "N01" }), Date.parse("2026-12-29T09:00:00+08:00"));
  t.strictSame(due, { receipt: "2026-12-31T23:59:59+08:00", feedback: "2027-01-05T23:59:59+08:00", provisional: true });
});

t.test("deadlines of one day are not used on another", async (t) => {
  const body = list("3", { code: "N01" });
  const first = dueOf("aid-subject-list", body, FROM);
  const next = dueOf("aid-subject-list", body, FROM + 86_400_000);
  t.not(next.receipt, first.receipt);
  t.strictSame(dueOf("aid-subject-list", body, FROM), first);
});
