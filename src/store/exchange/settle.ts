import type { RecordedEntry } from "../../domain/audit-entry.ts";
import { PACKET_STATES, statesBefore } from "../../domain/packet.ts";
import type { Settlement, SettleOutcome } from "../../exchange/store-port.ts";
import { ENTRY_PARAMETERS, entryColumns, insertEntries, recordEntries } from "../log/audit-entries.ts";
import { Blob, plainArray, textArray } from "../columns.ts";
import type { Database, Parameter, Runner, Statement } from "../database.ts";
import { findPackets } from "./packets.ts";
import { findReceipts } from "./receipts.ts";

/** Numbers of the first parameter of entries, and of the bytes. */
const ENTRIES = 18;
const BLOB = ENTRIES + ENTRY_PARAMETERS;

/**
 * Applies a group of settlements, each only while state, lease and receipt of its packet allow it, with the receipts and
 * entries of those that were applied.
 *
 * $1–$10 settlements: packet, state it becomes, states it may come from (joined by commas), lease
 * owner, attempts to add, whether next_at is set, next_at, window_until, at, fetched. $11–$17 receipts: jti, outcome,
 * reason, issued_at, received_at, start and length of (leaf hash: 32; JWS). Then the columns of entries, and the
 * bytes. Rows: item (number of the settlement, from 1) of each that was applied.
 */
const SETTLE: Statement = {
  name: "settle",
  text: `
  with given as materialized (
    select * from unnest(
      $1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::bool[], $7::bigint[], $8::bigint[], $9::bigint[],
      $10::bool[], $11::text[], $12::text[], $13::text[], $14::bigint[], $15::bigint[], $16::int[], $17::int[]
    ) with ordinality as g (
      packet, becomes, before, owner, attempts, sets_next, next_at, window_until, at, fetched,
      jti, outcome, reason, issued_at, received_at, start, length, item
    )
  ), changed as (
    update packets p set
      state = coalesce(s.becomes, p.state),
      attempts = p.attempts + s.attempts,
      next_at = case
        when coalesce(s.becomes, p.state) <> 'queued' then null
        when s.sets_next then s.next_at
        else p.next_at end,
      window_until = coalesce(s.window_until, p.window_until),
      failed_at = case when s.becomes = 'failed' then s.at else p.failed_at end,
      lease_owner = case when s.owner is null and s.becomes is null then p.lease_owner end,
      lease_until = case when s.owner is null and s.becomes is null then p.lease_until end,
      delivered_at = case when s.becomes in ('delivered', 'accepted', 'rejected') then coalesce(p.delivered_at, s.at)
        else p.delivered_at end,
      fetched_at = case when s.fetched then coalesce(p.fetched_at, s.at) else p.fetched_at end,
      settled_at = case when s.becomes in ('accepted', 'rejected', 'withdrawn') then s.at else p.settled_at end,
      outcome = coalesce(s.outcome, p.outcome),
      reason = coalesce(s.reason, p.reason)
    from given s
    where p.id = s.packet
      and p.state = any (string_to_array(s.before, ','))
      and (s.owner is null or p.lease_owner = s.owner)
      and (s.becomes is not null or not s.fetched or p.fetched_at is null)
      and (s.jti is null or not exists (select from receipts r where r.packet = p.id))
    returning s.item
  ), applied as materialized (
    select given.* from given join changed using (item)
  ), received as (
    insert into receipts (packet, jti, jws, outcome, reason, issued_at, received_at, leaf_hash)
    select packet, jti, convert_from(substring($${BLOB}::bytea from start + 32 for length), 'UTF8'), outcome, reason,
           issued_at, received_at, substring($${BLOB}::bytea from start for 32)
    from applied where jti is not null
  ), recorded as (${insertEntries(ENTRIES, BLOB, "applied")})
  select item from applied`,
};

/**
 * Gives the states in which a settlement may be applied. Without a change of state all of them: a change ends the lease, so
 * the holder of a lease has a queued packet.
 */
function statesFor({ to, from }: Settlement): readonly string[] {
  const states = to === undefined ? PACKET_STATES : statesBefore(to);
  return from === undefined ? states : states.filter((state) => state === from);
}

