/** Reads of cases, their facts and items. */
import type { CaseRows, CaseState, Item, StoredFact } from "../../casework/ports.ts";
import { isUuid7 } from "../../wire/uuid7.ts";
import type { Runner, Statement } from "../database.ts";

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
     from generate_series(1, octet_length($3::bytea), 32) as n (start)
     join document_keys k on k.mac = substring($3::bytea from n.start for 32)
     join messages m on m.id = k.message and m.thread = $1::uuid) as documents`,
};

/** $1 thread, $2 department or null. Rows: the facts of the thread or the department, with those of its subjects, in order. */
const FACTS: Statement = {
  name: "case-facts",
  text: `
  select fact, secret, salt, digest from case_facts
  where thread = $1::uuid and ($2::text is null or department is null or department = $2) order by revision, n`,
};

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
    factsOf: (thread, department) => db.run<StoredFact>(FACTS, [thread, department ?? null]),
  };
}

interface CaseRow {
  readonly revision: number | null;
  readonly items: readonly Item[];
  readonly documents: readonly [string, string][];
}
