import type { Bilingual } from "../../domain/bilingual.ts";
import type { Period, Roll } from "../../domain/deadline.ts";
import type { ClockDuty, ClockEvent, ExtensionCode, PauseCode, SourceStatus } from "../../domain/words/clock-words.ts";

/** Where a rule is taken from. */
export interface RuleSource {
  readonly document: string;
  readonly article?: string;
  readonly status: SourceStatus;
  /** What of it is not in the text. */
  readonly note?: string;
}

/** Items that a rule applies to; `*` in a list stands for all. */
export interface Applies {
  /** Codes of needs. */
  readonly needs: readonly string[];
  /** Division codes of 2, 4 or 6 digits. */
  readonly divisions: readonly string[];
  /** Codes of urgency. */
  readonly urgency: readonly string[];
  /** Types of messages. */
  readonly types: readonly string[];
  /** Circumstances, one of which must be known of the item. */
  readonly when: readonly string[];
}

/** Working days after the last day from which a clock is in the stages 督办 and 提请联席会议. */
export interface Escalation {
  readonly supervise: number;
  readonly meeting: number;
}

/** One rule: how long something may take. Rules of one id are variants, of which the most specific one counts. */
export interface ClockRule extends Bilingual {
  readonly id: string;
  readonly applies: Applies;
  readonly duty: ClockDuty;
  readonly start: ClockEvent;
  /** Rule from whose last day it is counted while the start is not known. */
  readonly after?: string;
  /** Events any of which ends it; none: a date that nobody can be late with. */
  readonly end: readonly ClockEvent[];
  readonly period: Period;
  readonly roll: Roll;
  /** Whole length by extension, in the unit of `period`. */
  readonly extend: Readonly<Partial<Record<ExtensionCode, number>>>;
  readonly pause: readonly PauseCode[];
  /** Most working days that all its pauses stop it. */
  readonly pauseLimit: number;
  /** Length of a period from a re-routing on, which gives a new department time for what was begun elsewhere. */
  readonly rerouted?: Period;
  /** How long before its end it is 临期. */
  readonly warn: Period;
  readonly escalate?: Escalation;
  /** First and last day on which a clock may start under it; null: without such a bound. */
  readonly from: string | null;
  readonly until: string | null;
  readonly source: RuleSource;
}

/** `config/deadlines.json`. Documented in schemas/config/deadlines.schema.json. */
export interface DeadlinesDocument {
  readonly id: string;
  readonly version: string;
  /** Circumstances that rules name, with their words. */
  readonly circumstances: Readonly<Record<string, Bilingual>>;
  readonly rules: readonly ClockRule[];
}
