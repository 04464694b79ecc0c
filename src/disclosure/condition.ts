import { ageAtMost } from "./age.ts";
import { compilePath, type Getter } from "./path.ts";
import type { Sheltered } from "./sheltered.ts";

/**
 * Condition of the sharing policy on a subject, a group or an item of an array. Paths are dotted and start at the value
 * that the condition is tested on.
 */
export type Condition =
  /** True when the value at `path` is one of `in`; false without a value. */
  | { readonly path: string; readonly in: readonly (string | number | boolean)[] }
  /** True when `path` has a value other than an empty array. */
  | { readonly present: string }
  /** True when an item of the array at `some` fulfils `where`. */
  | { readonly some: string; readonly where: Condition }
  /**
   * True when the person born at `birth` ({date, precision}) may be younger than `ageBelow`: an incomplete or missing
   * date is read as the youngest age it allows, which protects most.
   */
  | { readonly birth: string; readonly ageBelow: number }
  /** True when the name at `mentions`, or an item of the array there, may be about a sheltered subject of the document. */
  | { readonly mentions: string }
  /** Tests a subject: whether it lives in the household of a sheltered subject equals this value. */
  | { readonly sharesHousehold: boolean }
  | { readonly any: readonly Condition[] }
  | { readonly all: readonly Condition[] }
  | { readonly not: Condition };

/** Facts that conditions use beside the tested value. */
export interface Circumstances {
  /** Date of the locality, `YYYY-MM-DD`. */
  readonly today: string;
  /** Subjects that the groups of another subject must not reveal. */
  readonly sheltered: Sheltered;
}

/** Compiled condition: tests a value. */
export type Test = (of: unknown, circumstances: Circumstances) => boolean;

/** Compiles a condition into its test. */
export function compileCondition(condition: Condition): Test {
  if ("in" in condition) {
    const get = compilePath(condition.path);
    const values = new Set<unknown>(condition.in);
    return (of) => values.has(get(of));
  }
  if ("present" in condition) return presence(compilePath(condition.present));
  if ("some" in condition) {
    const get = compilePath(condition.some);
    const where = compileCondition(condition.where);
    return (of, circumstances) => {
      const items = get(of);
      return Array.isArray(items) && items.some((item) => where(item, circumstances));
    };
  }
  if ("ageBelow" in condition) {
    const get = compilePath(condition.birth);
    const limit = condition.ageBelow;
    return (of, { today }) => ageAtMost(get(of), today) < limit;
  }
  if ("mentions" in condition) {
    const get = compilePath(condition.mentions);
    return (of, { sheltered }) => {
      const found = sheltered.any ? get(of) : undefined;
      return Array.isArray(found) ? found.some(sheltered.isAbout) : sheltered.isAbout(found);
    };
  }
  if ("sharesHousehold" in condition) {
    const expected = condition.sharesHousehold;
    return (of, { sheltered }) => sheltered.sharesHousehold(of) === expected;
  }
  if ("not" in condition) {
    const test = compileCondition(condition.not);
    return (of, circumstances) => !test(of, circumstances);
  }
  if ("any" in condition) {
    const tests = condition.any.map(compileCondition);
    return (of, circumstances) => tests.some((test) => test(of, circumstances));
  }
  const tests = condition.all.map(compileCondition);
  return (of, circumstances) => tests.every((test) => test(of, circumstances));
}

function presence(get: Getter): Test {
  return (of) => {
    const value = get(of);
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;
  };
}
