import { type MessageType, opensThread } from "../domain/message.ts";
import type { Outcomes } from "../domain/progress.ts";
import { isObject } from "../wire/value.ts";
import type { Arrival, CaseworkDeps, Taken } from "./arrival.ts";
import { changeOf, NOTHING } from "./change.ts";
import { deadIn } from "./dead.ts";
import { endItems, voidFeedback } from "./end.ts";
import { caseIssue, caseRefusal } from "./faults.ts";
import { takeAnswer } from "./inquiry/take-answer.ts";
import { takeInquiry } from "./inquiry/take-inquiry.ts";
import { withdrawAnswer, withdrawInquiry } from "./inquiry/take-withdrawal.ts";
import { judgeEvaluations } from "./follow/take-evaluations.ts";
import { judgeVisits, readPersons } from "./follow/take-visits.ts";
import { ITEM_TYPES } from "./item-types.ts";
import { judgeFeedback, type Named } from "./judge.ts";
import { answerLetter, takeLetter, withdrawLetters } from "./letter/letters.ts";
import { takeMeeting, withdrawMeeting } from "./meeting/take-meeting.ts";
import type { CaseState, StoredFact } from "./ports.ts";
import { takePlan, withdrawnPlans } from "./plan/take-plan.ts";
import { groupsIn, textIn } from "./read-subject.ts";
import { recognise } from "./recurrence/recognise.ts";
import { outcomesByMessage } from "./outcomes.ts";
import { send } from "./send.ts";
import { placePersons } from "./worklist/place-persons.ts";

/** The closed loop at the acceptance of a document. */
export interface Casework {
  /**
   * Takes the facts of a document while it is in memory, de-identified, and judges a feedback against its items. Nothing is
   * stored: the change commits with the message.
   * @throws Refusal for a feedback that does not fit
   */
  take(arrival: Arrival): Promise<Taken>;
  /** Tells what became of the persons of each message of a thread, as far as a party sees them. */
  outcomes(thread: string, party: string): Promise<ReadonlyMap<string, Outcomes>>;
}

/** Makes the closed loop. @param newId makes the ids of items */
export function createCasework(deps: CaseworkDeps, newId: () => string): Casework {
  const casework: Casework = {
    outcomes: async (thread, party) => outcomesByMessage(await deps.rows.outcomesOf(thread, party)),
    async take(arrival) {
      const { type, sender, opener } = arrival;
      if (type === "aid-subject-list") {
        return sendAll(deps, arrival, undefined, newId);
      }
      if (type === "inquiry") return takeInquiry(deps, arrival);
      if (type === "inquiry-answer") return takeAnswer(deps, arrival);
      if (type === "meeting") return takeMeeting(deps, arrival);
      if (opensThread(type)) return NOTHING;
      if (type === "visit") return takeVisits(deps, arrival);
      if (sender === opener) {
        if (type === "bridge") return takeBridge(deps, arrival, newId);
        if (type === "reminder") return takeReminder(deps, arrival);
        if (type === "plan") return takePlan(deps, arrival);
        if (type === "evaluation") return takeEvaluations(deps, arrival);
        if (type === "withdrawal") return takeWithdrawal(deps, arrival);
        return (ITEM_TYPES as readonly string[]).includes(type) ? takeMore(deps, arrival, newId) : NOTHING;
      }
      const reserved = OPENER_ONLY[type];
      if (reserved !== undefined) throw caseRefusal([caseIssue("/thread", reserved)]);
      if (type === "feedback") return takeFeedback(deps, arrival);
      if (type === "withdrawal") return takeBack(deps, arrival);
      return NOTHING;
    },
  };
  return { ...casework, take: async (arrival) => placePersons(deps, await casework.take(arrival), arrival.at) };
}

/** Documents about a list that nobody but its sender sends, whatever the policy lets through: their facts would count nowhere. */
const OPENER_ONLY: Partial<Record<MessageType, Parameters<typeof caseIssue>[1]>> = {
  reminder: "letter-of-sender",
  bridge: "list-sender-only",
  plan: "list-sender-only",
  evaluation: "evaluation-opener-only",
};

/** Opens the items of a supplement or correction. Of a person who died only a correction is taken. */
async function takeMore(deps: CaseworkDeps, arrival: Arrival, newId: () => string): Promise<Taken> {
  const state = await deps.rows.caseOf(arrival.thread);
  if (state === undefined) return NOTHING;
  const errors = arrival.type === "correction" ? [] : deadIn(deps.keys, arrival, state.items);
  if (errors.length > 0) throw caseRefusal(errors);
  return sendAll(deps, arrival, state, newId);
}

/** Opens items, and recognises persons of earlier cases. */
async function sendAll(
  deps: CaseworkDeps,
  arrival: Arrival,
  state: CaseState | undefined,
  newId: () => string,
): Promise<Taken> {
  const added = send(deps, arrival, state, newId);
  // A document that belongs to no case leaves nothing about its persons either.
  if (added.facts.length === 0) return NOTHING;
  const { facts, links } = await recognise(deps, arrival, state);
  return changeOf(deps, arrival, state, { ...added, facts: [...added.facts, ...facts] }, links);
}

