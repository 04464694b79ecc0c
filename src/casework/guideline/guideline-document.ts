import type { Bilingual } from "../../domain/bilingual.ts";
import type { Condition } from "../../disclosure/condition.ts";

/**
 * How far a source was read: F its text; S as others quote it; L a local example; P a proposal of this project; U not
 * verified.
 */
export type Mark = "F" | "S" | "L" | "P" | "U";

/** Number of a condition: a literal, or one that is looked up or computed. Amounts are yuan. */
export type Expression =
  | number
  /** Number or decimal text of the document. */
  | { readonly path: string }
  /** Full months from the date at the path to the day of the check. */
  | { readonly monthsSince: string }
  | { readonly parameter: string }
  | { readonly fact: FactName }
  | { readonly plus: Pair }
  | { readonly minus: Pair }
  | { readonly times: Pair }
  | { readonly divide: Pair };

type Pair = readonly [Expression, Expression];

/** Facts that are computed from the whole household. */
export const FACTS = ["pcm", "forwardPcm", "perHead", "rigidShare", "assetsPerHead", "age", "gapLevel"] as const;

/** Name of a fact. */
export type FactName = (typeof FACTS)[number];

/** Ways to compare. */
export const OPERATORS = ["<", "<=", "=", ">=", ">"] as const;

/** Forms that a guideline adds to the conditions of the sharing policy. */
export type GuidelineForm =
  | { readonly compare: readonly [Expression, (typeof OPERATORS)[number], Expression] }
  /** Condition of the guideline, by its name. */
  | { readonly is: string }
  /** True when a rule suggests its aid for the same subject. */
  | { readonly suggested: string }
  /** True when the subject has one of these categories of aid already; unknown while `need` is on the list. */
  | { readonly granted: readonly string[]; readonly need: string };

/** Condition of a rule on a subject of a list. */
export type GuidelineCondition = Condition<GuidelineForm>;

/** What keeps a rule from standing beside another rule or aid. */
export interface Conflict extends Bilingual {
  /** The other rule. */
  readonly rule: string;
  /** Category of aid that conflicts as well when the person has it already. */
  readonly category?: string;
  /** `other`: the other one stands alone. `choose`: the person chooses. */
  readonly keep: "other" | "choose";
}

/** Date that a rule shows: so many days or months after the date `member` of the items at `path` that fulfil `where`. */
export interface DateHint extends Bilingual {
  readonly path: string;
  readonly member: string;
  readonly where?: GuidelineCondition;
  readonly days?: number;
  readonly months?: number;
}

/** Source of a rule or parameter. */
export interface Source {
  readonly document: string;
  readonly article?: string;
  readonly status: Mark;
}

/** Rule of a guideline. */
export interface GuidelineRule extends Bilingual {
  readonly id: string;
  readonly source: Source;
  readonly when: GuidelineCondition;
  /** Aid that is suggested: its category, the need that asks for it, the department; `amount` yuan a month. */
  readonly suggest: {
    readonly aid?: string;
    readonly need?: string;
    readonly to?: string;
    readonly amount?: Expression;
  };
  /** Reason in words; `{name}` stands for a fact or parameter. */
  readonly explain: Bilingual;
  readonly date?: DateHint;
  readonly conflictsWith?: readonly Conflict[];
}

/** Most that quick small aid gives: so many months of the line, a person or a household. */
export interface CapValue {
  readonly basis: "person" | "household";
  readonly months: number;
}

/** Value of a parameter; null: the locality has not set it, and what needs it is unknown. */
export type ParameterValue = number | boolean | { readonly urban: number; readonly rural: number } | CapValue | null;

/** Number of a locality, with its source. */
export interface Parameter extends Bilingual {
  readonly value: ParameterValue;
  readonly source: Source;
}

/** `config/guideline/{id}.json`. Documented in schemas/config/guideline.schema.json. */
export interface GuidelineDocument {
  readonly id: string;
  readonly version: string;
  /** Guideline whose parameters, conditions and rules hold where this one has none of the name. */
  readonly extends?: string;
  /** Prefixes of the division codes that it holds for; none: everywhere. */
  readonly divisions: readonly string[];
  /** First and last day on which it holds, ISO. */
  readonly from: string;
  readonly until?: string;
  readonly parameters?: Readonly<Record<string, Parameter>>;
  readonly conditions?: Readonly<Record<string, GuidelineCondition>>;
  readonly rules?: readonly GuidelineRule[];
}
