import { Refusal } from "../domain/refusal.ts";
import { checkClaims } from "./claims.ts";
import type { Flow } from "./flow.ts";
import { judgeRecipientKey, openMessage, requireParty } from "./open.ts";
import type { Caller } from "./service.ts";
import { validateBody } from "./validate.ts";

/**
 * Opens a list that a procuratorate has sealed to ask about it before it is sent: checked as for a submission, and neither
 * stored nor recorded. Its plaintext is in memory only.
 *
 * @returns the document, with folded values
 * @throws Refusal `not-permitted` for a party that sends no lists, `invalid-envelope`, `invalid-claims`, `invalid-document`
 */
export async function readSealedList(
  flow: Flow,
  caller: Caller,
  envelope: Buffer,
  mediaType: string,
): Promise<Readonly<Record<string, unknown>>> {
  if (requireParty(flow, caller).kind !== "procuratorate") throw new Refusal("not-permitted", { step: "question" });
  const opened = await openMessage(flow, caller, envelope, mediaType);
  judgeRecipientKey(flow, opened);
  const now = flow.clock.now();
  const claims = checkClaims(opened.claims, opened.sender.id, now, flow.settings, flow.schemas);
  if (claims.type !== "aid-subject-list") throw new Refusal("invalid-claims", { errors: [NOT_A_LIST], step: "type" });
  return validateBody(flow, claims, now).body;
}

const NOT_A_LIST = {
  pointer: "/type",
  code: "type-not-list",
  message: "Only an aid-subject-list can be asked about",
  messageZh: "仅可就 aid-subject-list 提出询问",
};
