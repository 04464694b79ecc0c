import type { Bilingual } from "../../domain/bilingual.ts";
import type { Rational } from "./rational.ts";

/** What a rule says of a subject. A suggestion is for a person to decide. */
export type Outcome = "suggest" | "no" | "unknown";

/** Finding of one rule for one subject. */
export interface Finding {
  readonly rule: string;
  readonly name: Bilingual;
  readonly outcome: Outcome;
  /** Paths of what the list would have to say; `parameter.{name}` when the locality has to set it. */
  readonly missing: readonly string[];
  readonly explain: Bilingual;
  readonly suggest?: { readonly aid?: string; readonly need?: string; readonly to?: string };
  /** Amount a month in yuan, where the rule computes one. */
  readonly amount?: Rational;
  readonly date?: Bilingual & { readonly on: string };
}

/** Aid of which the person gets one: the rules that suggest it, the higher amount first. */
export interface Choice extends Bilingual {
  readonly rules: readonly string[];
}
