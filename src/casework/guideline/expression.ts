import { compilePath } from "../../disclosure/path.ts";

import type { Circumstances } from "../../disclosure/condition.ts";
import type { Expression, FactName } from "./guideline-document.ts";
import { ARITHMETIC, type Rational, rationalOf } from "./rational.ts";

/** Value of an expression, or the paths of what is missing for it. */
export type Value = Rational | readonly string[];

/** What the rules of a guideline know of one subject beside its groups. */
export interface Situation extends Circumstances {
  /** Looks a parameter of the locality up, for the subject's household. */
  parameter(name: string): Value;
  /** Gives a fact of the household or the person. */
  fact(name: FactName): Value;
}

/** Compiled expression on the tested value. */
export type Compute = (of: unknown, situation: Situation) => Value;

/** Tells whether a value is known. */
export function isNumber(value: Value): value is Rational {
  return "over" in value;
}

/** Compiles an expression. @param at path of the tested value, ending in a dot; empty at the subject */
export function compileExpression(expression: Expression, at: string): Compute {
  if (typeof expression === "number") {
    const literal = rationalOf(expression) ?? [String(expression)];
    return () => literal;
  }
  if ("path" in expression) {
    const get = compilePath(expression.path);
    const missing = [at + expression.path];
    return (of) => rationalOf(get(of)) ?? missing;
  }
  if ("monthsSince" in expression) {
    const get = compilePath(expression.monthsSince);
    const missing = [at + expression.monthsSince];
    return (of, { today }) => {
      const since = get(of);
      return typeof since === "string" ? { of: BigInt(monthsBetween(since, today)), over: 1n } : missing;
    };
  }
  if ("parameter" in expression) return (_of, situation) => situation.parameter(expression.parameter);
  if ("fact" in expression) return (_of, situation) => situation.fact(expression.fact);
  const [name, [left, right]] = Object.entries(expression)[0] as [
    keyof typeof ARITHMETIC,
    readonly [Expression, Expression],
  ];
  const a = compileExpression(left, at);
  const b = compileExpression(right, at);
  const operation = ARITHMETIC[name];
  return (of, situation) => {
    const [x, y] = [a(of, situation), b(of, situation)];
    if (!isNumber(x)) return isNumber(y) ? x : [...x, ...y];
    if (!isNumber(y)) return y;
    // A share of nothing is not known.
    return name === "divide" && y.of === 0n ? [`${at}divide`] : operation(x, y);
  };
}

/** Lists the facts and parameters of an expression. */
export function namesIn(expression: Expression): { readonly facts: FactName[]; readonly parameters: string[] } {
  if (typeof expression === "number" || "path" in expression || "monthsSince" in expression) {
    return { facts: [], parameters: [] };
  }
  if ("fact" in expression) return { facts: [expression.fact], parameters: [] };
  if ("parameter" in expression) return { facts: [], parameters: [expression.parameter] };
  const parts = (Object.values(expression)[0] as readonly Expression[]).map(namesIn);
  return {
    facts: parts.flatMap(({ facts }) => facts),
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}

/** Counts the full months from one ISO date to another; negative when the first is later. */
function monthsBetween(from: string, to: string): number {
  const months = (date: string) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
  return months(to) - months(from) - (to.slice(8) < from.slice(8) ? 1 : 0);
}
