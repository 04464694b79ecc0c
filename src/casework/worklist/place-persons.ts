/** Gives the persons of a case that a document touches their places in the work lists of persons. */
import type { CaseworkDeps, Taken } from "../arrival.ts";
import { type Followed, followOfCase } from "../follow/follow-of-case.ts";
import type { CaseChange, CaseKeys, Fact, Item, StoredFact } from "../ports.ts";
import { type ClockedBy, type ClockedItem, withClocks } from "../reading.ts";
import type { PlacedPerson } from "./placed-person.ts";
import { daysOf, type LookedAt } from "./person-work.ts";

/** Replies before an outcome, with letters and plans: no visit, evaluation or renewal follows from them. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(
  "10 11 12 13 20 21 32 90 letter letter-answered letter-withdrawn bridge plan plan-withdrawn measure".split(" "),
);
const DIED = "R10";

/** Adds the places of persons to what a document changes. Nothing is read for a list that opens its thread. */
export async function placePersons(
  deps: Pick<CaseworkDeps, "keys" | "rows" | "versions" | "division">,
  taken: Taken,
  at: number,
): Promise<Taken> {
  const { change } = taken;
  if (change === undefined) return taken;
  const touched = new Set(change.facts.flatMap(({ fact }) => (hasEffect(fact) ? fact.subject : [])));
  if (touched.size === 0) return taken;
  const { facts, items } = await caseAfter(deps, change);
  const reads = items
    .filter(({ subject }) => touched.has(subject))
    .map((item) => ({ item, receiptAt: null, dead: false }));
  const own = facts.filter(({ fact }) => touched.has(fact.subject));
  const clocked = await withClocks(deps, reads, at);
  const persons = await lookAt(deps, change.thread, own, clocked, at);
  return { ...taken, change: { ...change, persons: [...persons].map(([subject, person]) => placed(subject, person)) } };
}

/** Derives the follow-up of the persons of a thread whose facts and items are given. @param at the moment, ms */
export async function lookAt(
  deps: ClockedBy & { readonly keys: Pick<CaseKeys, "open"> },
  thread: string,
  facts: readonly StoredFact[],
  items: readonly ClockedItem[],
  at: number,
): Promise<Map<string, LookedAt>> {
  const followed: ReadonlyMap<string, Followed> = await followOfCase(deps, thread, facts, items, at);
  const bySubject = Map.groupBy(items, ({ read }) => read.item.subject);
  return new Map(
    [...followed].map(([subject, person]) => [subject, { ...person, items: bySubject.get(subject) ?? [] }]),
  );
}

function placed(subject: string, person: LookedAt): PlacedPerson {
  return { subject, sender: person.items[0]?.read.item.sender ?? "", days: daysOf(person) };
}

/** Tells whether anything in the lists of persons may follow from a fact. */
function hasEffect({ event, reason, reopens, corrects }: Fact): boolean {
  return !WITHOUT_EFFECT.has(event) || reason === DIED || reopens === true || corrects !== undefined;
}

/** Reads the case as it is after the change. The change commits only when no other came between. */
async function caseAfter(
  { rows }: Pick<CaseworkDeps, "rows">,
  { thread, revision, facts, items }: CaseChange,
): Promise<{ readonly facts: readonly StoredFact[]; readonly items: readonly Item[] }> {
  if (revision === 1) return { facts, items };
  const [before, stored] = await Promise.all([rows.caseOf(thread), rows.factsOf(thread)]);
  const changed = new Map(items.map((item) => [item.id, item]));
  const kept = (before?.items ?? []).filter(({ id }) => !changed.has(id));
  return { facts: [...stored, ...facts], items: [...kept, ...items] };
}
