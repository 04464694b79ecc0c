/** Requests on which persons were looked for: one document each, so many a day, more with approval. */
import type { LookupRows } from "../../persons/persons-port.ts";
import type { Database, Statement } from "../database.ts";
import { recordEntries } from "../log/audit-entries.ts";
import { personRows } from "./person-rows.ts";

/** Lets one request of an operator at a time through, so that the quota is exact. $1 operator. Class of the lock: "look". */
const LOCK: Statement = {
  name: "lock-person-lookups",
  text: "select pg_advisory_xact_lock(1819242347, hashtext($1))",
};

/** $1 operator, $2 reference, $3 digest, $4 since. One row: the request as it stands, and how many others were asked since. */
const STANDING: Statement = {
  name: "person-lookup-standing",
  text: `
  select own.mac is not null as used, own.mac = $3::bytea as same, own.approved_by as "approvedBy",
         (select count(*) from person_lookups l
          where l.operator = $1 and l.asked_at > $4::bigint and l.reference <> $2)::int as others
  from (select 1) as one left join person_lookups own on own.operator = $1 and own.reference = $2`,
};

/** $1 operator, $2 reference, $3 digest, $4 time. The first question's time stays. Rows: none. */
const ASK: Statement = {
  name: "ask-person-lookup",
  text: `
  insert into person_lookups (operator, reference, mac, asked_at) values ($1, $2, $3::bytea, $4::bigint)
  on conflict (operator, reference) do update
    set mac = excluded.mac, asked_at = coalesce(person_lookups.asked_at, excluded.asked_at)`,
};

/** $1 operator, $2 reference, $3 by whom, $4 time. One row when it was not approved before. */
const APPROVE: Statement = {
  name: "approve-person-lookup",
  text: `
  insert into person_lookups (operator, reference, approved_by, approved_at) values ($1, $2, $3, $4::bigint)
  on conflict (operator, reference) do update set approved_by = excluded.approved_by, approved_at = excluded.approved_at
    where person_lookups.approved_by is null
  returning 1`,
};

/** $1 operator, $2 reference. One row. */
const APPROVED: Statement = {
  name: "person-lookup-approval",
  text: `select approved_by as by, approved_at as at from person_lookups where operator = $1 and reference = $2`,
};

interface Standing {
  readonly used: boolean;
  readonly same: boolean | null;
  readonly approvedBy: string | null;
  readonly others: number;
}

/** Makes the requests over a database. @param recorded called after each commit that recorded entries */
export function personLookupRows(db: Database, recorded: () => void): LookupRows {
  return {
    async askOnce({ operator, reference, mac, at, since, quota }, find) {
      const outcome = await db.transaction(async (runner) => {
        await runner.run(LOCK, [operator]);
        const [standing] = await runner.run<Standing>(STANDING, [operator, reference, mac, since]);
        const { used = false, same = null, approvedBy = null, others = 0 } = standing ?? {};
        if (used && same !== true) return "another-document";
        if (!used && approvedBy === null && others >= quota) return "above-quota";
        await runner.run(ASK, [operator, reference, mac, at]);
        const { answer, entry } = await find(personRows(runner), { asked: others + 1, approvedBy });
        await recordEntries(runner, [entry]);
        return answer;
      });
      if (typeof outcome === "object") recorded();
      return outcome;
    },
    async approve({ operator, reference, by, at }, entryOf) {
      const { fresh, approval } = await db.transaction(async (runner) => {
        const changed = await runner.run(APPROVE, [operator, reference, by, at]);
        if (changed.length > 0) await recordEntries(runner, [entryOf()]);
        const rows = await runner.run<{ by: string; at: number }>(APPROVED, [operator, reference]);
        return { fresh: changed.length > 0, approval: rows[0] ?? { by, at } };
      });
      if (fresh) recorded();
      return approval;
    },
  };
}
