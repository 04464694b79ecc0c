import type { RefusalCode } from "../../domain/refusal.ts";

/** Codes of the problems of a message that is submitted or checked, on line or on a disc. */
export const INTAKE: readonly RefusalCode[] = [
  "invalid-envelope",
  "invalid-claims",
  "not-permitted",
  "not-found",
  "duplicate-id",
  "duplicate-document",
  "state-conflict",
  "plan-version",
  "guideline-version",
  "invalid-document",
  "no-recipient",
  "case-transition",
  "case-unknown-subject",
  "case-unknown-item",
  "case-circle",
  "case-notice-forbidden",
  "case-dead",
  "plan-incomplete",
  "visit-window",
  "case-closed",
];
