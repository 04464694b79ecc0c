/** Keys that parties sent themselves: one pending change of a party, no key twice. */
import type { KeyChange, KeyChangeRows, OfferOutcome } from "../../exchange/key-changes-port.ts";
import { selected } from "../columns.ts";
import type { Database, Statement } from "../database.ts";
import { recordEntries } from "../log/audit-entries.ts";

const CHANGE = selected([
  "kid",
  "party",
  "replaces",
  "keys",
  "statement",
  "sentAt",
  "state",
  "decidedBy",
  "decidedAt",
] satisfies (keyof KeyChange)[]);

/** Lets one change at a time through, of whatever party: a key belongs to one. Class of the lock: "keys". */
const LOCK: Statement = { name: "lock-key-changes", text: "select pg_advisory_xact_lock(1801812339, 0)" };

/**
 * $1 kid, $2 kid of the key to encrypt for or null, $3 party, $4 since. One row: whether the party sent this change before,
 * whether a key is known otherwise, whether another change of the party waits, and how many it sent since.
 */
const STANDING: Statement = {
  name: "key-change-standing",
  text: `
  select exists (select from key_changes where kid = $1 and party = $3 and enc_kid is not distinct from $2::text) as same,
         exists (select from key_changes where kid in ($1, $2) or enc_kid in ($1, $2))
           or exists (select from public_keys where kid in ($1, $2)) as known,
         exists (select from key_changes where party = $3 and state = 'pending') as waiting,
         (select count(*) from key_changes where party = $3 and sent_at > $4::bigint)::int as sent`,
};

/** $1 kid, $2 kid of the key to encrypt for or null, $3 party, $4 replaces, $5 keys, $6 statement, $7 time. Rows: none. */
const INSERT: Statement = {
  name: "insert-key-change",
  text: `
  insert into key_changes (kid, enc_kid, party, replaces, keys, statement, sent_at, state)
  values ($1, $2, $3, $4, $5::jsonb, $6, $7::bigint, 'pending')`,
};

/** $1 kid. Rows: the change, or none. */
const BY_KID: Statement = { name: "key-change", text: `select ${CHANGE} from key_changes where kid = $1` };

/** $1 limit. Rows: pending changes, oldest first. */
const PENDING: Statement = {
  name: "pending-key-changes",
  text: `select ${CHANGE} from key_changes where state = 'pending' order by sent_at, kid limit $1::int`,
};

/** $1 kid, $2 state, $3 by whom, $4 time. One row when it was pending. */
const DECIDE: Statement = {
  name: "decide-key-change",
  text: `
  update key_changes set state = $2, decided_by = $3, decided_at = $4::bigint, confirmed_seq = default
  where kid = $1 and state = 'pending' returning 1`,
};

/** Rows: party and keys of confirmed changes, in the order of confirmation. */
const CONFIRMED: Statement = {
  name: "confirmed-keys",
  text: "select party, keys from key_changes where state = 'confirmed' order by confirmed_seq",
};

interface Standing {
  readonly same: boolean;
  readonly known: boolean;
  readonly waiting: boolean;
  readonly sent: number;
}

/** Makes the rows over a database. @param recorded called after each commit that recorded entries */
export function keyChangeRows(db: Database, recorded: () => void): KeyChangeRows {
  return {
    async offer({ kid, party, replaces, keys, statement, sentAt }, { most, since }, entries) {
      const enc = keys.find(({ use }) => use === "enc")?.kid ?? null;
      const outcome = await db.transaction(async (runner): Promise<OfferOutcome> => {
        await runner.run(LOCK, []);
        const [standing] = await runner.run<Standing>(STANDING, [kid, enc, party, since]);
        if (standing?.same === true) return "same";
        if (standing?.known !== false) return "known";
        if (standing.waiting) return "waiting";
        if (standing.sent >= most) return "too-many";
        await runner.run(INSERT, [kid, enc, party, replaces, JSON.stringify(keys), statement, sentAt]);
        await recordEntries(runner, entries);
        return "new";
      });
      if (outcome === "new") recorded();
      return outcome;
    },
    async keyChange(kid) {
      const [row] = await db.run<KeyChange>(BY_KID, [kid]);
      return row;
    },
    pendingKeyChanges: (limit) => db.run<KeyChange>(PENDING, [limit]),
    async decide(kid, { state, by, at }, entries) {
      const done = await db.transaction(async (runner) => {
        await runner.run(LOCK, []);
        const [row] = await runner.run(DECIDE, [kid, state, by, at]);
        if (row !== undefined) await recordEntries(runner, entries);
        return row !== undefined;
      });
      if (done) recorded();
      return done;
    },
    confirmedKeys: () => db.run(CONFIRMED, []),
  };
}
