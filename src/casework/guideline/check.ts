import { compilePath, member } from "../../disclosure/path.ts";
import { NONE } from "../../disclosure/sheltered.ts";
import type { Subject } from "../../schema/generated/aid-subject-list.ts";
import { isCalendarDate } from "../../domain/codes/calendar-date.ts";
import { dateOf, dayOf, monthsAfter } from "../../domain/day.ts";
import { householdsOf, type ListedHousehold } from "../economy/household.ts";
import { settleConflicts } from "./conflicts.ts";
import type { Choice, Finding, Outcome } from "./finding.ts";
import { explained } from "./explanation.ts";
import { isNumber, type Situation, type Value } from "./expression.ts";
import { FACT, type FactsOf } from "./facts.ts";
import type { Guideline } from "./guideline.ts";
import type { FactName } from "./guideline-document.ts";
import { numberFor } from "./parameters.ts";
import type { CompiledRule } from "./rules.ts";

/** Findings for one subject; `index` is its place in the list. */
export interface SubjectFindings {
  readonly index: number;
  readonly guideline: string;
  readonly findings: readonly Finding[];
  readonly choices: readonly Choice[];
}

/** What a check needs beside the list. */
export interface CheckSetting {
  /** Day of the check, ISO. */
  readonly today: string;
  /** Guideline for a household; undefined: none is in force there. */
  guidelineOf(household: ListedHousehold): Guideline | undefined;
  /** Level of a household's aid gap, 0 to 3, or the paths of what is missing for it. */
  gapLevelOf(household: ListedHousehold): FactsOf["gapLevel"];
  /** Results of the feedback about a subject, by its person number. */
  answersOf(personId: string): readonly unknown[];
}

/** Applies the guideline to every subject of a list. */
export function checkGuideline(subjects: readonly Subject[], setting: CheckSetting): SubjectFindings[] {
  return householdsOf(subjects)
    .flatMap((household) => {
      const guideline = setting.guidelineOf(household);
      if (guideline === undefined) return [];
      const gapLevel = setting.gapLevelOf(household);
      return household.subjects.map(({ index, subject }) => {
        const facts = { household, subject, today: setting.today, parameters: guideline.parameters, gapLevel };
        return { index, ...checkSubject(guideline, facts, setting.answersOf(subject.personId)) };
      });
    })
    .toSorted((a, b) => a.index - b.index);
}

function checkSubject(
  guideline: Guideline,
  facts: FactsOf,
  answers: readonly unknown[],
): Omit<SubjectFindings, "index"> {
  const situation = situationOf(facts);
  const of = { ...facts.subject, answers };
  const findings = guideline.rules.map((compiled) => find(compiled, of, situation));
  return { guideline: guideline.id, ...settleConflicts(guideline.rules, findings, of) };
}

/** Makes what the rules ask for; each fact is computed once. */
function situationOf(facts: FactsOf): Situation {
  const computed = new Map<FactName, Value>();
  return {
    today: facts.today,
    sheltered: NONE,
    parameter: (name) => numberFor(name, facts.household, facts.parameters),
    fact(name) {
      let value = computed.get(name);
      if (value === undefined) computed.set(name, (value = FACT[name](facts)));
      return value;
    },
  };
}

function find({ rule, judge, amount, where }: CompiledRule, of: unknown, situation: Situation): Finding {
  const verdict = judge(of, situation);
  const outcome: Outcome = verdict === true ? "suggest" : verdict === false ? "no" : "unknown";
  const computed = outcome === "suggest" ? amount?.(of, situation) : undefined;
  const { amount: _expression, ...suggest } = rule.suggest;
  const date = outcome === "no" ? undefined : dateHint(rule.date, where, of, situation);
  return {
    rule: rule.id,
    name: { zh: rule.zh, en: rule.en },
    outcome,
    missing: typeof verdict === "boolean" ? [] : [...new Set(verdict)],
    explain: explained(rule.explain, situation),
    ...(outcome === "suggest" ? { suggest } : {}),
    ...(computed !== undefined && isNumber(computed) ? { amount: computed } : {}),
    ...(date === undefined ? {} : { date }),
  };
}

/** Finds the first of the dates that a rule shows. */
function dateHint(
  hint: CompiledRule["rule"]["date"],
  where: CompiledRule["where"],
  of: unknown,
  situation: Situation,
): Finding["date"] {
  if (hint === undefined) return undefined;
  const items = compilePath(hint.path)(of);
  const starts = (Array.isArray(items) ? items : [])
    .filter((item: unknown) => where?.(item, situation) !== false)
    .flatMap((item: unknown) => {
      const start = member(item, hint.member);
      return typeof start === "string" && isCalendarDate(start) ? [start] : [];
    });
  const first = starts.toSorted()[0];
  if (first === undefined) return undefined;
  const on = dateOf(monthsAfter(dayOf(first), hint.months ?? 0) + (hint.days ?? 0));
  return { on, zh: hint.zh, en: hint.en };
}
