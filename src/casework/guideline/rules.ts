import type { Circumstances } from "../../disclosure/condition.ts";
import { compileJudge, type Judge, type Reading } from "../../disclosure/condition.ts";
import { member } from "../../disclosure/path.ts";
import { type Compute, compileExpression, isNumber, type Situation } from "./expression.ts";
import type { GuidelineCondition, GuidelineForm, GuidelineRule, OPERATORS } from "./guideline-document.ts";
import { compareRationals } from "./rational.ts";

/** Rule of a guideline with its compiled parts. */
export interface CompiledRule {
  readonly rule: GuidelineRule;
  readonly judge: Judge<Situation>;
  readonly amount: Compute | undefined;
  /** Condition on the items of its date hint. */
  readonly where: Judge<Situation> | undefined;
}

type Operator = (typeof OPERATORS)[number];

const HOLDS: Readonly<Record<Operator, (sign: number) => boolean>> = {
  "<": (sign) => sign < 0,
  "<=": (sign) => sign <= 0,
  "=": (sign) => sign === 0,
  ">=": (sign) => sign >= 0,
  ">": (sign) => sign > 0,
};

/**
 * Compiles the rules of a guideline. What the list does not say makes a rule unknown; the paths of what is missing are its
 * verdict.
 *
 * @param conditions named conditions
 * @param rules checked by `guidelineFaults`: every name exists, and no rule stands on itself
 */
export function compileRules(
  conditions: ReadonlyMap<string, GuidelineCondition>,
  rules: readonly GuidelineRule[],
): CompiledRule[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const judges = new Map<string, Judge<Situation>>();
  const compile = (condition: GuidelineCondition, at = ""): Judge<Situation> => compileJudge(condition, reading, at);
  const named = (key: string, condition: GuidelineCondition | undefined, at = ""): Judge<Situation> => {
    let judge = judges.get(`${key} ${at}`);
    if (judge === undefined) judges.set(`${key} ${at}`, (judge = compile(condition ?? { any: [] }, at)));
    return judge;
  };
  const reading: Reading<GuidelineForm, Situation> = {
    missing: (path) => [path],
    perhapsYounger: (path) => [path],
    more(form, at) {
      if ("compare" in form) return compileCompare(form.compare, at);
      if ("is" in form) return named(`is ${form.is}`, conditions.get(form.is), at);
      if ("suggested" in form) return named(`rule ${form.suggested}`, byId.get(form.suggested)?.when);
      return compileGranted(form);
    },
  };
  return rules.map((rule) => ({
    rule,
    judge: named(`rule ${rule.id}`, rule.when),
    amount: rule.suggest.amount === undefined ? undefined : compileExpression(rule.suggest.amount, ""),
    where: rule.date?.where === undefined ? undefined : compile(rule.date.where, `${rule.date.path}.`),
  }));
}

function compileCompare(
  [left, operator, right]: Extract<GuidelineForm, { compare: unknown }>["compare"],
  at: string,
): Judge<Situation> {
  const a = compileExpression(left, at);
  const b = compileExpression(right, at);
  const holds = HOLDS[operator];
  return (of, situation) => {
    const [x, y] = [a(of, situation), b(of, situation)];
    if (isNumber(x)) return isNumber(y) ? holds(compareRationals(x, y)) : y;
    return isNumber(y) ? x : [...x, ...y];
  };
}

/** Replies that grant aid: 批准, 部分批准, 已落实. */
const GRANTING: ReadonlySet<unknown> = new Set(["30", "31", "40"]);

/** Tests a subject: it has one of the categories, by the list or an answer; unknown while the need asks for it. */
function compileGranted({ granted, need }: { granted: readonly string[]; need: string }): Judge<Circumstances> {
  const categories = new Set<unknown>(granted);
  const has = (items: unknown) => itemsOf(items).some((aid) => categories.has(member(aid, "category")));
  return (subject) => {
    if (has(member(member(subject, "existingAid"), "current"))) return true;
    const answers = itemsOf(member(subject, "answers"));
    if (answers.some((one) => GRANTING.has(member(one, "reply")) && has(member(one, "aidGranted")))) return true;
    const asked = itemsOf(member(member(subject, "needs"), "items")).some((one) => member(one, "code") === need);
    return asked ? [`needs.${need}`] : false;
  };
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
