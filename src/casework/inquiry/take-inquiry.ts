import { documentKey } from "../../domain/person.ts";
import { Refusal } from "../../domain/refusal.ts";
import type { QuestionsRule } from "../../disclosure/policy-document.ts";
import type { Arrival, CaseworkDeps, Taken } from "../arrival.ts";
import { caseIssue, caseRefusal } from "../faults.ts";
import { type Group, groupIn, groupsIn, textIn } from "../read-subject.ts";
import type { InquirySubject, NewInquiry, Question } from "./inquiry-port.ts";

const DAY_MS = 86_400_000;
/** Field whose stated value is income or property whatever the question is. */
const AMOUNT = "amount";

/**
 * Takes an inquiry: checks authorisation, modes and limits, and counts it. What is counted is keyed digests, codes and numbers.
 * @throws Refusal `inquiry-authorisation`, `inquiry-too-many`, `invalid-document`
 */
export async function takeInquiry(deps: CaseworkDeps, arrival: Arrival): Promise<Taken> {
  const { id: message, thread, sender: asker, at, body } = arrival;
  const rule = deps.inquiries;
  if (rule === undefined) throw new Refusal("not-permitted", { step: "policy" });
  checkModes(body, rule);
  checkAuthorisation(body, rule);
  const subjects = groupsIn(body, "subjects");
  const digests = subjects.map((subject): InquirySubject => {
    const personId = textIn(subject, "personId") ?? "";
    return {
      subject: deps.keys.subject(thread, personId),
      person: deps.personKey(personOf(asker, personId, groupIn(subject, "identity"))),
    };
  });
  const day = deps.dateAt(at);
  const persons = digests.map(({ person }) => person);
  const parties = arrival.shares.map(({ recipient }) => recipient);
  const before = await deps.inquiryRows.soFar(asker, parties, day, persons, at - rule.often.days * DAY_MS);
  const often = persons.flatMap((person, index) =>
    (before.about.get(person.toString("hex")) ?? 0) + 1 > rule.often.times ? [index] : [],
  );
  const head = {
    message,
    asker,
    purpose: textIn(body, "purpose") ?? "",
    urgency: textIn(groupIn(body, "header"), "urgency") ?? "9",
    rules: deps.rules(),
    askedAt: at,
    state: "asked" as const,
    since: at,
    refusals: [],
    often: often.length,
    day,
  };
  const asked = arrival.shares.map(({ recipient: party, cut = body }): NewInquiry => {
    const today = before.today.get(party) ?? { turns: 0, subjects: 0 };
    const count = groupsIn(cut, "subjects").length;
    if (today.subjects + count > rule.perDay) throw tooMany(rule.perDay, today.subjects);
    return { ...head, party, questions: questionsIn(cut), subjects: count, turn: today.turns + 1 };
  });
  checkAsked(body, asked);
  return {
    inquiry: { asked, subjects: digests, settled: [] },
    warnings: often.map((index) => caseIssue(`/body/subjects/${index}`, "inquiry-often")),
  };
}

/** Reads the questions of an inquiry with their modes: compare unless it says otherwise. */
export function questionsIn(body: Group): Question[] {
  return groupsIn(body, "questions").flatMap((question) => {
    const code = textIn(question, "code");
    return code === undefined ? [] : [{ code, mode: textIn(question, "mode") === "value" ? "value" : "compare" }];
  });
}

/** Refuses a question that none of the recipients answers. */
function checkAsked(body: Group, asked: readonly NewInquiry[]): void {
  const answered = new Set(asked.flatMap(({ questions }) => questions.map(({ code }) => code)));
  const errors = questionsIn(body).flatMap(({ code }, index) =>
    answered.has(code) ? [] : [caseIssue(`/body/questions/${index}/code`, "question-without-recipient")],
  );
  if (errors.length > 0) throw caseRefusal(errors);
}

function checkModes(body: Group, { values }: QuestionsRule): void {
  const errors = questionsIn(body).flatMap(({ code, mode }, index) =>
    mode === "value" && !values.includes(code) ? [caseIssue(`/body/questions/${index}/mode`, "inquiry-value")] : [],
  );
  if (errors.length > 0) throw caseRefusal(errors);
}

/**
 * Requires the household's request or entrustment for income and property (社会救助暂行办法 58), and for an inquiry on the legal
 * basis of consent.
 */
function checkAuthorisation(body: Group, { authorised }: QuestionsRule): void {
  if (groupIn(body, "authorisation") !== undefined) return;
  const errors = questionsIn(body).flatMap(({ code }, index) =>
    authorised.includes(code) ? [caseIssue(`/body/questions/${index}/code`, "inquiry-authorisation")] : [],
  );
  groupsIn(body, "subjects").forEach((subject, index) =>
    groupsIn(subject, "stated").forEach((stated, n) => {
      if (textIn(stated, "field") !== AMOUNT) return;
      errors.push(caseIssue(`/body/subjects/${index}/stated/${n}/field`, "inquiry-authorisation"));
    }),
  );
  if (textIn(groupIn(body, "header"), "legalBasis") === "consent") {
    errors.push(caseIssue("/body/header/legalBasis", "inquiry-authorisation"));
  }
  if (errors.length > 0) throw caseRefusal(errors);
}

function tooMany(most: number, before: number): Refusal {
  return new Refusal("inquiry-too-many", {
    detail: {
      en: `Most subjects of a day: ${most}; asked about today: ${before}`,
      zh: `每日最多查询 ${most} 人，今日已查询 ${before} 人`,
    },
    step: "inquiry-too-many",
  });
}

/** Names a person for counting: by the identity document, else by the asker's own number. */
function personOf(asker: string, personId: string, identity: Group | undefined): string {
  const [idType, idNumber] = [textIn(identity, "idType"), textIn(identity, "idNumber")];
  return idType === undefined || idNumber === undefined
    ? JSON.stringify([asker, personId])
    : documentKey(idType, idNumber);
}
