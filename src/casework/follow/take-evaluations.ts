import type { ClosingFault, Veto } from "../../domain/follow.ts";
import { CLOSING_FAULTS, GRADES, VETOES } from "../../domain/follow.ts";
import type { Issue } from "../../domain/refusal.ts";
import { wordOf } from "../../domain/words/words.ts";
import { present } from "../../wire/present.ts";
import { type Arrival, type CaseworkDeps, issuedAtOf } from "../arrival.ts";
import { caseIssue, caseRefusal } from "../faults.ts";
import { groupsIn, textIn } from "../read-subject.ts";
import type { DraftFact } from "../seal-facts.ts";
import { type Graded, gradeOf, type Score } from "./grade.ts";
import type { Followed } from "./follow-of-case.ts";
import type { AboutPersons } from "./take-visits.ts";

type Group = Readonly<Record<string, unknown>>;

/** Scores that only the department that helped has given. */
const BY_HELPER = "3";
const NOT_MEASURABLE = "N";

/**
 * Judges evaluations of one document and makes their facts. The grade is the person's who confirms it; one that the facts
 * do not give is noted.
 * @throws Refusal `case-closed`, `case-unknown-item`, `invalid-document`
 */
export function judgeEvaluations(
  deps: Pick<CaseworkDeps, "keys" | "departmentOf">,
  arrival: Arrival,
  { state, followed, corrected, answers }: AboutPersons,
): { readonly facts: DraftFact[]; readonly warnings: Issue[] } {
  const { id: message, thread, sender, opener, body, at: acceptedAt } = arrival;
  const errors: Issue[] = answers ? [] : [caseIssue("/body/header/answers", "answers-another-list")];
  if (sender !== opener) errors.push(caseIssue("/body/header/from", "evaluation-opener-only"));
  const warnings: Issue[] = [];
  const issuedAt = issuedAtOf(arrival);
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
      const has = state.items.some(
        (each) => each.subject === subject && each.need === item.need && each.department === department,
      );
      if (!has) errors.push(caseIssue(`${pointer}/items/${place}`, "case-unknown-item"));
    });
    const corrects = textIn(one, "corrects");
    const voids = corrects === undefined ? undefined : corrected.get(corrects);
    if (corrects !== undefined && voids === undefined) {
      errors.push(caseIssue(`${pointer}/corrects`, "corrects-unknown"));
    }
    errors.push(...closingIssues(one, known, `${pointer}/conclusion`));
    const graded = gradedFrom(one, known);
    if ((graded.grade ?? NOT_MEASURABLE) !== one.gradeComputed) {
      warnings.push(caseIssue(`${pointer}/gradeComputed`, "evaluation-grade", gradeText(graded)));
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
function gradedFrom(one: Group, { follow, history, relapse }: Followed): Graded {
  const named = Array.isArray(one.vetoes) ? VETOES.filter((veto) => (one.vetoes as unknown[]).includes(veto)) : [];
  const vetoes: Veto[] = relapse !== undefined && !named.includes("relapse") ? [...named, "relapse"] : named;
  const scores = (member: string) => groupsIn(one, member) as unknown as Score[];
  return gradeOf({
    before: scores("before"),
    after: scores("after"),
    granted: follow.granted,
    delivered: follow.delivered,
    satisfaction: history.visits.flatMap(({ satisfaction }) => satisfaction),
    vetoes,
    byHelper: one.scoredBy === BY_HELPER,
  });
}

function gradeText({ grade }: Graded): { en: string; zh: string } {
  if (grade === undefined) return { en: NOT_MEASURABLE, zh: `${NOT_MEASURABLE} 不可测` };
  const { zh, en } = wordOf("grade", grade);
  return { en: `${grade}, ${en}`, zh: `${grade} ${zh}` };
}