/** Ends the items, plans and letters that the sender of the list takes back. */
async function takeWithdrawal(deps: CaseworkDeps, arrival: Arrival): Promise<Taken> {
  const state = await deps.rows.caseOf(arrival.thread);
  if (state === undefined) {
    return deps.kindOf(arrival.sender) === "convener" ? withdrawMeeting(arrival) : withdrawInquiry(arrival);
  }
  const { facts, items } = withdrawLetters(state, endItems(deps.keys, arrival, state), arrival);
  const plans = withdrawnPlans(arrival, await deps.rows.factsOf(arrival.thread));
  return changeOf(deps, arrival, state, { facts: [...facts, ...plans], items });
}

/** Takes the facts of visits. A thread without a case has nothing to judge them against. */
async function takeVisits(deps: CaseworkDeps, arrival: Arrival): Promise<Taken> {
  const about = await readPersons(deps, arrival, groupsIn(arrival.body, "visits"));
  if (about === undefined) return NOTHING;
  return changeOf(deps, arrival, about.state, { facts: judgeVisits(deps, arrival, about), items: [] });
}

/** Takes the facts of evaluations. */
async function takeEvaluations(deps: CaseworkDeps, arrival: Arrival): Promise<Taken> {
  const about = await readPersons(deps, arrival, groupsIn(arrival.body, "evaluations"));
  if (about === undefined) return NOTHING;
  const inForce = (await deps.versions.of([]))(undefined);
  const { facts, warnings } = judgeEvaluations(deps, arrival, about, inForce);
  return { ...changeOf(deps, arrival, about.state, { facts, items: [] }), warnings };
}

/** Opens the items of a bridge: for persons of the thread's list, which it must answer. */
async function takeBridge(deps: CaseworkDeps, arrival: Arrival, newId: () => string): Promise<Taken> {
  const { thread, opener, body } = arrival;
  const header = isObject(body.header) ? body.header : undefined;
  const answers = deps.documentKey(opener, textIn(header, "answers") ?? "");
  const state = await deps.rows.caseOf(thread, { documents: [answers] });
  if (state === undefined) return NOTHING;
  const known = new Set(state.items.map(({ subject }) => subject));
  const errors = groupsIn(body, "subjects").flatMap((subject, index) =>
    known.has(deps.keys.subject(thread, textIn(subject, "personId") ?? "").toString("hex"))
      ? []
      : [caseIssue(`/body/subjects/${index}/personId`, "not-in-list")],
  );
  if (!state.documents.has(answers.toString("hex"))) {
    errors.unshift(caseIssue("/body/header/answers", "answers-another-list"));
  }
  errors.push(...deadIn(deps.keys, arrival, state.items));
  if (errors.length > 0) throw caseRefusal(errors);
  return changeOf(deps, arrival, state, send(deps, arrival, state, newId));
}

/** Takes a letter about late items of the thread's list. */
async function takeReminder(deps: CaseworkDeps, arrival: Arrival): Promise<Taken> {
  const { thread, opener, body } = arrival;
  const header = isObject(body.header) ? body.header : undefined;
  const answers = deps.documentKey(opener, textIn(header, "answers") ?? "");
  const state = await deps.rows.caseOf(thread, { documents: [answers] });
  if (state === undefined) throw caseRefusal([caseIssue("/thread", "letter-of-sender")]);
  const list = state.documents.get(answers.toString("hex"));
  return changeOf(deps, arrival, state, takeLetter(deps, arrival, state, list));
}

/** Judges a feedback. A thread without a case, such as one from before there were cases, has nothing to judge it against. */
async function takeFeedback(deps: CaseworkDeps, arrival: Arrival): Promise<Taken> {
  const { thread, sender, opener, body } = arrival;
  const header = isObject(body.header) ? body.header : undefined;
  const results = groupsIn(body, "results");
  const answersKey = deps.documentKey(opener, textIn(header, "answers") ?? "");
  const corrects = [...new Set(results.flatMap((result) => textIn(result, "corrects") ?? []))];
  const keys = corrects.map((transferId) => [transferId, deps.documentKey(sender, transferId)] as const);
  const documents = [answersKey, ...keys.map(([, key]) => key)];
  const state = await deps.rows.caseOf(thread, { department: sender, documents });
  if (state === undefined) return NOTHING;
  const messageOf = (key: Buffer) => state.documents.get(key.toString("hex"));
  const named: Named = {
    answers: messageOf(answersKey),
    corrected: new Map(keys.flatMap(([transferId, key]) => pair(transferId, messageOf(key)))),
  };
  const needsFacts = corrects.length > 0 || results.some(({ publicNotice }) => publicNotice !== undefined);
  const stored = needsFacts ? await deps.rows.factsOf(thread, sender) : [];
  const clocks = await deps.versions.of(state.items.map(({ rules }) => rules));
  const { warnings, ...judged } = judgeFeedback(deps, arrival, state, named, stored, clocks);
  const added = answerLetter(state, judged, named.answers, arrival);
  return { ...changeOf(deps, arrival, state, added), warnings };
}

function pair(transferId: string, message: string | undefined): [string, string][] {
  return message === undefined ? [] : [[transferId, message]];
}

/** Takes back a department's feedback: what it said is void. */
async function takeBack(deps: CaseworkDeps, arrival: Arrival): Promise<Taken> {
  const { thread, sender } = arrival;
  const state = await deps.rows.caseOf(thread, { department: sender });
  if (state === undefined) return withdrawAnswer(arrival);
  const stored: StoredFact[] = await deps.rows.factsOf(thread, sender);
  return changeOf(deps, arrival, state, voidFeedback(arrival, state, stored));
}
