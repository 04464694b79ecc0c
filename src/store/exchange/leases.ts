import type { ClaimedPacket, DueTime } from "../../exchange/store-port.ts";
import { plainArray, textArray } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";
import { BEFORE_ALL, nextPortion, PORTION_END, type PortionEnd } from "./portions.ts";

/**
 * Makes the SQL condition that a packet `p` may be pushed: it is queued for a push whose time is reached, no process holds
 * a lease on it, its recipient's endpoint is on, and no earlier packet of its thread for that recipient is still to be
 * pushed (protocol section 5: packets are pushed in order).
 */
function isDue(reached: string, now: string, horizon: string): string {
  return `p.state = 'queued' and p.push and ${reached}
    and (p.lease_until is null or p.lease_until <= ${now} or p.lease_until > ${horizon})
    and not exists (select from endpoints_off o where o.party = p.recipient)
    and not exists (
      select from packets q
      where q.thread = p.thread and q.recipient = p.recipient and q.seq < p.seq and q.state = 'queued' and q.push
    )`;
}

/** Makes SQL of the due packets in one range of the index on next_at, longest due first. */
const dueIn = (reached: string) => `(
  select p.id as packet, p.attempts + 1 as attempt from packets p
  where ${isDue(reached, "$1::bigint", "$2::bigint")} order by p.next_at, p.seq limit $3)`;

/** $1 now, $2 horizon, $3 limit. Rows: packet and number of its next attempt, the longest due first. */
const DUE: Statement = {
  name: "due-packets",
  text: `${dueIn("p.next_at <= $1::bigint")} union all ${dueIn("p.next_at > $2::bigint")} limit $3`,
};

/**
 * Takes leases on those of the packets that are still due.
 * $1 packets, $2 owners, $3 now, $4 horizon, $5 lease until. Rows: the packets taken, with their bytes.
 */
const CLAIM: Statement = {
  name: "claim-packets",
  text: `
  update packets p set lease_owner = c.owner, lease_until = c.until
  from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[]) as c (packet, owner, now, horizon, until)
  where p.id = c.packet and ${isDue("(p.next_at <= c.now or p.next_at > c.horizon)", "c.now", "c.horizon")}
  returning p.id, p.message, p.thread, p.recipient, coalesce(p.bytes, '') as bytes, p.media_type as "mediaType",
            p.digest, p.sealed_at as "sealedAt", p.attempts + 1 as attempt, coalesce(p.window_until, 0) as "windowUntil"`,
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

/** A request for the lease on a packet. Times in ms. */
export interface Claim {
  readonly packet: string;
  readonly owner: string;
  readonly time: DueTime;
  readonly until: number;
}

/** Reads the packets to be pushed now, longest due first. */
export async function duePackets(
  db: Runner,
  { now, horizon }: DueTime,
  limit: number,
): Promise<{ packet: string; attempt: number }[]> {
  return db.run<{ packet: string; attempt: number }>(DUE, [now, horizon, limit]);
}

/** Takes leases on different packets. The outcome of each is the packet, or undefined when it is no longer due. */
export async function claimGroup(db: Runner, claims: readonly Claim[]): Promise<(ClaimedPacket | undefined)[]> {
  const rows = await db.run<ClaimedPacket>(CLAIM, [
    plainArray(claims.map(({ packet }) => packet)),
    textArray(claims.map(({ owner }) => owner)),
    plainArray(claims.map(({ time }) => time.now)),
    plainArray(claims.map(({ time }) => time.horizon)),
    plainArray(claims.map(({ until }) => until)),
  ]);
  const claimed = new Map(rows.map((packet) => [packet.id, packet]));
  return claims.map(({ packet }) => claimed.get(packet));
}

/** Gives back all leases of an owner. */
export async function releaseLeases(db: Runner, owner: string): Promise<void> {
  let end: PortionEnd | undefined = BEFORE_ALL;
  while (end !== undefined) [end] = await db.run<PortionEnd>(RELEASE, [end.type, end.id, owner]);
}
