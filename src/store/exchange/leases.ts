import type { ClaimedPacket, DuePackets, DueShare, DueTime, OverduePacket } from "../../exchange/store-port.ts";
import { plainArray, textArray } from "../columns.ts";
import { DATABASE_NOW } from "../database-clock.ts";
import type { Runner, Statement } from "../database.ts";
import { BEFORE_ALL, nextPortion, PORTION_END, type PortionEnd } from "./portions.ts";

/** Most packets of a party that one look reads; those that wait behind an earlier one of their thread count too. */
const LOOK = 100;

/** Time for which a packet is not looked at that waits behind an earlier one of its thread, ms. */
export const HOLD_MS = 600_000;

/** SQL condition that no process holds a lease on `p`. Leases are given and compared by the database's clock only. */
const isFree = (reach: string) =>
  `(p.lease_until is null or p.lease_until <= ${DATABASE_NOW} or p.lease_until > ${DATABASE_NOW} + ${reach})`;

/** SQL condition that a packet `q` must be pushed before `p`: packets of a thread are pushed in order (protocol section 5). */
const COMES_BEFORE = `q.thread = p.thread and q.recipient = p.recipient and q.seq < p.seq and q.state = 'queued' and q.push`;

/** SQL of the free packets of the party `w.party` in one range of their times, longest due first. */
const dueIn = (reached: string) => `(
  select p.id, p.attempts, p.thread, p.recipient, p.next_at, p.seq from packets p
  where p.recipient = w.party and p.state = 'queued' and p.push and ${reached} and ${isFree("$4::bigint - $3::bigint")}
  order by p.next_at, p.seq limit ${LOOK})`;

/**
 * $1 parties, $2 share of each, $3 now, $4 horizon, $5 limit. Rows: packet, recipient, number of the next attempt, and
 * whether it waits for an earlier one of its thread; first the longest due of each party, then the second of each.
 */
const DUE: Statement = {
  name: "due-packets",
  text: `
  select c.id as packet, w.party as recipient, c.attempts + 1 as attempt, c.waits
  from unnest($1::text[], $2::int[]) as w (party, share)
  cross join lateral (
    select *, row_number() over (partition by waits order by next_at, seq) as turn
    from (
      select p.*, exists (select from packets q where ${COMES_BEFORE}) as waits
      from (${dueIn("p.next_at <= $3::bigint")} union all ${dueIn("p.next_at > $4::bigint")}) p
    ) d
  ) c
  where c.waits or c.turn <= w.share
  order by c.turn, c.next_at, c.seq limit $5`,
};

/**
 * Puts off packets that wait for an earlier one of their thread, so that no look reads them again and again. What is being
 * changed is passed over: an earlier packet that leaves the queue makes the next one due at once (`releaseNext`), either
 * after this or so early that this no longer finds it. $1 packets, $2 until when, $3 longest lease, ms. Rows: none.
 */
const HOLD: Statement = {
  name: "hold-packets",
  text: `
  update packets b set next_at = $2::bigint
  from (
    select p.id from packets p cross join lateral (
      select q.id from packets q where ${COMES_BEFORE} limit 1 for share skip locked
    ) q
    where p.id = any ($1::uuid[]) and p.state = 'queued' and p.push and ${isFree("$3::bigint")}
    order by p.id for update of p skip locked
  ) h
  where b.id = h.id`,
};

/**
 * Makes SQL that makes the next packet of a thread due when one has left the queue.
 *
 * @param left relation with thread, recipient, seq of what has left, and at, ms
 * @param but SQL condition on the next packet `n`
 */
export const releaseNext = (left: string, but = "true") => `
  update packets b set next_at = r.at
  from (
    select n.id, l.at from ${left} l cross join lateral (
      select n.id from packets n
      where n.thread = l.thread and n.recipient = l.recipient and n.seq > l.seq and n.state = 'queued' and n.push
      order by n.seq limit 1
    ) n
    where ${but}
  ) r
  where b.id = r.id and b.state = 'queued'`;

/**
 * Takes leases on those of the packets that are still due: queued for a push whose time is reached, free, the recipient's
 * endpoint on, and none of their thread before them.
 * $1 packets, $2 owners, $3 now, $4 horizon, $5 duration of the lease. Rows: the packets taken, with their bytes.
 */
