import { timingSafeEqual } from "node:crypto";
import { canonicalize } from "../domain/jcs.ts";
import { Refusal } from "../domain/refusal.ts";
import type { RawClaims } from "./claims.ts";
import type { Flow } from "./flow.ts";
import type { EarlierMessage } from "./ports.ts";

/**
 * Keyed digest of a message's claims without `iat` and `exp` (RFC 8785 form): the same message sent
 * again has the same, however it was signed and encrypted this time. Keyed, because a document's
 * few unknown bits could otherwise be guessed from a stolen database.
 */
export function claimsMac(flow: Flow, claims: RawClaims): Buffer {
  const { iat: _iat, exp: _exp, ...rest } = claims;
  return flow.mac(canonicalize(rest));
}

/** The answer to a message that was accepted before. */
export interface RepeatAnswer {
  readonly repeat: true;
  readonly id: string;
  readonly json: string;
}

/**
 * The first answer again for the same claims; for other claims under the same id a conflict that
 * names the earlier message (protocol section 4).
 * @throws Refusal `duplicate-id`
 */
export function answerRepeat(earlier: EarlierMessage, mac: Buffer): RepeatAnswer {
  if (!timingSafeEqual(earlier.claimsMac, mac)) {
    throw new Refusal("duplicate-id", { members: { message: earlier.id }, step: "duplicate-id" });
  }
  return { repeat: true, id: earlier.id, json: earlier.answer };
}
