/** Rows for evidence, besides those of the log. */
import type { EvidenceRows, RememberedKey, ThreadReceipts } from "../../evidence/make/source.ts";
import { textArray } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";

/** $1 thread. Rows: message, receipt (the gateway's signed submission receipt, from the stored answer). */
const SUBMISSIONS: Statement = {
  name: "submission-receipts-of-thread",
  text: `
  select id as message, answer::json ->> 'receipt' as receipt from messages
  where thread = $1::uuid and answer is not null and answer::json ->> 'receipt' is not null`,
};

/** $1 thread. Rows: packet, jws. */
const RECEIPTS: Statement = {
  name: "receipts-of-thread",
  text: `
  select r.packet, r.jws from packets p join receipts r on r.packet = p.id
  where p.thread = $1::uuid and r.jws is not null`,
};

/** $1 version. Rows: the recorded rules, or none. */
const RULES: Statement = {
  name: "rules-of-version",
  text: "select document from snapshots where kind = 'policy' and version = $1 order by id limit 1",
};

/**
 * $1 `{type}@{version}`, $2 SHA-256 of its text, `sha-256=:…:`. Rows: the recorded text, or none. The version of a document
 * is its digest: a damaged document is skipped and not read as JSON.
 */
const SCHEMA: Statement = {
  name: "schema-of-digest",
  text: `
  select document::jsonb ->> $1 as text from snapshots
  where kind = 'schemas' and case when version = encode(sha256(convert_to(document, 'UTF8')), 'hex')
    then format('sha-256=:%s:', encode(sha256(convert_to(document::jsonb ->> $1, 'UTF8')), 'base64')) = $2 end
  order by id limit 1`,
};

/** $1 party, $2 thumbprint. Rows: the key, or none. */
const KEY: Statement = { name: "public-key", text: "select jwk from public_keys where kid = $2 and party = $1" };

/** $1 thumbprints, $2 parties, $3 keys. Rows: none. A known key is not changed: its thumbprint is the digest of its content. */
const REMEMBER: Statement = {
  name: "remember-public-keys",
  text: `
  insert into public_keys (kid, party, jwk)
  select * from unnest($1::text[], $2::text[], $3::text[]) on conflict (kid) do nothing`,
};

/** Makes the rows over a database. */
export function evidenceRows(db: Runner): EvidenceRows {
  return {
    async receiptsOfThread(thread): Promise<ThreadReceipts> {
      const submissions = await db.run<{ message: string; receipt: string }>(SUBMISSIONS, [thread]);
      const receipts = await db.run<{ packet: string; jws: string }>(RECEIPTS, [thread]);
      return {
        submissions: new Map(submissions.map(({ message, receipt }) => [message, receipt])),
        receipts: new Map(receipts.map(({ packet, jws }) => [packet, jws])),
      };
    },
    async rules(version) {
      const [row] = await db.run<{ document: string }>(RULES, [version]);
      return row?.document;
    },
    async registeredSchema(schema, digest) {
      const [row] = await db.run<{ text: string }>(SCHEMA, [schema, digest]);
      return row?.text;
    },
    async publicKey(party, kid) {
      const [row] = await db.run<{ jwk: string }>(KEY, [party, kid]);
      return row && (JSON.parse(row.jwk) as object);
    },
    async rememberKeys(keys: readonly RememberedKey[]) {
      const [kids, parties] = [keys.map(({ kid }) => kid), keys.map(({ party }) => party)];
      await db.run(REMEMBER, [
        textArray(kids),
        textArray(parties),
        textArray(keys.map(({ jwk }) => JSON.stringify(jwk))),
      ]);
    },
  };
}
