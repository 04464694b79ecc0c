import { isUscc, looksLikeUscc } from "./uscc.ts";

/** What an organisation in the directory is (protocol section 1). */
export type PartyKind = "procuratorate" | "department" | "auditor" | "operator";

/** How packets reach a party: it asks for them, or the gateway posts them to its endpoint. */
export type DeliveryMode = "pull" | "push";

const PARTY_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * Whether a text may be a party id (protocol section 1). An id that has the shape of a unified
 * social credit code (GB 32100-2015) must also pass its check character.
 */
export function isPartyId(id: string): boolean {
  return PARTY_ID.test(id) && (!looksLikeUscc(id) || isUscc(id));
}
