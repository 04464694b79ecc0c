import type { ClaimedPacket } from "../../exchange/store-port.ts";
import { plainArray, textArray } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";

/**
 * When a packet `p` may be pushed at a time: it is queued for a push whose time has come, nobody works on it,
 * its recipient's endpoint is on, and no earlier packet of its thread for that recipient is still to be
 * pushed (protocol section 5: pushed in order).
 */
function isDue(now: string): string {
  return `p.state = 'queued' and p.push and p.next_at <= ${now}
    and (p.lease_until is null or p.lease_until <= ${now})
    and not exists (select from endpoints_off o where o.party = p.recipient)
    and not exists (
      select from packets q
      where q.thread = p.thread and q.recipient = p.recipient and q.seq < p.seq and q.state = 'queued' and q.push
    )`;
}

/** $1 now, $2 limit. Rows: packet and number of its next attempt, the longest due first. */
const DUE: Statement = {
  name: "due-packets",
  text: `select p.id as packet, p.attempts + 1 as attempt from packets p where ${isDue("$1::bigint")} order by p.next_at, p.seq limit $2`,
};

/**
 * Takes the lease of packets that are due still.
 * $1 packets, $2 owners, $3 now, $4 lease until. Rows: the packets taken, with their bytes.
 */
const CLAIM: Statement = {
  name: "claim-packets",
  text: `
  update packets p set lease_owner = c.owner, lease_until = c.until
  from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[]) as c (packet, owner, now, until)
  where p.id = c.packet and ${isDue("c.now")}
  returning p.id, p.message, p.thread, p.recipient, coalesce(p.bytes, '') as bytes, p.media_type as "mediaType",
            p.digest, p.sealed_at as "sealedAt", p.attempts + 1 as attempt, coalesce(p.window_until, 0) as "windowUntil"`,
};

/** $1 owner. Rows: none. */
const RELEASE: Statement = {
  name: "release-leases",
  text: `update packets set lease_owner = null, lease_until = null
         where lease_owner = $1 and state = 'queued' and push and next_at is not null`,
};

/** A request for a packet's lease. Times in ms. */
export interface Claim {
  readonly packet: string;
  readonly owner: string;
  readonly now: number;
  readonly until: number;
}

/** Packets to be pushed at `now`, the longest due first. */
export async function duePackets(
  db: Runner,
  now: number,
  limit: number,
): Promise<{ packet: string; attempt: number }[]> {
  return db.run<{ packet: string; attempt: number }>(DUE, [now, limit]);
}

/** Takes the leases of different packets; one outcome each, undefined for one that is not due any more. */
export async function claimGroup(db: Runner, claims: readonly Claim[]): Promise<(ClaimedPacket | undefined)[]> {
  const rows = await db.run<ClaimedPacket>(CLAIM, [
    plainArray(claims.map(({ packet }) => packet)),
    textArray(claims.map(({ owner }) => owner)),
    plainArray(claims.map(({ now }) => now)),
    plainArray(claims.map(({ until }) => until)),
  ]);
  const claimed = new Map(rows.map((packet) => [packet.id, packet]));
  return claims.map(({ packet }) => claimed.get(packet));
}

/** Gives all leases of an owner back. */
export async function releaseLeases(db: Runner, owner: string): Promise<void> {
  await db.run(RELEASE, [owner]);
}
