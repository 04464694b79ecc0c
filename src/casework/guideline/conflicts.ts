import type { Bilingual } from "../../domain/bilingual.ts";
import { member } from "../../disclosure/path.ts";
import type { Choice, Finding } from "./finding.ts";
import type { Conflict } from "./guideline-document.ts";
import { compareRationals } from "./rational.ts";
import type { CompiledRule } from "./rules.ts";

/**
 * Settles suggestions that cannot stand beside each other: the one that gives way becomes `no` with the reason, or both are
 * put before the person as one choice.
 */
export function settleConflicts(
  rules: readonly CompiledRule[],
  findings: readonly Finding[],
  subject: unknown,
): { readonly findings: readonly Finding[]; readonly choices: readonly Choice[] } {
  const suggested = new Map(findings.flatMap((one) => (one.outcome === "suggest" ? [[one.rule, one] as const] : [])));
  const held = heldCategories(subject);
  const reasons = new Map<string, Bilingual>();
  const choices: Choice[] = [];
  for (const { rule } of rules) {
    const mine = suggested.get(rule.id);
    if (mine === undefined) continue;
    for (const conflict of rule.conflictsWith ?? []) {
      const other = suggested.get(conflict.rule);
      if (conflict.keep === "other") {
        if (other !== undefined || isHeld(conflict, held)) reasons.set(rule.id, { zh: conflict.zh, en: conflict.en });
      } else if (other !== undefined) {
        choices.push({
          rules: [mine, other].toSorted(byAmount).map(({ rule }) => rule),
          zh: conflict.zh,
          en: conflict.en,
        });
      }
    }
  }
  return {
    findings: findings.map((one) => {
      const reason = reasons.get(one.rule);
      return reason === undefined ? one : refused(one, reason);
    }),
    choices: choices.filter((choice) => choice.rules.every((rule) => !reasons.has(rule))),
  };
}

function refused({ rule, name, missing }: Finding, explain: Bilingual): Finding {
  return { rule, name, outcome: "no", missing, explain };
}

/** Orders by amount, the higher first; one without an amount comes last. */
function byAmount(a: Finding, b: Finding): number {
  if (a.amount === undefined) return b.amount === undefined ? 0 : 1;
  if (b.amount === undefined) return -1;
  return compareRationals(b.amount, a.amount);
}

function heldCategories(subject: unknown): ReadonlySet<unknown> {
  const current = member(member(subject, "existingAid"), "current");
  return new Set(Array.isArray(current) ? current.map((aid: unknown) => member(aid, "category")) : []);
}

function isHeld({ category }: Conflict, held: ReadonlySet<unknown>): boolean {
  return category !== undefined && held.has(category);
}
