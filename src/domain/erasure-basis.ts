/** The grounds on which payloads are destroyed on request; a closed list, so that nobody is named in one. */
export const ERASURE_BASES = ["pipl-47", "pipl-15", "court-order", "sent-in-error"] as const;

/** One of the grounds. */
export type ErasureBasis = (typeof ERASURE_BASES)[number];
