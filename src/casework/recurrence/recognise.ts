/** Recognises persons of earlier cases in a new list, without storing who they are. */
import { dateOf, dayOf, monthsAfter } from "../../domain/day.ts";
import { documentKey } from "../../domain/person.ts";
import type { Arrival, CaseworkDeps } from "../arrival.ts";
import { lifeOf } from "../follow/life.ts";
import { historiesOf } from "../follow/read-history.ts";
import type { CaseState } from "../ports.ts";
import { groupIn, groupsIn, textIn } from "../read-subject.ts";
import type { DraftFact } from "../seal-facts.ts";
import type { LinkedPerson, PersonLink } from "./link-port.ts";
import { noRelapseFact, type Relapse, relapseFact, relapsesIn } from "./relapse.ts";

/** Months from the closing of a case in which another list about the person is a relapse. */
const MONTHS = 12;

/** What a list, supplement or correction adds about persons of earlier cases. */
export interface Recognised {
  readonly facts: readonly DraftFact[];
  readonly links: readonly PersonLink[];
}

const NOTHING: Recognised = { facts: [], links: [] };

type Deps = Pick<CaseworkDeps, "keys" | "rows" | "links" | "recurrence" | "dateAt" | "successor">;

interface Person {
  readonly subject: string;
  readonly document: string;
  /** Day on which the person was sent first. */
  readonly sentOn: string;
}

/**
 * Makes the link keys of the persons of a document, and the facts of those with a case that the same sender, or one that it took over
 * from, closed in the twelve months before. A person without an identity document has no link key. A correction of the
 * document's number is judged anew.
 */
export async function recognise(deps: Deps, arrival: Arrival, state: CaseState | undefined): Promise<Recognised> {
  if (!deps.recurrence) return NOTHING;
  const persons = personsIn(deps, arrival, state);
  if (persons.length === 0) return NOTHING;
  const year = Number(deps.dateAt(arrival.at).slice(0, 4));
  const links = persons.map(({ subject, document }) => ({ subject, link: deps.keys.link(year, document), year }));
  const first = (await deps.links.firstYear()) ?? year;
  const years = Array.from({ length: Math.max(1, year - first + 1) }, (_, back) => year - back);
  const keysOf = new Map(
    persons.map(({ subject, document }) => [subject, years.map((one) => deps.keys.link(one, document))]),
  );
  const found = await deps.links.linked([...keysOf.values()].flat(), arrival.thread);
  const own = found.filter(({ sender }) => isOwn(deps, sender, arrival.sender));
  const closings = await closingsOf(deps, own);
  const known = state === undefined ? [] : await deps.rows.factsOf(arrival.thread);
  const before = relapsesIn(known);
  const facts = persons.flatMap(({ subject, sentOn }): DraftFact[] => {
    const keys = new Set(keysOf.get(subject)?.map((key) => key.toString("hex")));
    const relapse = lastBefore(
      sentOn,
      own.filter(({ link }) => keys.has(link)).flatMap((one) => closings.get(nameOf(one)) ?? []),
    );
    const about = { message: arrival.id, issuedAt: arrival.at, subject };
    if (relapse === undefined) {
      return before.has(subject) && arrival.type === "correction" ? [noRelapseFact(about)] : [];
    }
    return before.has(subject) && arrival.type !== "correction" ? [] : [relapseFact(about, relapse)];
  });
  return { facts, links };
}

/** Lists the persons of a document that have an identity document. */
function personsIn({ keys, dateAt }: Deps, { thread, at, body }: Arrival, state: CaseState | undefined): Person[] {
  const sent = Map.groupBy(state?.items ?? [], ({ subject }) => subject);
  return groupsIn(body, "subjects").flatMap((one) => {
    const identity = groupIn(one, "identity");
    const [idType, idNumber] = [textIn(identity, "idType"), textIn(identity, "idNumber")];
    if (idType === undefined || idNumber === undefined) return [];
    const subject = keys.subject(thread, textIn(one, "personId") ?? "").toString("hex");
    const starts = (sent.get(subject) ?? []).map(({ originalStart }) => originalStart);
    return [{ subject, document: documentKey(idType, idNumber), sentOn: dateAt(Math.min(at, ...starts)) }];
  });
}

/** Tells whether a sender is the party, or one that the party has taken over from. */
function isOwn({ successor }: Pick<CaseworkDeps, "successor">, sender: string, party: string): boolean {
  const seen = new Set<string>();
  for (let one: string | undefined = sender; one !== undefined && !seen.has(one); one = successor(one)) {
    if (one === party) return true;
    seen.add(one);
  }
  return false;
}

/** Finds on which days the cases of these persons were closed. Threads are read one by one: what is kept of each are days. */
async function closingsOf({ rows }: Deps, linked: readonly LinkedPerson[]): Promise<ReadonlyMap<string, Relapse[]>> {
  const closings = new Map<string, Relapse[]>();
  for (const [thread, persons] of Map.groupBy(linked, (one) => one.thread)) {
    const [kept] = await rows.threads([thread]);
    const subjects = new Set(persons.map(({ subject }) => subject));
    const items = (kept?.items ?? []).flatMap(({ item }) => (subjects.has(item.subject) ? item : []));
    const facts = (kept?.facts ?? []).filter(({ fact }) => subjects.has(fact.subject));
    // Nothing encrypted says when a case was closed.
    const histories = historiesOf(facts, items, { secretOf: () => ({}), firstReplyDue: () => undefined });
    for (const [subject, history] of histories) {
      const closed = lifeOf(history).closed.map(({ from }) => ({ thread, closedOn: from }));
      closings.set(nameOf({ thread, subject }), closed);
    }
  }
  return closings;
}

function nameOf({ thread, subject }: Pick<LinkedPerson, "thread" | "subject">): string {
  return `${thread} ${subject}`;
}

/** Gives the last closing in the twelve months up to a day. */
function lastBefore(day: string, closings: readonly Relapse[]): Relapse | undefined {
  return closings
    .filter(({ closedOn }) => closedOn <= day && day <= dateOf(monthsAfter(dayOf(closedOn), MONTHS)))
    .toSorted((a, b) => (a.closedOn < b.closedOn ? -1 : 1))
    .at(-1);
}
