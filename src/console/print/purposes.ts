/** What a copy of a minor's record is made for. */
export const PURPOSES = ["handle", "visit", "meeting", "archive"] as const;

/** One of them. */
export type Purpose = (typeof PURPOSES)[number];
