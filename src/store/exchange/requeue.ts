import type { RecordedEntry } from "../../domain/recorded-entry.ts";
import { statesBefore } from "../../domain/packet.ts";
import type { Packet } from "../../exchange/packet.ts";
import { type FailedFilter, MOST_COUNTED } from "../../exchange/operator-port.ts";
import { plainArray, textArray } from "../columns.ts";
import type { Database, Parameter, Runner, Statement } from "../database.ts";
import { recordEntries } from "../log/audit-entries.ts";
import { LOWEST_ID } from "../audit/newest-of-groups.ts";
import { PACKET_COLUMNS } from "./packets.ts";

/** $1 recipient, $2 cause, $3 thread, $4 failed from, $5 failed before; null: any. */
const FOUND = `state = 'failed' and erased_at is null
  and ($1::text is null or recipient = $1) and ($2::text is null or cause = $2) and ($3::uuid is null or thread = $3)
  and ($4::bigint is null or failed_at >= $4) and ($5::bigint is null or failed_at < $5)`;

/** $1–$5 filter, $6 after this packet, $7 how many. Rows: packets, in the order of acceptance. */
const FAILED: Statement = {
  name: "failed-packets",
  text: `select ${PACKET_COLUMNS} from packets where ${FOUND} and id > coalesce($6::uuid, ${LOWEST_ID}) order by id limit $7::int`,
};

/** $1–$5 filter. Rows: how many packets it finds, counted up to a bound. */
const COUNT: Statement = {
  name: "count-failed",
  text: `select count(*)::int as count from (select from packets where ${FOUND} limit ${MOST_COUNTED}) as found`,
};

/**
 * Puts failed packets back into the queue. They become listable anew, so they move to the end of their recipients' inboxes;
 * their places in the order of pushes stay.
 * $1 ids, $2 states they may come from, $3 time, $4 recipients to be pushed to, $5 window until. Rows: packets as they
 * are now.
 */
const REQUEUE: Statement = {
  name: "requeue",
  text: `
  with failed as materialized (
    select id from packets where id = any ($1::uuid[]) and state = any ($2::text[]) and erased_at is null
    order by id for update
  )
  update packets set
    state = 'queued', push = recipient = any ($4::text[]),
    window_until = case when recipient = any ($4::text[]) then $5::bigint end,
    next_at = case when recipient = any ($4::text[]) then $3::bigint end,
    lease_owner = null, lease_until = null, failed_at = null, cause = null, xid = pg_current_xact_id()
  where id in (select id from failed)
  returning ${PACKET_COLUMNS}`,
};

function parametersOf({ recipient, cause, thread, from, to }: FailedFilter): Parameter[] {
  return [recipient ?? null, cause ?? null, thread ?? null, from ?? null, to ?? null];
}

/** Reads failed packets whose bytes are there, in the order of acceptance, after one of them. */
export function failedPackets(
  db: Runner,
  filter: FailedFilter,
  after: string | undefined,
  limit: number,
): Promise<Packet[]> {
  return db.run<Packet>(FAILED, [...parametersOf(filter), after ?? null, limit]);
}

/** Counts failed packets whose bytes are there, up to `MOST_COUNTED`. */
export async function countFailed(db: Runner, filter: FailedFilter): Promise<number> {
  const [row] = await db.run<{ count: number }>(COUNT, parametersOf(filter));
  return row?.count ?? 0;
}

/**
 * Puts those of the packets that are failed back into the queue, with their entries, in one transaction.
 * @returns these packets as they are now, in the order of acceptance
 */
export async function requeue(
  db: Database,
  packets: readonly string[],
  at: number,
  pushed: { readonly recipients: readonly string[]; readonly until: number },
  entryFor: (packet: Packet) => RecordedEntry,
): Promise<Packet[]> {
  return db.transaction(async (runner) => {
    const from = plainArray(statesBefore("queued"));
    const parameters = [plainArray(packets), from, at, textArray(pushed.recipients), pushed.until];
    const requeued = await runner.run<Packet>(REQUEUE, parameters);
    requeued.sort((one, other) => (one.id < other.id ? -1 : 1));
    if (requeued.length > 0) await recordEntries(runner, requeued.map(entryFor));
    return requeued;
  });
}
