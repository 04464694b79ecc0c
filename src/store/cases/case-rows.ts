/** Reads of cases, their facts and items. */
import type { CaseRows, CaseState, Item, ItemQuery, OutcomeRow, ReadItem, StoredFact } from "../../casework/ports.ts";
import { OPEN_STATES } from "../../domain/item.ts";
import { isUuid7 } from "../../wire/uuid7.ts";
import { eachOf, FIRST_ID, oneOf } from "../columns.ts";
import { named, type Runner, type Statement } from "../database.ts";
import { itemFilter, LONGEST_PAGE } from "./item-filter.ts";
import { READ_ITEM } from "./read-item.ts";
import { threadRows } from "./report-rows.ts";
import { candidates, marked } from "./work-list-rows.ts";

/**
 * $1 thread, $2 department or null, $3 digests of numbers of documents, one after another, 32 bytes each. Rows: the case's
 * last revision (null: none), its items, and the messages of the thread that first used the numbers.
 */
const CASE: Statement = {
  name: "case",
  text: `
  select
    (select max(revision) from case_facts where thread = $1::uuid) as revision,
    (select coalesce(json_agg(item order by id), '[]') from case_items
     where thread = $1::uuid and ($2::text is null or department = $2)) as items,
    (select coalesce(json_agg(json_build_array(encode(k.mac, 'hex'), k.message)), '[]')
     from ${eachOf(3, 32, (key) => `select mac, message from document_keys where mac = ${key}`)}
     join messages m on m.id = k.message and m.thread = $1::uuid) as documents`,
};

/** $1 thread, $2 department or null. Rows: the facts of the thread or the department, with those of its subjects, in order. */
const FACTS: Statement = {
  name: "case-facts",
  text: `
  select fact, secret, salt, digest from case_facts
  where thread = $1::uuid and ($2::text is null or department is null or department = $2) order by revision, n`,
};

/** $1 thread, $2 party. Rows: the items that it sees. */
const OF_THREAD: Statement = {
  name: "items-of-thread",
  text: `select ${READ_ITEM} from case_items i where i.thread = $1::uuid and i.shown and (i.sender = $2 or i.department = $2) order by i.id`,
};

/** $1 thread, $2 party. Rows: of each message persons, those with an open item, and the feedbacks that count now. */
const OUTCOMES: Statement = {
  name: "outcomes-of-thread",
  text: `
  with items as (
    select item->>'message' as message, subject, department, state, item->>'by' as by, (item->>'since')::bigint as since,
           item ? 'reply' as replied
    from case_items
    where thread = $1::uuid and shown and not (item->>'co')::boolean and (sender = $2 or department = $2)
  )
  select i.message, count(distinct i.subject)::integer as persons,
         (count(distinct i.subject) filter (where i.state ${oneOf(OPEN_STATES)}))::integer as open,
         (select coalesce(json_agg(json_build_object('by', w.department, 'at', w.since, 'message', w.by) order by w.since), '[]')
          from (select distinct o.department, o.by, o.since from items o where o.message = i.message and o.replied) as w
         ) as words
  from items i group by i.message`,
};

/** Makes the statement that reads items of a party by a column. One that was sent and signed for counts as `signed`. */
function ofParty(column: "sender" | "department", { state }: ItemQuery, filter: string): Statement {
  // Not by the id alone, which would lead to the primary key and past every item.
  const after =
    state === undefined ? `(i.${column}, i.id) > ($1, $2::uuid)` : `(i.${column}, i.state, i.id) > ($1, $4, $2::uuid)`;
  const receipt =
    state === "sent" || state === "signed" ? `where "receiptAt" is ${state === "signed" ? "not " : ""}null` : "";
  return named(
    `items-of-${column}`,
    `select item, "receiptAt", dead from (
       select ${READ_ITEM} from case_items i
       where i.${column} = $1 and i.shown and ${after}${filter}
       order by i.id ${receipt === "" ? `limit ${LONGEST_PAGE}` : ""}
     ) as read ${receipt} limit $3::int`,
  );
}

/** Makes the reads of cases over a database. */
export function caseRows(db: Runner): CaseRows {
  return {
    async caseOf(thread, { department, documents = [] } = {}) {
      if (!isUuid7(thread)) return undefined;
      const asked = [thread, department ?? null, Buffer.concat(documents)];
      const [row] = await db.run<CaseRow>(CASE, asked);
      if (row === undefined || row.revision === null) return undefined;
      return { revision: row.revision, items: row.items, documents: new Map(row.documents) } satisfies CaseState;
    },
    async itemsOfThread(thread, party) {
      return isUuid7(thread) ? db.run<ReadItem>(OF_THREAD, [thread, party]) : [];
    },
    async itemsOf(party, query) {
      const { sql, parameters } = itemFilter(query, 4, "by index");
      const asked = [party, query.after ?? FIRST_ID, query.limit, ...parameters];
      // A party is a sender or a department, so one of these finds nothing at once.
      const [sent, own] = await Promise.all([
        db.run<ReadItem>(ofParty("sender", query, sql), asked),
        db.run<ReadItem>(ofParty("department", query, sql), asked),
      ]);
      return sent.length > 0 ? sent : own;
    },
    outcomesOf: async (thread, party) => (isUuid7(thread) ? db.run<OutcomeRow>(OUTCOMES, [thread, party]) : []),
    candidates: (party, query) => candidates(db, party, query),
    marked: (party, query) => marked(db, party, query),
    threads: (ids) => threadRows(db, ids),
    factsOf: (thread, department) => db.run<StoredFact>(FACTS, [thread, department ?? null]),
  };
}

interface CaseRow {
  readonly revision: number | null;
  readonly items: readonly Item[];
  readonly documents: readonly [string, string][];
}
