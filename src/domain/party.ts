import type { Bilingual } from "./bilingual.ts";
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

/** Telephone and address of an office, never of a person. */
export interface OfficeContact {
  readonly phone?: string;
  readonly address?: string;
}

/** Office of a party that is responsible (责任科室) for needs during a time. Local dates, both included. */
export interface Office {
  readonly name: Bilingual;
  /** Codes of needs; absent: all that no other office names. */
  readonly needs?: readonly string[];
  readonly contact?: OfficeContact;
  /** Of the office that stands in for it. */
  readonly deputy?: OfficeContact;
  /** Of the office that answers at any hour. */
  readonly dutyContact?: { readonly phone: string };
  readonly from?: string;
  readonly until?: string;
}

/** Party that takes over from another one (merged, renamed), and the first local day. */
export interface Successor {
  readonly party: string;
  readonly from: string;
}

/**
 * Finds the office of a party that is responsible for a need on a day: the first one in force that names the need, else the
 * first one in force that names none.
 */
export function officeFor(offices: readonly Office[], need: string | undefined, day: string): Office | undefined {
  const present = offices.filter(({ from = day, until = day }) => from <= day && day <= until);
  const own = need === undefined ? undefined : present.find(({ needs }) => needs?.includes(need));
  return own ?? present.find(({ needs }) => needs === undefined);
}

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
