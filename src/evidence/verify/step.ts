import type { Bilingual } from "../../domain/bilingual.ts";
/** What a verification says: every step that there is, and of each whether it held. */

/** `not-checked` is never success: it says what nobody looked at, and why. */
export type StepStatus = "passed" | "failed" | "not-checked";

/** One step of a verification. */
export interface VerificationStep {
  readonly id: string;
  readonly title: Bilingual;
  readonly status: StepStatus;
  /** Whether the verification as a whole needs it. */
  readonly required: boolean;
  /** How many things it looked at. */
  readonly checked: number;
  /** Why it failed or was not checked: the first findings, and none when it passed. */
  readonly reasons: readonly Bilingual[];
  /** What it holds for, when it passed for less than all. */
  readonly remark?: Bilingual;
}

/** A whole verification. */
export interface Verification {
  /** Every required step passed, and no other failed. */
  readonly ok: boolean;
  readonly steps: readonly VerificationStep[];
}

/** What one check found out. No finding: it holds, for `checked` things, or for what the remark says. */
export type CheckOutcome =
  | { readonly checked: number; readonly findings: readonly Bilingual[]; readonly remark?: Bilingual }
  | { readonly skipped: Bilingual };

/** Findings that are shown of one step; more help nobody. */
const MAX_REASONS = 10;

/** The step that an outcome is. */
export function stepOf(
  { id, title, required }: { readonly id: string; readonly title: Bilingual; readonly required: boolean },
  outcome: CheckOutcome,
): VerificationStep {
  if ("skipped" in outcome) {
    return { id, title, status: "not-checked", required, checked: 0, reasons: [outcome.skipped] };
  }
  const { checked, findings, remark } = outcome;
  const passed = findings.length === 0;
  const step = { id, title, status: passed ? "passed" : "failed", required, checked } as const;
  return { ...step, reasons: findings.slice(0, MAX_REASONS), ...(passed && remark && { remark }) };
}

/** All steps together: none failed, and every required one passed. A verification without a step proves nothing. */
export function verificationOf(steps: readonly VerificationStep[]): Verification {
  const required = steps.filter((step) => step.required);
  const failed = steps.some(({ status }) => status === "failed");
  return { ok: required.length > 0 && !failed && required.every(({ status }) => status === "passed"), steps };
}
