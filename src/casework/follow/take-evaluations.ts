import type { ClosingFault, Veto } from "../../domain/follow.ts";
import { CLOSING_FAULTS, GRADES, VETOES } from "../../domain/follow.ts";
import { BY_HELPER, type Graded, gradeOf, NOT_MEASURABLE, type Score } from "../../domain/grade.ts";
import type { Issue } from "../../domain/refusal.ts";
import { wordOf } from "../../domain/words/words.ts";
import { present } from "../../wire/present.ts";
import { type Arrival, type CaseworkDeps, issuedAtOf } from "../arrival.ts";
import type { Clocks } from "../clock/clocks-in-force.ts";
import { caseGaps } from "../gap/case-gaps.ts";
import { openSecret } from "../open-secret.ts";
import type { Item } from "../ports.ts";
import { satisfactionIn } from "./shown-follow.ts";
import { vetoesOf } from "./vetoes.ts";
import { caseIssue, caseRefusal } from "../faults.ts";
import { groupsIn, textIn } from "../read-subject.ts";
import type { DraftFact } from "../seal-facts.ts";
import type { Followed } from "./follow-of-case.ts";
import type { AboutPersons } from "./take-visits.ts";

type Group = Readonly<Record<string, unknown>>;

/**
 * Judges evaluations of one document and makes their facts. The grade is the person's who confirms it; one that the facts
 * do not give is noted, and so is whatever else they tell otherwise.
 * @param clocks rules and calendar in force
 * @throws Refusal `case-closed`, `case-unknown-item`, `invalid-document`
 */
export function judgeEvaluations(
  deps: Pick<CaseworkDeps, "keys" | "departmentOf" | "guidelines">,
  arrival: Arrival,
  about: AboutPersons,
  clocks: Clocks,
): { readonly facts: DraftFact[]; readonly warnings: Issue[] } {
  const { state, followed, corrected, answers } = about;
  const { id: message, thread, sender, body, at: acceptedAt } = arrival;
  const errors: Issue[] = answers ? [] : [caseIssue("/body/header/answers", "answers-another-list")];
  const warnings: Issue[] = [];
  const issuedAt = issuedAtOf(arrival);
  const today = clocks.calendar.dateAt(acceptedAt);
  const gaps = caseGaps(about.facts, state.items, {
    today,
    clocks,
    guidelines: deps.guidelines(),
    secretOf: (fact) => openSecret(deps.keys, thread, fact),
  });
  const facts = groupsIn(body, "evaluations").flatMap((one, index): DraftFact[] => {
    const pointer = `/body/evaluations/${index}`;
    const subject = deps.keys.subject(thread, textIn(one, "personId") ?? "").toString("hex");
    const known = followed.get(subject);
    if (known === undefined) {
      errors.push(caseIssue(`${pointer}/personId`, "not-in-list"));
      return [];
    }
    groupsIn(one, "items").forEach((item, place) => {
      const department = deps.departmentOf(textIn(item, "by") ?? "");
      const isIt = (each: Pick<Item, "need" | "department">) =>
        each.need === item.need && each.department === department;
      if (!state.items.some((each) => each.subject === subject && isIt(each))) {
        errors.push(caseIssue(`${pointer}/items/${place}`, "case-unknown-item"));
        return;
      }
      const fact = known.history.items.find(isIt);
      const [granted, delivered] = [fact?.granted === true, fact?.state === "delivered"];
      if (item.granted === granted && item.delivered === delivered) return;
      warnings.push(caseIssue(`${pointer}/items/${place}`, "evaluation-item", stateText(fact?.state ?? "sent")));
    });
    const corrects = textIn(one, "corrects");
    const voids = corrects === undefined ? undefined : corrected.get(corrects);
    if (corrects !== undefined && voids === undefined) {
      errors.push(caseIssue(`${pointer}/corrects`, "corrects-unknown"));
    }
    errors.push(...closingIssues(one, known, `${pointer}/conclusion`));
    const named = Array.isArray(one.vetoes) ? VETOES.filter((veto) => (one.vetoes as unknown[]).includes(veto)) : [];
    const shown = vetoesOf(known, { subject, items: about.items, gaps, today });
    const silent = shown.filter((veto) => !named.includes(veto));
    if (silent.length > 0) warnings.push(caseIssue(`${pointer}/vetoes`, "evaluation-veto", vetoText(silent)));
    const graded = gradedFrom(one, known, [...named, ...silent]);
    if ((graded.grade ?? NOT_MEASURABLE) !== one.gradeComputed) {
      warnings.push(caseIssue(`${pointer}/gradeComputed`, "evaluation-grade", gradeText(graded)));
    }
    if (one.conclusion === "C1" && !mayClose(graded, known)) {
      warnings.push(caseIssue(`${pointer}/conclusion`, "evaluation-early"));
    }
    const grade = GRADES.find((each) => each === one.gradeConfirmed);
    return [
      {
        clear: {
          event: "evaluation",
          message,
          issuedAt,
          subject,
          acceptedAt,
          by: sender,
          ...present({
            grade,
            conclusion: textIn(one, "conclusion"),
            measure: one.measure !== undefined || undefined,
            corrects: voids,
          }),
        },
        secret: { gone: graded.gone, before: graded.before },
      },
    ];
  });
  if (errors.length > 0) throw caseRefusal(errors);
  return { facts, warnings };
}

