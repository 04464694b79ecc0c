/** Documents about a list that only its sender sends, for a policy that lets others send them too: refused, not taken without facts. */
import { randomUUID } from "node:crypto";
import t from "tap";
import { Refusal } from "../../src/domain/refusal.ts";
import { GA } from "../cli/casework/ga.ts";
import { defaultPolicy } from "../support/exchange/default-policy.ts";
import { KeptCase } from "../support/kept-case.ts";

const kept = new KeptCase(await defaultPolicy());
await kept.accept("aid-subject-list", GA, "2026-09-24T10:00:00+08:00");
const before = kept.facts.length;

for (const [type, code] of [
  ["evaluation", "evaluation-opener-only"],
  ["plan", "list-sender-only"],
  ["bridge", "list-sender-only"],
  ["reminder", "letter-of-sender"],
] as const) {
  t.test(`${type} by another party: ${code}`, async (t) => {
    const header = { transferId: randomUUID(), answers: GA.header.transferId, issuedAt: "2026-10-12T10:00:00+08:00" };
    const [subject] = GA.subjects;
    const body = { header, subjects: [subject], evaluations: [{ personId: subject?.personId }] };
    const refused = await kept.accept(type, body, header.issuedAt, "education").catch((error: unknown) => error);
    t.ok(refused instanceof Refusal);
    t.same(refused instanceof Refusal && refused.options.errors?.map((error) => error.code), [code]);
    t.equal(kept.facts.length, before, "nothing is stored");
  });
}
