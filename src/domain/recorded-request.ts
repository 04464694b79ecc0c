/**
 * Requests about a person's data, registered before the gateway was asked. The log keeps what is stated of a request for
 * ever, so that is a code and a number in a register, never a person's name or number.
 */

/** Grounds to destroy payloads on request; a closed list, so that a ground cannot name a person. */
export const ERASURE_BASES = ["pipl-47", "pipl-15", "court-order", "sent-in-error"] as const;

/** Ground to destroy payloads. */
export type ErasureBasis = (typeof ERASURE_BASES)[number];

/** Grounds to look up a person's threads: to tell (45), correct (46), explain (48) or destroy (47, 15 …) the data held. */
export const LOOKUP_BASES = ["pipl-45", "pipl-46", "pipl-48", ...ERASURE_BASES] as const;

/** Ground to look up a person's threads. */
export type LookupBasis = (typeof LOOKUP_BASES)[number];

/** Form of a request's reference; descriptions show it. */
export const REFERENCE = /^[A-Za-z0-9._/-]{1,64}$/;
/** Digits that could be a citizen number, a telephone or an account. */
const NUMBER_OF_A_PERSON = /\d{11}/;

/** Tells whether a text may be logged as a request's number in the caller's own register. */
export function isReference(text: string): boolean {
  return REFERENCE.test(text) && !NUMBER_OF_A_PERSON.test(text);
}
