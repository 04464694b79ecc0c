import { ageAtMost } from "./age.ts";
import { compilePath, type Getter } from "./path.ts";

/**
 * A yes-or-no question about a subject, a group or an item of an array, as the sharing policy asks it.
 * Paths are dotted and start at whatever the condition is asked of.
 */
export type Condition =
  /** The value at `path` is one of `in`; false when there is none. */
  | { readonly path: string; readonly in: readonly (string | number | boolean)[] }
  /** There is a value at `path` other than an empty array. */
  | { readonly present: string }
  /** An item of the array at `some` fulfils `where`. */
  | { readonly some: string; readonly where: Condition }
  /**
   * The person born at `birth` ({date, precision}) may be younger than `ageBelow`: an incomplete or
   * missing date is read as the youngest age it allows, which protects most.
   */
  | { readonly birth: string; readonly ageBelow: number }
  | { readonly any: readonly Condition[] }
  | { readonly all: readonly Condition[] }
  | { readonly not: Condition };

/** A compiled condition. `today` is a date of the locality, `YYYY-MM-DD`. */
export type Test = (of: unknown, today: string) => boolean;

/** Compiles a condition. */
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
    return (of, today) => {
      const items = get(of);
      return Array.isArray(items) && items.some((item) => where(item, today));
    };
  }
  if ("ageBelow" in condition) {
    const get = compilePath(condition.birth);
    const limit = condition.ageBelow;
    return (of, today) => ageAtMost(get(of), today) < limit;
  }
  if ("not" in condition) {
    const test = compileCondition(condition.not);
    return (of, today) => !test(of, today);
  }
  if ("any" in condition) {
    const tests = condition.any.map(compileCondition);
    return (of, today) => tests.some((test) => test(of, today));
  }
  const tests = condition.all.map(compileCondition);
  return (of, today) => tests.every((test) => test(of, today));
}

function presence(get: Getter): Test {
  return (of) => {
    const value = get(of);
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;
  };
}
