/** States of an inquiry that are stored; that it expired is derived from its clock. */
export const STORED_INQUIRY_STATES = ["asked", "answered", "refused", "withdrawn"] as const;

/** State of an inquiry that is stored. */
export type StoredInquiryState = (typeof STORED_INQUIRY_STATES)[number];

/** States of an inquiry. */
export const INQUIRY_STATES = [...STORED_INQUIRY_STATES, "expired"] as const;

/** State of an inquiry. */
export type InquiryState = (typeof INQUIRY_STATES)[number];

/** Codes of why an answer is refused. */
export const INQUIRY_REFUSALS = ["E1", "E2", "E3", "E4"] as const;

/** Code of why an answer is refused. */
export type InquiryRefusal = (typeof INQUIRY_REFUSALS)[number];

/** Results of an answer to a question about a person. */
export const INQUIRY_RESULTS = ["match", "mismatch", "absent", "not-held", "refused"] as const;