const CLAIM: Statement = {
  name: "claim-packets",
  text: `
  update packets p set lease_owner = c.owner, lease_until = ${DATABASE_NOW} + c.lease
  from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[]) as c (packet, owner, now, horizon, lease)
  where p.id = c.packet and p.state = 'queued' and p.push and (p.next_at <= c.now or p.next_at > c.horizon)
    and ${isFree("c.horizon - c.now")}
    and not exists (select from endpoints_off o where o.party = p.recipient)
    and not exists (select from packets q where ${COMES_BEFORE})
  returning p.id, p.message, p.thread, p.recipient, coalesce(p.bytes, '') as bytes, p.media_type as "mediaType",
            p.digest, p.sealed_at as "sealedAt", p.attempts + 1 as attempt, coalesce(p.window_until, 0) as "windowUntil"`,
};

/**
 * Takes leases on packets whose window is over, the longest over first. $1 owner, $2 now, $3 horizon, $4 duration of the
 * lease, $5 limit. Rows: the packets taken.
 */
const CLAIM_OVERDUE: Statement = {
  name: "claim-overdue",
  text: `
  update packets u set lease_owner = $1::text, lease_until = ${DATABASE_NOW} + $4::bigint
  from (
    select p.id from packets p
    where p.state = 'queued' and p.push and p.window_until <= $2::bigint and ${isFree("$3::bigint - $2::bigint")}
    order by p.window_until limit $5 for update skip locked
  ) o
  where u.id = o.id
  returning u.id, u.message, u.thread, u.recipient, u.digest, u.attempts`,
};

/** $1, $2 end of the portion before, $3 owner. Rows: the end of this portion. */
const RELEASE: Statement = {
  name: "release-leases",
  text: `
  with portion as materialized (${nextPortion("queued", "lease_owner")}), released as (
    update packets set lease_owner = null, lease_until = null
    where id in (select id from portion where lease_owner = $3) and lease_owner = $3 and state = 'queued'
  )
  ${PORTION_END}`,
};

/** A request for the lease on a packet. `lease`: its duration, ms. */
export interface Claim {
  readonly packet: string;
  readonly owner: string;
  readonly time: DueTime;
  readonly lease: number;
}

/** Reads the packets to be pushed now, and puts off those that wait behind others. */
export async function duePackets(
  db: Runner,
  { now, horizon }: DueTime,
  shares: readonly DueShare[],
  limit: number,
): Promise<DuePackets> {
  if (shares.length === 0) return { due: [], more: false };
  const rows = await db.run<DuePackets["due"][number] & { waits: boolean }>(DUE, [
    textArray(shares.map(({ party }) => party)),
    plainArray(shares.map(({ share }) => share)),
    now,
    horizon,
    limit,
  ]);
  const waiting = rows.filter(({ waits }) => waits).map(({ packet }) => packet);
  if (waiting.length > 0) await db.run(HOLD, [plainArray(waiting), Math.min(now + HOLD_MS, horizon), horizon - now]);
  const due = rows.filter(({ waits }) => !waits).map(({ waits: _waits, ...packet }) => packet);
  const handed = Map.groupBy(due, ({ recipient }) => recipient);
  const full = shares.some(({ party, share }) => (handed.get(party)?.length ?? 0) >= share);
  return { due, more: full || waiting.length > 0 || rows.length === limit };
}

/** Takes leases on different packets. The outcome of each is the packet, or undefined when it is no longer due. */
export async function claimGroup(db: Runner, claims: readonly Claim[]): Promise<(ClaimedPacket | undefined)[]> {
  const rows = await db.run<ClaimedPacket>(CLAIM, [
    plainArray(claims.map(({ packet }) => packet)),
    textArray(claims.map(({ owner }) => owner)),
    plainArray(claims.map(({ time }) => time.now)),
    plainArray(claims.map(({ time }) => time.horizon)),
    plainArray(claims.map(({ lease }) => lease)),
  ]);
  const claimed = new Map(rows.map((packet) => [packet.id, packet]));
  return claims.map(({ packet }) => claimed.get(packet));
}

/** Takes leases on packets whose window is over. */
export function claimOverdue(
  db: Runner,
  owner: string,
  { now, horizon }: DueTime,
  lease: number,
  limit: number,
): Promise<OverduePacket[]> {
  return db.run<OverduePacket>(CLAIM_OVERDUE, [owner, now, horizon, lease, limit]);
}

/** Gives back all leases of an owner. */
export async function releaseLeases(db: Runner, owner: string): Promise<void> {
  let end: PortionEnd | undefined = BEFORE_ALL;
  while (end !== undefined) [end] = await db.run<PortionEnd>(RELEASE, [end.type, end.id, owner]);
}
