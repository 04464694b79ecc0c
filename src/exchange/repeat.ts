import { timingSafeEqual } from "node:crypto";
import { Refusal } from "../domain/refusal.ts";
import type { RawClaims } from "./claims.ts";
import type { Flow } from "./flow.ts";
import { presentPosition, withPosition } from "./log-position.ts";
import type { EarlierMessage } from "./store-port.ts";

/**
 * Computes the keyed digest of a message's claims without `iat` and `exp`. The same message has the same digest when
 * it is sent again, although its signature and encryption differ. Keyed, because the few unknown bits of a document
 * could otherwise be guessed from a stolen database.
 */
export function claimsMac(flow: Pick<Flow, "mac">, claims: RawClaims): Buffer {
  const { iat: _iat, exp: _exp, ...rest } = claims;
  return flow.mac(JSON.stringify(withSortedMembers(rest)));
}

/**
 * Copies a value with its members in an order that depends on their names alone, so that equal values have equal
 * texts. Not RFC 8785, which orders names like "10" differently: nothing outside reads this text, and for every
 * message the copy takes less than half the time.
 */
function withSortedMembers(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withSortedMembers);
  const ordered: Record<string, unknown> = {};
  for (const name of Object.keys(value).sort()) {
    ordered[name] = withSortedMembers((value as Record<string, unknown>)[name]);
  }
  return ordered;
}

/** The answer to a message that was accepted before. */
export interface RepeatAnswer {
  readonly repeat: true;
  readonly id: string;
  readonly json: string;
}

/**
 * Gives the first answer again, with the present position of its entry (protocol section 4).
 * @param mac of the claims that came now
 * @throws Refusal `duplicate-id`, naming the earlier message, when the claims differ from the first ones
 */
export async function answerRepeat(
  flow: Pick<Flow, "settings" | "log">,
  earlier: EarlierMessage,
  mac: Buffer,
): Promise<RepeatAnswer> {
  if (!timingSafeEqual(earlier.claimsMac, mac)) {
    throw new Refusal("duplicate-id", { members: { message: earlier.id }, step: "duplicate-id" });
  }
  const log = await presentPosition(flow, earlier.leafHash);
  return { repeat: true, id: earlier.id, json: withPosition(earlier.answer, log) };
}
