/** Destroys the facts of cases, with their salts, and items. */
import type { ErasedCase } from "../../persons/persons-port.ts";
import { OPEN_STATES } from "../../domain/item.ts";
import { oneOf, plainArray } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";

/** Items that a sweep looks at in one step. */
const LOOK = 1_000;

/** Tells whether an item keeps its case: a department has something to do, or something changed. @param item alias */
const keeps = (item: string, before: string) =>
  `${item}.shown and (${item}.state ${oneOf(OPEN_STATES)} or ${item}.changed_at >= ${before}::bigint)`;

/** $1 changed before, $2 and $3 the place before. Rows: the next items, their thread, and whether nothing keeps their case. */
export const LOOK_AT_CASES: Statement = {
  name: "look-at-cases",
  text: `
  select i.id, i.changed_at as since, i.thread,
         not exists (select from case_items o where o.thread = i.thread and ${keeps("o", "$1")}) as due
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
  select thread from locked l group by thread having not bool_or(${keeps("l", "$2")})`,
};

/** $1 threads. Rows: thread and number of facts, of each that had any. */
const ERASE: Statement = {
  name: "erase-cases",
  text: `
  with items as (delete from case_items where thread = any ($1::uuid[]) returning id),
  told as (delete from told_stages t using items where t.item = items.id),
  facts as (delete from case_facts where thread = any ($1::uuid[]) returning thread)
  select thread, count(*)::int as facts from facts group by thread order by thread`,
};

/** Destroys the cases of threads; must run in a transaction with the entries that say so. */
export function eraseCases(runner: Runner, threads: readonly string[]): Promise<ErasedCase[]> {
  return runner.run<ErasedCase>(ERASE, [plainArray(threads)]);
}
