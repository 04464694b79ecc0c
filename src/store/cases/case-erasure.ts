/** Destroys the facts of cases, with their salts, items and persons. */
import type { ErasedCase } from "../../persons/persons-port.ts";
import { OPEN_STATES } from "../../domain/item.ts";
import { oneOf, plainArray } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";

/** Items that a sweep looks at in one step. */
const LOOK = 1_000;

/**
 * Tells whether a document of a case was accepted late enough to keep it: visits and evaluations change no item. Each document has
 * a fact of place 0.
 *
 * @param thread SQL of the thread
 * @param which SQL of the facts `f` that are looked at
 */
const isRecent = (thread: string, before: string, which = "f.n = 0") => `exists (
  select from case_facts f where f.thread = ${thread} and ${which}
    and coalesce((f.fact->>'acceptedAt')::bigint, (f.fact->>'issuedAt')::bigint) >= ${before}::bigint
)`;

/** Tells whether an item keeps its case: a department has something to do, or something changed. @param item alias */
const keeps = (item: string, before: string) =>
  `${item}.shown and (${item}.state ${oneOf(OPEN_STATES)} or ${item}.changed_at >= ${before}::bigint)`;

/** $1 changed before, $2 and $3 the place before. Rows: the next items, their thread, and whether nothing keeps their case. */
export const LOOK_AT_CASES: Statement = {
  name: "look-at-cases",
  text: `
  select i.id, i.changed_at as since, i.thread,
         not exists (select from case_items o where o.thread = i.thread and ${keeps("o", "$1")})
           and not ${isRecent("i.thread", "$1")} as due
  from (
    select id, changed_at, thread from case_items
    where changed_at < $1::bigint and changed_at >= $2::bigint and (changed_at, id) > ($2::bigint, $3::uuid)
    order by changed_at, id limit ${LOOK}
  ) as i
  order by i.changed_at, i.id`,
};

/** Locks the items of cases that nothing keeps. $1 threads, $2 changed before. Rows: their threads. */
export const LOCK_CASES: Statement = {
  name: "lock-cases",
  text: `
  with locked as materialized (
    select thread, shown, state, changed_at from case_items where thread = any ($1::uuid[]) order by id for update
  )
  select thread from locked l group by thread
  having not bool_or(${keeps("l", "$2")}) and not ${isRecent("l.thread", "$2")}`,
};

/** $1 threads. Rows: thread and number of facts and of link keys, of each that had any. */
const ERASE: Statement = {
  name: "erase-cases",
  text: `
  with items as (delete from case_items where thread = any ($1::uuid[]) returning id),
  told as (delete from told_stages t using items where t.item = items.id),
  decisions as (delete from meeting_decisions where message = any ($1::uuid[])),
  persons as (delete from case_persons where thread = any ($1::uuid[])),
  facts as (delete from case_facts where thread = any ($1::uuid[]) returning thread),
  links as (delete from case_links where thread = any ($1::uuid[]) returning thread)
  select thread, sum(facts)::int as facts, sum(links)::int as links
  from (select thread, 1 as facts, 0 as links from facts union all select thread, 0, 1 from links) as gone
  group by thread order by thread`,
};

/**
 * Tells whether a link key is due: no department has anything to do for its person, and nothing about the person was accepted since.
 * @param link alias
 */
const isLinkDue = (link: string, before: string, all: string) => `(${all}::bool or not exists (
  select from case_items o
  where o.thread = ${link}.thread and o.subject = ${link}.subject and ${keeps("o", before)}
) and not ${isRecent(`${link}.thread`, before, `f.fact->>'subject' = ${link}.subject`)})`;

/**
 * $1 linked before, $2 and $3 the place before, $4 whether all go. Rows: the next threads with link keys, and whether one of them
 * is due.
 */
export const LOOK_AT_LINKS: Statement = {
  name: "look-at-links",
  text: `
  select t.thread as id, t.linked_at as since,
         exists (select from case_links l where l.thread = t.thread and ${isLinkDue("l", "$1", "$4")}) as due
  from (
    select distinct linked_at, thread from case_links
    where linked_at < $1::bigint and linked_at >= $2::bigint and (linked_at, thread) > ($2::bigint, $3::uuid)
    order by linked_at, thread limit ${LOOK}
  ) as t
  order by t.linked_at, t.thread`,
};

/** $1 threads, $2 changed before, $3 whether all go. Rows: thread and number of link keys, of each that had any that are due. */
const ERASE_LINKS: Statement = {
  name: "erase-links",
  text: `
  with links as (
    delete from case_links l where l.thread = any ($1::uuid[]) and ${isLinkDue("l", "$2", "$3")} returning l.thread
  )
  select thread, 0 as facts, count(*)::int as links from links group by thread order by thread`,
};

/** Destroys the link keys of threads that are due, or all; must run in a transaction with the entries that say so. */
export function eraseLinks(
  runner: Runner,
  threads: readonly string[],
  before: number,
  all: boolean,
): Promise<ErasedCase[]> {
  return runner.run<ErasedCase>(ERASE_LINKS, [plainArray(threads), before, all]);
}

/** Destroys the cases of threads; must run in a transaction with the entries that say so. */
export function eraseCases(runner: Runner, threads: readonly string[]): Promise<ErasedCase[]> {
  return runner.run<ErasedCase>(ERASE, [plainArray(threads)]);
}
