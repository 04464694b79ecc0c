/** Result of a verification: every step, and whether it held. */
import type { Bilingual } from "../../domain/bilingual.ts";
import { UnsupportedHere } from "../../wire/signatures.ts";

/** Status of a step. `not-checked` is never success: it says what was not checked, and why. */
export type StepStatus = "passed" | "failed" | "not-checked";

/** Step of a verification. */
export interface VerificationStep {
  readonly id: string;
  readonly title: Bilingual;
  readonly status: StepStatus;
  /** Whether the verification as a whole needs it. */
  readonly required: boolean;
  /** How many things it checked. */
  readonly checked: number;
  /** Why it failed or was not checked: the first findings. Empty when it passed. */
  readonly reasons: readonly Bilingual[];
  /** What it holds for, when it passed for less than everything. */
  readonly remark?: Bilingual;
}

/** Whole verification. */
export interface Verification {
  /** Whether every required step passed, and no other failed. */
  readonly ok: boolean;
  readonly steps: readonly VerificationStep[];
}

/** Result of one check. Without findings it holds for `checked` things, or for what the remark says. */
export type CheckOutcome =
  | { readonly checked: number; readonly findings: readonly Bilingual[]; readonly remark?: Bilingual }
  | { readonly skipped: Bilingual };

/**
 * Takes a check. What this platform cannot check is not checked: it is never said to have failed.
 */
export async function taken(check: () => CheckOutcome | Promise<CheckOutcome>): Promise<CheckOutcome> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof UnsupportedHere) return { skipped: unsupported(error) };
    throw error;
  }
}

/** Reason why this platform cannot check something. */
export function unsupported({ algorithm }: UnsupportedHere): Bilingual {
  return {
    en: `this browser or platform cannot check ${algorithm}: verify with a newer browser, over https, or with aidx verify`,
    zh: `当前浏览器或平台不支持 ${algorithm}，无法核验：请使用较新的浏览器、https 页面或 aidx verify`,
  };
}

/** Most findings that are shown of one step. */
const MAX_REASONS = 10;

/** Makes the step of a check from its outcome. */
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

/** Joins all steps: none may have failed, and every required one must have passed. Without a step nothing is proved. */
export function verificationOf(steps: readonly VerificationStep[]): Verification {
  const required = steps.filter((step) => step.required);
  const failed = steps.some(({ status }) => status === "failed");
  return { ok: required.length > 0 && !failed && required.every(({ status }) => status === "passed"), steps };
}
