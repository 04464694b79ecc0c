/**
 * Requests about a person's data that somebody registered before the gateway was asked. What is said of one goes
 * into the log and stays there, so it is a code and a number in a register, and nobody's name or number.
 */

/** The grounds on which payloads are destroyed on request; a closed list, so that nobody is named in one. */
export const ERASURE_BASES = ["pipl-47", "pipl-15", "court-order", "sent-in-error"] as const;

/** One of the grounds. */
export type ErasureBasis = (typeof ERASURE_BASES)[number];

/** The grounds on which a person's threads are looked up: to tell (45), correct (46) or destroy (47, 15 …) what is held. */
export const LOOKUP_BASES = ["pipl-45", "pipl-46", ...ERASURE_BASES] as const;

/** One of those grounds. */
export type LookupBasis = (typeof LOOKUP_BASES)[number];

/** The form of a reference, for descriptions. */
export const REFERENCE = /^[A-Za-z0-9._/-]{1,64}$/;
/** What could be a citizen number, a telephone or an account. */
const NUMBER_OF_A_PERSON = /\d{11}/;

/** Whether a text may stand in the log as the number of a request in somebody's own register. */
export function isReference(text: string): boolean {
  return REFERENCE.test(text) && !NUMBER_OF_A_PERSON.test(text);
}
