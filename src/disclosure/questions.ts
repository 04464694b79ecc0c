import type { Disclosure } from "../exchange/ports.ts";
import type { RoleRule } from "./policy-document.ts";
import { member } from "./path.ts";

type Body = Readonly<Record<string, unknown>>;

/**
 * Cuts an inquiry down for one recipient: to the questions that its role answers and to what is stated for them. Who is asked
 * must know about whom, so the identity stays whole. A recipient that none of the questions concerns gets no subject.
 *
 * @param seen the header that the recipient may see, with its level
 */
export function cutByQuestions(body: Body, role: RoleRule, seen: Pick<Disclosure, "body" | "groups">): Disclosure {
  const own = new Set<unknown>(role.questions ?? []);
  const questions = listOf(body, "questions").filter((question) => own.has(member(question, "code")));
  const asked = questions.length > 0;
  const subjects = asked ? listOf(body, "subjects").map((subject) => withOwn(subject, own)) : [];
  const authorisation = body.authorisation;
  return {
    body: {
      ...seen.body,
      purpose: body.purpose,
      ...(authorisation === undefined ? {} : { authorisation }),
      questions,
      subjects,
    },
    groups: [
      ...seen.groups,
      { group: "questions", level: questions.length === listOf(body, "questions").length ? "full" : "reduced" },
      { group: "identity", level: "full" },
    ],
    subjects: subjects.map((_, index) => index),
  };
}

/** Leaves out of a subject what is stated for questions of others. */
function withOwn(subject: unknown, own: ReadonlySet<unknown>): Body {
  const { stated, ...rest } = subject as Body;
  const kept = Array.isArray(stated) ? stated.filter((one) => own.has(member(one, "question"))) : [];
  return { ...rest, ...(kept.length === 0 ? {} : { stated: kept }) };
}

function listOf(body: Body, name: string): readonly unknown[] {
  const list = body[name];
  return Array.isArray(list) ? list : [];
}
