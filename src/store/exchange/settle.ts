import { PACKET_STATES, statesBefore } from "../../domain/packet.ts";
import type { Settlement, SettleOutcome } from "../../exchange/store-port.ts";
import { ENTRY_PARAMETERS, entryColumns, insertEntries } from "../log/audit-entries.ts";
import { Blob, plainArray, textArray } from "../columns.ts";
import type { Parameter, Runner, Statement } from "../database.ts";
import { findPackets } from "./packets.ts";
import { releaseNext } from "./leases.ts";
import { findReceipts } from "./receipts.ts";

/** Numbers of the first parameter of entries, and of the bytes. */
const ENTRIES = 19;
const BLOB = ENTRIES + ENTRY_PARAMETERS;

/**
 * Applies a group of settlements, each only while state, lease and receipt of its packet allow it, with the receipts and
 * entries of those that were applied. A packet that leaves the queue makes the next one of its thread due.
 *
 * $1–$11 settlements: packet, state it becomes, states it may come from (joined by commas), lease
 * owner, attempts to add, whether next_at is set, next_at, window_until, at, fetched, cause. $12–$18 receipts: jti, outcome,
 * reason, issued_at, received_at, start and length of (leaf hash: 32; JWS). Then the columns of entries, and the
 * bytes. Rows: item (number of the settlement, from 1) of each that was applied.
 */
const SETTLE: Statement = {
  name: "settle",
  text: `
  with given as materialized (
    select * from unnest(
      $1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::bool[], $7::bigint[], $8::bigint[], $9::bigint[],
      $10::bool[], $11::text[], $12::text[], $13::text[], $14::text[], $15::bigint[], $16::bigint[], $17::int[], $18::int[]
    ) with ordinality as g (
      packet, becomes, before, owner, attempts, sets_next, next_at, window_until, at, fetched, cause,
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
      failed_at = case when s.becomes is null then p.failed_at when s.becomes = 'failed' then s.at end,
      cause = coalesce(s.cause, case when s.becomes is null then p.cause end),
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
    returning s.item, s.becomes, s.at, p.thread, p.recipient, p.seq, p.delivered_at
  ), left_queue as (
    -- A receipt for a packet that had been delivered before changes its state, and nothing in the queue.
    select * from changed where becomes in ('delivered', 'failed', 'withdrawn') or (becomes is not null and delivered_at = at)
  ), released as (${releaseNext("left_queue", "not exists (select from given g where g.packet = n.id)")}
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
    textArray(settlements.map(({ cause }) => cause ?? null)),
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

function nullable(value: number | undefined): number | null {
  return value ?? null;
}
