import { ageAtLeast, ageAtMost } from "./age.ts";
import { compilePath, type Getter } from "./path.ts";
import type { Sheltered } from "./sheltered.ts";

/**
 * Condition on a subject, a group or an item of an array. Paths are dotted and start at the value that the condition is
 * tested on. The sharing policy and the guideline (认定指引) are written in it; `More` are the forms that one of them adds.
 */
export type Condition<More = never> =
  /** True when the value at `path` is one of `in`; false without a value. */
  | { readonly path: string; readonly in: readonly (string | number | boolean)[] }
  /** True when `path` has a value other than an empty array. */
  | { readonly present: string }
  /** True when an item of the array at `some` fulfils `where`. */
  | { readonly some: string; readonly where: Condition<More> }
  /**
   * True when the person born at `birth` ({date, precision}) may be younger than `ageBelow`: an incomplete or missing
   * date is read as the youngest age it allows, which protects most.
   */
  | { readonly birth: string; readonly ageBelow: number }
  /** True when the name at `mentions`, or an item of the array there, may be about a sheltered subject of the document. */
  | { readonly mentions: string }
  /** Tests a subject: whether it lives in the household of a sheltered subject equals this value. */
  | { readonly sharesHousehold: boolean }
  | { readonly any: readonly Condition<More>[] }
  | { readonly all: readonly Condition<More>[] }
  | { readonly not: Condition<More> }
  | More;

/** Facts that conditions use beside the tested value. */
export interface Circumstances {
  /** Date of the locality, `YYYY-MM-DD`. */
  readonly today: string;
  /** Subjects that the groups of another subject must not reveal. */
  readonly sheltered: Sheltered;
}

/** Compiled condition: tests a value. */
export type Test = (of: unknown, circumstances: Circumstances) => boolean;

/**
 * Compiles a condition of the sharing policy into its test. It has two values: what a document does not have fulfils no
 * condition on it, and a date of birth that is not known is read as the youngest age it allows.
 */
export function compileCondition(condition: Condition): Test {
  const judge = compileJudge<never, Circumstances>(condition, {
    missing: () => false,
    perhapsYounger: () => true,
    more: (unknown: never) => unknown,
  });
  return (of, circumstances) => judge(of, circumstances) === true;
}

/** Outcome of a condition: true, false, or unknown, given as the paths of the values without which it cannot be told. */
export type Verdict = boolean | readonly string[];

/** Compiled condition with three values. */
export type Judge<Situation> = (of: unknown, situation: Situation) => Verdict;

/** What a language of conditions makes of values that are not there, and the forms that it adds. */
export interface Reading<More, Situation> {
  /** Verdict on a value that the document does not have, or has as `unknown`. */
  missing(path: string): Verdict;
  /** Verdict on a person whose date of birth allows both ages. */
  perhapsYounger(path: string): Verdict;
  /** Compiles a form of the language's own. @param at path of the tested value, ending in a dot; empty at the subject */
  more(condition: More, at: string): Judge<Situation>;
}

/**
 * Compiles a condition. Unknown is carried as in Kleene's logic: false decides `all` and true decides `any`, whatever else
 * is unknown.
 *
 * @param at path of the tested value in the subject, ending in a dot; empty for the subject itself
 */
export function compileJudge<More, Situation extends Circumstances>(
  condition: Condition<More>,
  reading: Reading<More, Situation>,
  at = "",
): Judge<Situation> {
  const known = condition as Condition;
  const inner = (part: Condition, below = at) => compileJudge(part as Condition<More>, reading, below);
  if ("in" in known) {
    const get = compilePath(known.path);
    const values = new Set<unknown>(known.in);
    const missing = reading.missing(at + known.path);
    return (of) => {
      const value = get(of);
      return values.has(value) || (isKnown(value) ? false : missing);
    };
  }
  if ("present" in known) return presence(compilePath(known.present));
  if ("some" in known) {
    const get = compilePath(known.some);
    const where = inner(known.where, `${at}${known.some}.`);
    const missing = reading.missing(at + known.some);
    return (of, situation) => {
      const items = get(of);
      return Array.isArray(items) ? decide(items, (item: unknown) => where(item, situation), true) : missing;
    };
  }
  if ("ageBelow" in known) {
    const get = compilePath(known.birth);
    const limit = known.ageBelow;
    const perhaps = reading.perhapsYounger(at + known.birth);
    return (of, { today }) => {
      const birth = get(of);
      if (ageAtMost(birth, today) >= limit) return false;
      return ageAtLeast(birth, today) < limit || perhaps;
    };
  }
  if ("mentions" in known) {
    const get = compilePath(known.mentions);
    return (of, { sheltered }) => {
      const found = sheltered.any ? get(of) : undefined;
      return Array.isArray(found) ? found.some(sheltered.isAbout) : sheltered.isAbout(found);
    };
  }
  if ("sharesHousehold" in known) {
    const expected = known.sharesHousehold;
    return (of, { sheltered }) => sheltered.sharesHousehold(of) === expected;
  }
  if ("not" in known) {
    const test = inner(known.not);
    return (of, situation) => {
      const verdict = test(of, situation);
      return typeof verdict === "boolean" ? !verdict : verdict;
    };
  }
  if ("any" in known) {
    const tests = known.any.map((part) => inner(part));
    return (of, situation) => decide(tests, (test) => test(of, situation), true);
  }
  if ("all" in known) {
    const tests = known.all.map((part) => inner(part));
    return (of, situation) => decide(tests, (test) => test(of, situation), false);
  }
  return reading.more(condition as More, at);
}

/** Finds the verdict that decides (true for `any`, false for `all`); else unknown, when one was; else the other one. */
function decide<Part>(parts: readonly Part[], judge: (part: Part) => Verdict, decides: boolean): Verdict {
  let unknown: readonly string[] | undefined;
  for (const part of parts) {
    const verdict = judge(part);
    if (verdict === decides) return decides;
    if (typeof verdict !== "boolean") unknown = unknown === undefined ? verdict : [...unknown, ...verdict];
  }
  return unknown ?? !decides;
}

/** Tells whether a document says something: the code `unknown` (不详) says nothing. */
function isKnown(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "unknown";
}

function presence(get: Getter): (of: unknown) => boolean {
  return (of) => {
    const value = get(of);
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;
  };
}
