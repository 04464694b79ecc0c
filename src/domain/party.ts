import { isUscc, looksLikeUscc } from "./uscc.ts";

/**
 * Kinds of organisations in the directory (protocol section 1): the organs that exchange documents, the body of social
 * workers that visits for a procuratorate, the convener of the joint meeting (联席会议). The last three are the three administrators that
 * GB/T 22239 (等级保护) keeps apart, 三员分立: one supervises, one keeps keys and parties, one operates the gateway.
 */
export type PartyKind =
  | "procuratorate"
  | "department"
  | "social-work"
  | "convener"
  | "auditor"
  | "security-administrator"
  | "operator";

/** Ways in which packets reach a party: it asks for them, or the gateway posts them to its endpoint. */
export type DeliveryMode = "pull" | "push";

const PARTY_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * Tells whether a text may be a party id (protocol section 1). An id that has the shape of a unified
 * social credit code (GB 32100-2015) must also pass its check character.
 */
export function isPartyId(id: string): boolean {
  return PARTY_ID.test(id) && (!looksLikeUscc(id) || isUscc(id));
}
