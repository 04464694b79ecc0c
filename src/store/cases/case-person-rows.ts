/** Reads persons by their places in work lists, and what is known of them. */
import type { CasePersonRows, PersonPlace } from "../../casework/worklist/person-port.ts";
import { type PersonList, PERSON_LISTS } from "../../domain/follow.ts";
import type { SignedItem, StoredFact } from "../../casework/ports.ts";
import { FIRST_ID, plainArray, textArray } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";
import { RECEIPT_OF_ITEM } from "./read-item.ts";

/** Before every day. */
const FIRST_DAY = -1;

/** $1 sender, $2 last day, $3 need or null, $4 department or null, $5 to $7 the place before, $8 how many. */
const placesIn = (list: PersonList): Statement => ({
  name: `persons-${list}`,
  text: `
  select p.${list}_day as day, p.thread, p.subject from case_persons p
  where p.sender = $1 and p.${list}_day <= $2::integer
    and (p.${list}_day, p.thread, p.subject) > ($5::integer, $6::uuid, $7::text)
    and (($3::text is null and $4::text is null) or exists (
      select from case_items i
      where i.thread = p.thread and i.subject = p.subject and i.shown
        and ($3::text is null or i.need = $3) and ($4::text is null or i.department = $4)))
  order by p.${list}_day, p.thread, p.subject limit $8::integer`,
});
const PLACES = Object.fromEntries(PERSON_LISTS.map((list) => [list, placesIn(list)])) as Record<PersonList, Statement>;

/** Adds the persons of a sender from before the table, whom every list looks at. $1 sender. */
const FILL: Statement = {
  name: "fill-case-persons",
  text: `
  with missing as materialized (
    select i.thread, i.subject, i.sender from case_items i
    where i.sender = $1 and not exists (
      select from case_persons p where p.thread = i.thread and p.subject = i.subject)
    -- An erasure waits for this lock, or has ended.
    for key share of i
  )
  insert into case_persons
  select distinct thread, subject, sender, 0, 0, 0, 0, 0 from missing order by thread, subject
  on conflict do nothing`,
};

/** $1 threads and $2 persons in pairs. */
const ASKED = `asked as materialized (select * from unnest($1::uuid[], $2::text[]) as a (thread, subject))`;

/** Rows: facts of the persons, in order. */
const FACTS: Statement = {
  name: "facts-of-persons",
  text: `
  with ${ASKED}
  select f.thread, f.fact, f.secret, f.salt, f.digest from case_facts f
  where f.thread = any ($1::uuid[]) and (f.thread, f.fact->>'subject') in (select thread, subject from asked)
  order by f.thread, f.revision, f.n`,
};

/** Rows: items of the persons with the receipts of their packets. */
const ITEMS: Statement = {
  name: "items-of-persons",
  text: `
  with ${ASKED}
  select i.thread, i.item, ${RECEIPT_OF_ITEM} as "receiptAt" from case_items i
  where i.thread = any ($1::uuid[]) and (i.thread, i.subject) in (select thread, subject from asked)
  order by i.thread, i.id`,
};

/** Makes the reads of persons over a database. */
export function casePersonRows(db: Runner): CasePersonRows {
  const filled = new Map<string, Promise<unknown>>();
  /** Fills the table for a sender, once in a process; tried again when it failed. */
  async function fill(sender: string): Promise<void> {
    const filling = filled.get(sender) ?? db.run(FILL, [sender]);
    filled.set(sender, filling);
    await filling.catch((error: unknown) => {
      filled.delete(sender);
      throw error;
    });
  }
  return {
    async places(sender, { list, until, need, department, after, limit }) {
      await fill(sender);
      return db.run<PersonPlace>(PLACES[list], [
        sender,
        until,
        need ?? null,
        department ?? null,
        after?.day ?? FIRST_DAY,
        after?.thread ?? FIRST_ID,
        after?.subject ?? "",
        limit,
      ]);
    },
    async about(persons) {
      const pairs = [plainArray(persons.map(({ thread }) => thread)), textArray(persons.map(({ subject }) => subject))];
      const [facts, items] = await Promise.all([
        db.run<StoredFact & { thread: string }>(FACTS, pairs),
        db.run<SignedItem & { thread: string }>(ITEMS, pairs),
      ]);
      const factsOf = Map.groupBy(facts, ({ thread }) => thread);
      return [...Map.groupBy(items, ({ thread }) => thread)].map(([thread, own]) => ({
        thread,
        facts: factsOf.get(thread) ?? [],
        items: own,
      }));
    },
  };
}
