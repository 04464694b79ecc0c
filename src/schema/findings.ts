import type { Issue } from "../domain/refusal.ts";
import { type FaultCode, issue } from "./faults.ts";

/** At most this many faults, warnings or changes are listed; one more says that there are more. */
export const MOST_ISSUES = 100;

/**
 * What the code rules and cross-field rules find in one document, and the day on which they judge it.
 * Ajv hands it to every keyword of the project. Bounded: a hostile document does not make it grow.
 */
export class Findings {
  /** The day of judgement in China, `YYYY-MM-DD`. */
  readonly today: string;
  /** When that day ends, ms since the epoch. */
  readonly dayEnds: number;
  readonly errors: Issue[] = [];
  readonly warnings: Issue[] = [];

  constructor(today: string) {
    this.today = today;
    this.dayEnds = Date.parse(`${today}T24:00:00+08:00`);
  }

  /** A fault at a pointer inside the body. */
  error(pointer: string, code: FaultCode): void {
    if (this.errors.length <= MOST_ISSUES) this.errors.push(issue(`/body${pointer}`, code));
  }

  /** Something to check that does not make the document wrong. */
  warn(pointer: string, code: FaultCode): void {
    if (this.warnings.length < MOST_ISSUES) this.warnings.push(issue(`/body${pointer}`, code));
  }
}