function parametersOf(settlements: readonly Settlement[]): Parameter[] {
  const blob = new Blob();
  const receipts = settlements.map(({ receipt }) => receipt && { ...receipt, bytes: Buffer.from(receipt.jws, "utf8") });
  const columns = [
    plainArray(settlements.map(({ packet }) => packet)),
    plainArray(settlements.map(({ to }) => to ?? null)),
    textArray(settlements.map((settlement) => statesFor(settlement).join(","))),
    textArray(settlements.map(({ lease }) => lease?.owner ?? null)),
    plainArray(settlements.map(({ attempted }) => (attempted === true ? 1 : 0))),
    plainArray(settlements.map(({ nextAt }) => nextAt !== undefined)),
    plainArray(settlements.map(({ nextAt }) => nextAt ?? null)),
    plainArray(settlements.map(({ windowUntil }) => windowUntil ?? null)),
    plainArray(settlements.map(({ at }) => at)),
    plainArray(settlements.map(({ fetched }) => fetched === true)),
    textArray(receipts.map((receipt) => receipt?.jti ?? null)),
    plainArray(receipts.map((receipt) => receipt?.outcome ?? null)),
    textArray(receipts.map((receipt) => receipt?.reason ?? null)),
    plainArray(receipts.map((receipt) => receipt?.issuedAt ?? null)),
    plainArray(receipts.map((receipt) => receipt?.receivedAt ?? null)),
    plainArray(receipts.map((receipt) => receipt && blob.add(receipt.leafHash, receipt.bytes)).map(nullable)),
    plainArray(receipts.map((receipt) => receipt?.bytes.length ?? null)),
  ];
  const entries = entryColumns(settlements, blob);
  return [...columns, ...entries, blob.bytes()];
}

/** Applies a group of settlements of different packets in one transaction. Gives one outcome for each. */
export async function settleGroup(db: Runner, settlements: readonly Settlement[]): Promise<SettleOutcome[]> {
  const rows = await db.run<{ item: number }>(SETTLE, parametersOf(settlements));
  const applied = new Set(rows.map(({ item }) => item));
  if (applied.size === settlements.length) return settlements.map(() => ({ done: true }));
  const stale = settlements.filter((_, index) => !applied.has(index + 1)).map(({ packet }) => packet);
  const now = await staleOutcomes(db, stale);
  return settlements.map(({ packet }, index) => (applied.has(index + 1) ? { done: true } : now(packet)));
}

/** Makes the outcomes of settlements that were not applied: what is stored of their packets. */
async function staleOutcomes(db: Runner, packets: readonly string[]): Promise<(packet: string) => SettleOutcome> {
  const [rows, receipts] = [await findPackets(db, packets), await findReceipts(db, packets)];
  return (packet) => ({ done: false, now: rows.get(packet), receipt: receipts.get(packet) });
}

/**
 * Puts a failed packet back into the queue. It becomes listable anew, so it moves to the end of its recipient's inbox; its
 * place in the order of pushes stays.
 * $1 id, $2 states it may come from, $3 time, $4 window until. Rows: its id, or none.
 */
const REQUEUE: Statement = {
  name: "requeue",
  text: `
  update packets set
    state = 'queued', window_until = $4::bigint, next_at = case when push then $3::bigint end,
    lease_owner = null, lease_until = null, failed_at = null, xid = pg_current_xact_id()
  where id = $1::uuid and state = any ($2::text[]) and erased_at is null
  returning id`,
};

/** Puts a failed packet back into the queue, with its entry. */
export async function requeue(
  db: Database,
  packet: string,
  at: number,
  windowUntil: number | null,
  entry: RecordedEntry,
): Promise<SettleOutcome> {
  return db.transaction(async (runner) => {
    const rows = await runner.run(REQUEUE, [packet, plainArray(statesBefore("queued")), at, windowUntil]);
    if (rows.length === 0) return (await staleOutcomes(runner, [packet]))(packet);
    await recordEntries(runner, [entry]);
    return { done: true };
  });
}

function nullable(value: number | undefined): number | null {
  return value ?? null;
}
