/** Rules of an evaluation. */
import { entriesOf, type Group, textOf } from "../reading.ts";
import type { Rule } from "./rule.ts";

/** Checks the days, that both lists score the same kinds, and that a grade other than the computed one has a reason. */
export const evaluation: Rule = (one, at, found) => {
  const [from, to] = [textOf(one, "from"), textOf(one, "to")];
  if (from !== undefined && to !== undefined && to < from) found.error(`${at}/to`, "date-order");
  if (to !== undefined && to > found.today) found.error(`${at}/to`, "date-future");
  const kinds = ["before", "after"].map((member) => kindsIn(one, member, at, found));
  if (kinds[0]?.join() !== kinds[1]?.join()) found.error(`${at}/after`, "evaluation-kinds");
  if (one["gradeConfirmed"] !== one["gradeComputed"] && one["gradeReason"] === undefined) {
    found.error(`${at}/gradeReason`, "reason-required");
  }
  if (one["gradeConfirmed"] === "D" && one["measure"] === undefined) found.warn(`${at}/measure`, "evaluation-measure");
};

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