/** Finds what keeps a case from the conclusion: closing needs that nothing is open, and a closed case can only be referred again. */
function closingIssues(one: Group, { follow }: Followed, pointer: string): Issue[] {
  const { closing } = follow;
  const isUnsolved = one.gradeConfirmed === "D" && one.measure === undefined;
  const faults: readonly ClosingFault[] =
    one.conclusion === "C1"
      ? CLOSING_FAULTS.filter((code) => closing.includes(code) || (isUnsolved && code === "close-measure-open"))
      : one.conclusion === "C4"
        ? []
        : closing.filter((code) => code === "close-already");
  return faults.map((code) => {
    const { zh, en } = wordOf("closing", code);
    return { pointer, code, message: en, messageZh: zh };
  });
}

/** Computes the grade from the scores of the document and the facts of the case. */
function gradedFrom(one: Group, { follow, history }: Followed, vetoes: readonly Veto[]): Graded {
  const scores = (member: string) => groupsIn(one, member) as unknown as Score[];
  return gradeOf({
    before: scores("before"),
    after: scores("after"),
    granted: follow.granted,
    delivered: follow.delivered,
    satisfaction: satisfactionIn(history.visits),
    vetoes,
    byHelper: one.scoredBy === BY_HELPER,
  });
}

/** Tells whether a case is ripe for closing: grade A or B, and the visit F3 carried out, excused or over. */
function mayClose({ grade }: Graded, { follow }: Followed): boolean {
  const third = follow.duties.find(({ kind }) => kind === "F3");
  return (grade === "A" || grade === "B") && third !== undefined && OVER.has(third.state);
}

const OVER: ReadonlySet<string> = new Set(["done", "excused", "missed", "cancelled"]);

function stateText(state: string): { en: string; zh: string } {
  return wordOf("item", state);
}

function vetoText(vetoes: readonly Veto[]): { en: string; zh: string } {
  const words = vetoes.map((veto) => wordOf("veto", veto));
  return { en: words.map(({ en }) => en).join("; "), zh: words.map(({ zh }) => zh).join("、") };
}

function gradeText({ grade }: Graded): { en: string; zh: string } {
  if (grade === undefined) return { en: NOT_MEASURABLE, zh: `${NOT_MEASURABLE} 不可测` };
  const { zh, en } = wordOf("grade", grade);
  return { en: `${grade}, ${en}`, zh: `${grade} ${zh}` };
}
