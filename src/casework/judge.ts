import { isOpen } from "../domain/item.ts";
import type { Issue } from "../domain/refusal.ts";
import { wordOf } from "../domain/words/words.ts";
import { isObject } from "../wire/value.ts";
import { advance, judging } from "./advance.ts";
import type { Arrival, CaseworkDeps } from "./arrival.ts";
import type { Clocks } from "./clock/clocks-in-force.ts";
import { supplementOver } from "./clock/supplement-over.ts";
import { type CaseFault, caseIssue, caseRefusal } from "./faults.ts";
import { openSecret } from "./open-secret.ts";
import type { CaseState, Item, StoredFact } from "./ports.ts";
import { aidFor, readResult } from "./read-result.ts";
import { groupsIn, textIn } from "./read-subject.ts";
import type { DraftFact } from "./seal-facts.ts";
import type { Added } from "./send.ts";
import { nameOf } from "./send.ts";
import { refold, resultFact } from "./stored.ts";
import { repliesIn } from "./transitions.ts";

type Group = Readonly<Record<string, unknown>>;

/** What a feedback names beside its results: the list that it answers, and documents that it corrects. */
export interface Named {
  /** Message of the list; undefined when the thread has none of that number. */
  readonly answers: string | undefined;
  /** Messages by the numbers of documents that results correct. */
  readonly corrected: ReadonlyMap<string, string>;
}

/**
 * Judges a feedback against the items of its sender in the thread, by the table of states and the order of precedence.
 * All faults are found, not the first.
 * @param stored facts of the department; needed when a result corrects a document
 * @param clocks gives the rules and the calendar under which an item of the case began
 * @throws Refusal `case-transition`, `case-unknown-subject`, `case-unknown-item`, `case-circle`,
 * `case-notice-forbidden`, `invalid-document`
 */
export function judgeFeedback(
  deps: CaseworkDeps,
  arrival: Arrival,
  state: CaseState,
  named: Named,
  stored: readonly StoredFact[],
  clocks: (version: string | undefined) => Clocks,
): Added & { readonly warnings: readonly Issue[] } {
  const errors: Issue[] = [];
  const warnings: Issue[] = [];
  const { keys } = deps;
  const { thread, body, sender } = arrival;
  const header = isObject(body.header) ? body.header : undefined;
  if (named.answers === undefined) errors.push(caseIssue("/body/header/answers", "answers-another-list"));
  errors.push(...otherOrganisation(deps, sender, header));
  const items = new Map(state.items.map((item) => [nameOf(item), item]));
  const answered = new Set<string>();
  const facts: DraftFact[] = [];
  const head = { message: arrival.id, issuedAt: Date.parse(textIn(header, "issuedAt") ?? ""), acceptedAt: arrival.at };
  groupsIn(body, "results").forEach((result, index) => {
    const at = `/body/results/${index}`;
    const subject = keys.subject(thread, textIn(result, "personId") ?? "").toString("hex");
    const own = [...items.values()].filter((item) => item.subject === subject);
    if (own.length === 0) {
      errors.push(caseIssue(`${at}/personId`, "case-unknown-subject"));
      return;
    }
    if (result.publicNotice !== undefined && noNotice(deps, thread, subject, stored, result)) {
      errors.push(caseIssue(`${at}/publicNotice`, "case-notice-forbidden"));
    }
    const corrects = textIn(result, "corrects");
    const corrected = corrects === undefined ? undefined : named.corrected.get(corrects);
    if (corrects !== undefined && corrected === undefined) errors.push(caseIssue(`${at}/corrects`, "corrects-unknown"));
    for (const item of answeredItems(result, own, at, errors)) {
      const place = nameOf(item);
      const aid = aidFor(result, item.need);
      const read = readResult(result, aid, { ...head, corrects: corrected });
      if (read === undefined) continue;
      const fault = (code: CaseFault) =>
        errors.push(caseIssue(code === "case-circle" ? `${at}/passedTo` : at, code, statesOf(item, code)));
      if (answered.has(place)) {
        if (items.get(place)?.reply !== read.reply) fault("case-twice");
        continue;
      }
      answered.add(place);
      if (read.reply === "13" && isCircle(deps, item, result.passedTo)) fault("case-circle");
      const before = corrected === undefined ? item : (withoutDocument(item, stored, corrected) ?? item);
      const advanced = advance(
        before,
        read,
        judging((waiting, { issuedAt }) => supplementOver(clocks(waiting.rules), waiting, issuedAt)),
      );
      if (advanced === undefined) {
        fault("case-transition");
        continue;
      }
      if (advanced.remark !== undefined) warnings.push(caseIssue(at, `case-${advanced.remark}`, stateWord(item)));
      items.set(place, advanced.item);
      facts.push({ clear: resultFact(read, item), ...(aid.length === 0 ? {} : { secret: { aid } }) });
    }
  });
  if (errors.length > 0) throw caseRefusal(errors);
  return { facts, warnings, items: state.items.flatMap((item) => changed(item, items.get(nameOf(item)))) };
}

