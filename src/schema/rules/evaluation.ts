/** Rules of an evaluation. */
import { GRADES, VETOES } from "../../domain/follow.ts";
import { BY_HELPER, isBeyondScores, NOT_MEASURABLE, type Score } from "../../domain/grade.ts";
import { entriesOf, type Group, textOf } from "../reading.ts";
import type { Rule } from "./rule.ts";

/**
 * Checks the days, that both lists score the same kinds, that they can give the computed grade, and that another grade than it has a
 * reason.
 */
export const evaluation: Rule = (one, at, found) => {
  const [from, to] = [textOf(one, "from"), textOf(one, "to")];
  if (from !== undefined && to !== undefined && to < from) found.error(`${at}/to`, "date-order");
  if (to !== undefined && to > found.today) found.error(`${at}/to`, "date-future");
  const kinds = ["before", "after"].map((member) => kindsIn(one, member, at, found));
  if (kinds[0]?.join() !== kinds[1]?.join()) found.error(`${at}/after`, "evaluation-kinds");
  else if (isBeyond(one)) found.warn(`${at}/gradeComputed`, "evaluation-scores");
  if (one["gradeConfirmed"] !== one["gradeComputed"] && one["gradeReason"] === undefined) {
    found.error(`${at}/gradeReason`, "reason-required");
  }
  if (one["gradeConfirmed"] === "D" && one["measure"] === undefined) found.warn(`${at}/measure`, "evaluation-measure");
};

/** Tells whether the evaluation itself rules out the grade that it computes. How people answered, it does not tell. */
function isBeyond(one: Group): boolean {
  const scores = (member: string) =>
    [...entriesOf(one, member)].flatMap(([, { type, score }]): Score[] =>
      typeof type === "string" && typeof score === "number" ? [{ type, score }] : [],
    );
  const items = [...entriesOf(one, "items")].map(([, item]) => item);
  const named: readonly unknown[] = Array.isArray(one["vetoes"]) ? one["vetoes"] : [];
  const computed = ([...GRADES, NOT_MEASURABLE] as const).find((grade) => grade === one["gradeComputed"]);
  if (computed === undefined) return false;
  return isBeyondScores(computed, {
    before: scores("before"),
    after: scores("after"),
    granted: items.filter(({ granted }) => granted === true).length,
    delivered: items.filter(({ granted, delivered }) => granted === true && delivered === true).length,
    vetoes: VETOES.filter((veto) => named.includes(veto)),
    byHelper: one["scoredBy"] === BY_HELPER,
  });
}

/** Lists the kinds of difficulty of a list of scores, in order; each may occur once. */
function kindsIn(one: Group, member: string, at: string, found: Parameters<Rule>[2]): string[] {
  const kinds = new Set<string>();
  for (const [index, score] of entriesOf(one, member)) {
    const type = textOf(score, "type") ?? "";
    if (kinds.has(type)) found.error(`${at}/${member}/${index}/type`, "duplicate-score");
    kinds.add(type);
  }
  return [...kinds].toSorted();
}
