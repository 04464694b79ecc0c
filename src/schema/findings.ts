import type { Bilingual } from "../domain/bilingual.ts";
import type { Issue } from "../domain/refusal.ts";
import { type FaultCode, issue } from "./faults.ts";
import { ordinalOf } from "./locate.ts";

/** Most faults, warnings or changes that are listed; for faults and changes one entry more says that others follow. */
export const MOST_ISSUES = 100;

/**
 * Faults and warnings that the code rules and cross-field rules find in one document, and the day on which
 * they judge it. Ajv passes it to every keyword of the project as `this`. The lists are bounded, so that a
 * hostile document cannot fill the memory.
 */
export class Findings {
  /** Day on which the document is judged, in China, `YYYY-MM-DD`. */
  readonly today: string;
  /** End of the day on which the document is judged, in ms since the epoch. */
  readonly dayEnds: number;
  readonly errors: Issue[] = [];
  readonly warnings: Issue[] = [];
  /** Number of faults, those included that are not in `errors`, and the ordinals of the persons whom they concern. */
  total = 0;
  readonly persons = new Set<number>();

  constructor(today: string) {
    this.today = today;
    this.dayEnds = Date.parse(`${today}T24:00:00+08:00`);
  }

  /** Adds a fault. `pointer` is a RFC 6901 pointer inside the body; `limit` stands for words of the schema in its text. */
  error(pointer: string, code: FaultCode, limit?: Bilingual): void {
    this.total++;
    const ordinal = ordinalOf(`/body${pointer}`);
    if (ordinal !== undefined) this.persons.add(ordinal);
    if (this.errors.length <= MOST_ISSUES) this.errors.push(issue(`/body${pointer}`, code, limit));
  }

  /** Adds a warning, which does not make the document invalid. `pointer` is a RFC 6901 pointer inside the body. */
  warn(pointer: string, code: FaultCode): void {
    if (this.warnings.length < MOST_ISSUES) this.warnings.push(issue(`/body${pointer}`, code));
  }
}
