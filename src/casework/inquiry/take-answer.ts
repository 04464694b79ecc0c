import { INQUIRY_REFUSALS, INQUIRY_RESULTS } from "../../domain/inquiry.ts";
import type { Issue } from "../../domain/refusal.ts";
import type { Arrival, CaseworkDeps, Taken } from "../arrival.ts";
import { caseIssue, caseRefusal } from "../faults.ts";
import { groupIn, groupsIn, textIn } from "../read-subject.ts";
import type { Inquiry } from "./inquiry-port.ts";

/**
 * Judges an answer against its inquiry: it answers each question about each subject, once for each field, and gives a value only
 * where one was asked for. The inquiry is refused when every answer is; else it is answered.
 * @throws Refusal `case-unknown-subject`, `case-unknown-item`, `invalid-document`
 */
export async function takeAnswer(deps: CaseworkDeps, arrival: Arrival): Promise<Taken> {
  const { thread, sender, opener, body } = arrival;
  const number = deps.documentKey(opener, textIn(groupIn(body, "header"), "answers") ?? "");
  const found = await deps.inquiryRows.at(thread, sender, number);
  if (found?.isNumber !== true) throw caseRefusal([caseIssue("/body/header/answers", "answers-no-inquiry")]);
  const { inquiry, subjects } = found;
  if (subjects.size === 0) throw caseRefusal([caseIssue("/body/answers", "inquiry-erased")]);
  const answers = groupsIn(body, "answers");
  const refOf = (personId: string) => deps.keys.subject(thread, personId).toString("hex");
  const errors = faultsOf(answers, inquiry, subjects, refOf);
  if (errors.length > 0) throw caseRefusal(errors);
  const results = answers.map((answer) => textIn(answer, "result"));
  const refused = results.every((result) => result === "refused");
  const refusals = INQUIRY_REFUSALS.filter((code) => answers.some((answer) => textIn(answer, "refusal") === code));
  const counts = INQUIRY_RESULTS.map((result) => [result, results.filter((one) => one === result).length] as const);
  return {
    inquiry: {
      asked: [],
      subjects: [],
      settled: [
        {
          thread,
          parties: [sender],
          state: refused ? "refused" : "answered",
          refusals,
          results: counts.flatMap(([result, count]) => (count === 0 ? [] : `${result}:${count}`)),
        },
      ],
    },
    warnings: [],
  };
}

function faultsOf(
  answers: readonly Readonly<Record<string, unknown>>[],
  { questions }: Inquiry,
  subjects: ReadonlySet<string>,
  refOf: (personId: string) => string,
): Issue[] {
  const errors: Issue[] = [];
  const modes = new Map(questions.map(({ code, mode }) => [code, mode]));
  const [answered, fields] = [new Set<string>(), new Set<string>()];
  answers.forEach((answer, index) => {
    const at = `/body/answers/${index}`;
    const code = textIn(answer, "question") ?? "";
    const mode = modes.get(code);
    const subject = refOf(textIn(answer, "personId") ?? "");
    if (!subjects.has(subject)) errors.push(caseIssue(`${at}/personId`, "case-unknown-subject"));
    if (mode === undefined) errors.push(caseIssue(`${at}/question`, "case-unknown-item"));
    if (mode === "compare" && answer.value !== undefined) errors.push(caseIssue(`${at}/value`, "inquiry-value"));
    const place = `${subject} ${code}`;
    const field = `${place} ${textIn(answer, "field")}`;
    if (fields.has(field)) errors.push(caseIssue(at, "answer-twice"));
    fields.add(field);
    answered.add(place);
  });
  const isComplete = [...subjects].every((subject) =>
    questions.every(({ code }) => answered.has(`${subject} ${code}`)),
  );
  if (errors.length === 0 && !isComplete) errors.push(caseIssue("/body/answers", "answer-incomplete"));
  return errors;
}
