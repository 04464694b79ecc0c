/** Letters of a procuratorate about late items (催办函, 督办函, 提请联席会议, 检察建议书): checked and kept with the items. */
import { isObject } from "../../wire/value.ts";
import { LETTER_KINDS, type Letter, type LetterKind, letterState } from "../../domain/letter.ts";
import type { Issue } from "../../domain/refusal.ts";
import type { Arrival, CaseworkDeps } from "../arrival.ts";
import { caseIssue, caseRefusal } from "../faults.ts";
import type { CaseState, Fact, Item } from "../ports.ts";
import { groupsIn, textIn } from "../read-subject.ts";
import type { DraftFact } from "../seal-facts.ts";
import { type Added, nameOf } from "../send.ts";

/** Role of the party that letters of kind 4 go to, and of none other. */
const CONVENER = "convener";

/** Fact of an item about which a letter was sent. */
export interface LetterSent {
  readonly letterSent: true;
  readonly message: string;
  readonly acceptedAt: number;
  readonly kind: LetterKind;
  readonly replyBy: string;
}

/** Fact of an item whose letter was answered. */
export interface LetterAnswered {
  readonly letterAnswered: true;
  readonly message: string;
  readonly acceptedAt: number;
  readonly letter: string;
}

/** Fact of an item whose letter was withdrawn. */
export interface LetterWithdrawn {
  readonly letterWithdrawn: true;
  readonly letter: string;
}

/** Adds a letter to its item. */
export function withLetter(item: Item, { message, acceptedAt, kind, replyBy }: LetterSent): Item {
  return { ...item, letters: [...(item.letters ?? []), { message, kind, sentAt: acceptedAt, replyBy }] };
}

/** Marks a letter of an item as answered. */
export function withAnswer(item: Item, { message, acceptedAt, letter }: LetterAnswered): Item {
  return changed(item, (one) =>
    one.message === letter ? { ...one, answered: one.answered ?? { by: message, at: acceptedAt } } : one,
  );
}

/** Takes back the answer of a feedback that is void. */
export function withoutAnswer(item: Item, feedback: string): Item {
  return changed(item, ({ answered, ...one }) =>
    answered === undefined || answered.by === feedback ? one : { ...one, answered },
  );
}

/** Takes a letter off its item. */
export function withoutLetter(item: Item, { letter }: LetterWithdrawn): Item {
  return item.letters === undefined
    ? item
    : { ...item, letters: item.letters.filter(({ message }) => message !== letter) };
}

/** Lists the letters of an item that its department has not answered by their last days. A withdrawn need asks for no answer. */
export function unansweredLetters({ letters = [], closed }: Item, today: string): Letter[] {
  return closed ? [] : letters.filter((letter) => letterState(letter, letters, today) === "unanswered");
}

function changed(item: Item, change: (letter: Letter) => Letter): Item {
  return item.letters === undefined ? item : { ...item, letters: item.letters.map(change) };
}

/**
 * Judges a letter and takes it to the items that it is about. It goes to one party: to the department that has all its items,
 * or, of kind 4, to the convener of the joint meeting.
 * @param list message of the list that it names; undefined when the thread has none of that number
 * @throws Refusal `invalid-document`
 */
export function takeLetter(deps: CaseworkDeps, arrival: Arrival, state: CaseState, list: string | undefined): Added {
  const { body, thread, id: message, at: acceptedAt, shares } = arrival;
  const errors: Issue[] = [];
  const kind = LETTER_KINDS.find((one) => one === body.kind);
  if (kind === undefined) errors.push(caseIssue("/body/kind", "letter-kind"));
  if (list === undefined) errors.push(caseIssue("/body/header/answers", "answers-another-list"));
  const [to, more] = shares.map(({ recipient }) => recipient);
  const isForMeeting = to !== undefined && deps.organisation(to)?.department === CONVENER;
  if (to === undefined || more !== undefined || isForMeeting !== (kind === "4")) {
    errors.push(caseIssue("/to", "letter-recipient"));
  }
  const known = new Set(state.items.map(({ subject }) => subject));
  const about = new Map<string, Item>();
  groupsIn(body, "items").forEach((entry, index) => {
    const at = `/body/items/${index}`;
    const subject = deps.keys.subject(thread, textIn(entry, "personId") ?? "").toString("hex");
    if (!known.has(subject)) {
      errors.push(caseIssue(`${at}/personId`, "not-in-list"));
      return;
    }
    const department = kind === "4" ? textIn(entry, "party") : to;
    const item = state.items.find(
      (one) =>
        one.subject === subject &&
        one.need === entry.need &&
        !one.co &&
        (one.department === department || (kind !== "4" && deps.successor(one.department) === department)),
    );
    if (item === undefined) errors.push(caseIssue(`${at}/need`, "not-at-department"));
    else about.set(nameOf(item), item);
  });
  if (errors.length > 0 || kind === undefined) throw caseRefusal(errors);
  const header = isObject(body.header) ? body.header : undefined;
  const issuedAt = Date.parse(textIn(header, "issuedAt") ?? "");
  const sent = { letterSent: true, message, acceptedAt, kind, replyBy: textIn(body, "replyBy") ?? "" } as const;
  const { letterSent: _event, ...fact } = sent;
  return {
    facts: [...about.values()].map((item) => draft(item, { event: "letter", issuedAt, ...fact })),
    items: [...about.values()].map((item) => withLetter(item, sent)),
  };
}

/** Marks the letter that a feedback names as what it answers. @param added what the feedback itself adds */
export function answerLetter(state: CaseState, added: Added, letter: string | undefined, arrival: Arrival): Added {
  const { id: message, at: acceptedAt, body } = arrival;
  const now = new Map(added.items.map((item) => [nameOf(item), item]));
  const header = isObject(body.header) ? body.header : undefined;
  const issuedAt = Date.parse(textIn(header, "issuedAt") ?? "");
  const facts: DraftFact[] = [];
  for (const before of state.items) {
    if (before.letters?.some((one) => one.message === letter && one.answered === undefined) !== true) continue;
    const item = now.get(nameOf(before)) ?? before;
    const answer = { letterAnswered: true, message, acceptedAt, letter: letter ?? "" } as const;
    now.set(nameOf(before), withAnswer(item, answer));
    const { letterAnswered: _event, ...fact } = answer;
    facts.push(draft(item, { event: "letter-answered", issuedAt, ...fact }));
  }
  return facts.length === 0 ? added : { facts: [...added.facts, ...facts], items: [...now.values()] };
}

/** Takes back letters that their sender withdraws. @param ended what the withdrawal ends */
export function withdrawLetters(state: CaseState, ended: Added, { id: message, at, withdrawn }: Arrival): Added {
  const now = new Map(ended.items.map((item) => [item.id, item]));
  const facts: DraftFact[] = [];
  for (const before of state.items) {
    for (const { message: letter } of before.letters ?? []) {
      if (!withdrawn.includes(letter)) continue;
      const item = now.get(before.id) ?? before;
      now.set(item.id, withoutLetter(item, { letterWithdrawn: true, letter }));
      facts.push(draft(item, { event: "letter-withdrawn", message, issuedAt: at, acceptedAt: at, letter }));
    }
  }
  return { facts: [...ended.facts, ...facts], items: [...now.values()] };
}

function draft({ subject, need, department }: Item, fact: Omit<Fact, "subject">): DraftFact {
  return { clear: { ...fact, subject, need, department } as Fact };
}