function changed(before: Item, now: Item | undefined): Item[] {
  return now === undefined || now === before ? [] : [now];
}

/** Finds the items that a result answers: those of its needs, else all that are open, else all. */
function answeredItems(result: Group, own: readonly Item[], at: string, errors: Issue[]): readonly Item[] {
  if (!Array.isArray(result.needs)) {
    const open = own.filter(({ state, co }) => isOpen(state) && !co);
    return open.length > 0 ? open : own;
  }
  return result.needs.flatMap((need, index) => {
    const item = own.find((one) => one.need === need);
    if (item === undefined) errors.push(caseIssue(`${at}/needs/${index}`, "case-unknown-item"));
    return item ?? [];
  });
}

/** Finds where a document's head names another organisation than its sender. */
function otherOrganisation(deps: CaseworkDeps, sender: string, header: Group | undefined): Issue[] {
  const from = isObject(header?.from) ? header.from : undefined;
  const department = textIn(from, "department");
  const own = deps.organisation(sender);
  if (department === undefined || own === undefined || department === own.department) return [];
  return [caseIssue("/body/header/from/department", "another-organisation")];
}

/** Tells whether a need is passed to a department that passed it on before. */
function isCircle(deps: CaseworkDeps, item: Item, passedTo: unknown): boolean {
  if (!isObject(passedTo)) return false;
  return item.chain.some((party) => {
    const before = deps.organisation(party);
    return before?.department === passedTo.department && before?.division === passedTo.division;
  });
}

/**
 * Tells whether no public notice is allowed: a document has told that the subject is an orphan, which one that does not speak of
 * it takes back as little, or the aid itself is that of an orphan.
 */
function noNotice(
  deps: CaseworkDeps,
  thread: string,
  subject: string,
  stored: readonly StoredFact[],
  result: Group,
): boolean {
  if (groupsIn(result, "aidGranted").some(({ category }) => category === ORPHAN_AID)) return true;
  return stored.some(
    (about) =>
      about.fact.event === "subject" &&
      about.fact.subject === subject &&
      openSecret(deps.keys, thread, about).noNotice === true,
  );
}

/** Category of aid: orphans and de facto unattended children. */
const ORPHAN_AID = "27";

/** Item as it would be without a document of its department. */
function withoutDocument(item: Item, stored: readonly StoredFact[], message: string): Item | undefined {
  const rest = stored.filter(({ fact }) => fact.message !== message);
  const [without] = refold(rest, [item]);
  return without;
}

function stateWord(item: Item): { en: string; zh: string } {
  const { zh, en } = wordOf("item", item.state);
  return { en: `${item.need} “${en}” (${item.state})`, zh: `${item.need}“${zh}”（${item.state}）` };
}

function statesOf(item: Item, code: CaseFault): { en: string; zh: string } {
  if (code === "case-twice") return { en: item.need, zh: item.need };
  const { en, zh } = stateWord(item);
  const replies = repliesIn(item.state);
  return { en: `${en} (possible: ${replies.join(", ")})`, zh: `${zh}（可作答复：${replies.join("、")}）` };
}
