/** Writes cases into a database as the gateway does, only many at once. */
import pg from "pg";
import type { ThreadRows } from "../src/casework/ports.ts";
import { placeOf } from "../src/casework/worklist/place.ts";
import { storedState } from "../src/domain/item.ts";
import { uuid7At } from "./uuid7-at.ts";

/** Threads written in one transaction. */
const BATCH = 1_000;

const MESSAGES = `
  insert into messages (id, thread, type, version, sender, jti, claims_mac, request_digest, origin_digest, policy,
                        issued_at, accepted_at, answer, envelope_media_type)
  select id, id, 'aid-subject-list', '1.1', sender, id::text, '\\x00', '\\x00', '\\x00', 'bench', at, at, '', 'application/jose'
  from unnest($1::uuid[], $2::text[], $3::bigint[]) as m (id, sender, at)`;

const PACKETS = `
  insert into packets (id, message, thread, type, version, sender, recipient, state, sealed_at, size, digest, media_type, kid,
                       disclosed, due, push, settled_at, outcome)
  select id, thread, thread, 'aid-subject-list', '1.1', sender, recipient, case when receipt is null then 'delivered' else 'accepted' end,
         at, 7700, '\\x00', 'application/jose', 'kid', '[]', '{}', false, receipt, case when receipt is null then null else 'accepted' end
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
    as p (id, thread, sender, recipient, at, receipt)`;

const FACTS = `
  insert into case_facts (thread, revision, n, department, fact, secret, salt, digest)
  select * from unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::jsonb[], $6::bytea[], $7::bytea[], $8::bytea[])`;

const ITEMS = `
  insert into case_items (id, thread, subject, need, department, sender, state, shown, changed_at, item, day)
  select (item->>'id')::uuid, (item->>'thread')::uuid, item->>'subject', item->>'need', item->>'department', item->>'sender',
         state, true, (item->>'since')::bigint, item, day
  from unnest($1::jsonb[], $2::text[], $3::int[]) as i (item, state, day)`;

/** Fills the tables of cases with threads. Indexes are made afterwards, as a restore does. */
export async function fillCases(url: string, threads: Iterable<ThreadRows>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows: indexes } = await client.query<{ indexname: string; indexdef: string }>(
    `select indexname, indexdef from pg_indexes
     where tablename in ('case_items', 'packets', 'messages') and indexdef not like 'CREATE UNIQUE%'`,
  );
  try {
    for (const { indexname } of indexes) await client.query(`drop index ${indexname}`);
    await client.query("set synchronous_commit = off");
    await client.query("set maintenance_work_mem = '512MB'");
    let batch: ThreadRows[] = [];
    for (const thread of threads) {
      if (batch.push(thread) === BATCH) {
        await write(client, batch);
        batch = [];
      }
    }
    if (batch.length > 0) await write(client, batch);
    for (const { indexdef } of indexes) await client.query(indexdef);
    await client.query("vacuum analyze case_items, case_facts, packets, messages");
  } finally {
    await client.end();
  }
}

async function write(client: pg.Client, threads: readonly ThreadRows[]): Promise<void> {
  const of = threads.map(({ thread, items }) => ({
    thread,
    sealedAt: items[0]?.item.sealedAt,
    sender: items[0]?.item.sender,
  }));
  const items = threads.flatMap((thread) => thread.items);
  const facts = threads.flatMap(({ thread, facts: all }) => all.map((fact, n) => ({ thread, n, ...fact })));
  await client.query("begin");
  await client.query(MESSAGES, columns(of.map(({ thread, sender, sealedAt }) => [thread, sender, sealedAt])));
  await client.query(
    PACKETS,
    columns(
      items.map(({ item, receiptAt }) => [
        uuid7At(item.sealedAt),
        item.thread,
        item.sender,
        item.department,
        item.sealedAt,
        receiptAt,
      ]),
    ),
  );
  await client.query(
    FACTS,
    columns(
      facts.map(({ thread, n, fact, secret, salt, digest }) => [
        thread,
        1,
        n,
        fact.department ?? null,
        JSON.stringify(fact),
        secret,
        salt,
        digest,
      ]),
    ),
  );
  await client.query(
    ITEMS,
    columns(items.map(({ item }) => [JSON.stringify(item), storedState(item.state), placeOf(item)])),
  );
  await client.query("commit");
}

/** Turns rows into arrays of columns. */
function columns(rows: readonly (readonly unknown[])[]): unknown[][] {
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column]));
}
