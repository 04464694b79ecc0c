import type { RecordedEntry } from "../../domain/recorded-entry.ts";
import { MESSAGE_TYPES } from "../../domain/message.ts";
import { statesBefore } from "../../domain/packet.ts";
import type { Packet } from "../../exchange/packet.ts";
import { type FailedFilter, MOST_COUNTED } from "../../exchange/operator-port.ts";
import { plainArray, textArray } from "../columns.ts";
import type { Database, Parameter, Runner, Statement } from "../database.ts";
import { recordEntries } from "../log/audit-entries.ts";
import { LOWEST_ID } from "../audit/newest-of-groups.ts";
import { PACKET_COLUMNS } from "./packets.ts";

/** Conditions that a filter may ask for, each with the parameter in the place of `?`. */
const CONDITIONS: Readonly<Record<keyof FailedFilter, string>> = {
  recipient: "recipient = ?",
  cause: "cause = ?",
  thread: "thread = ?::uuid",
  from: "failed_at >= ?::bigint",
  to: "failed_at < ?::bigint",
};

/**
 * Makes a statement over failed packets with the conditions that are asked for, and no others: a plan is made once for all
 * parameters, so a condition that may be absent would keep it from every index but that of all failed packets.
 * @param make makes the statement from the conditions; its own parameters begin at `$next`
 */
function asked(
  filter: FailedFilter,
  name: string,
  make: (found: string, next: number) => string,
): { readonly statement: Statement; readonly parameters: readonly Parameter[] } {
  const names = (Object.keys(CONDITIONS) as (keyof FailedFilter)[]).filter((one) => filter[one] !== undefined);
  const conditions = names.map((one, at) => CONDITIONS[one].replace("?", `$${at + 1}`));
  const found = ["state = 'failed' and erased_at is null", ...conditions].join(" and ");
  return {
    statement: { name: [name, ...names].join("-"), text: make(found, names.length + 1) },
    parameters: names.map((one) => filter[one] ?? null),
  };
}

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

/** Reads failed packets whose bytes are there, in the order of acceptance, after one of them. */
export function failedPackets(
  db: Runner,
  filter: FailedFilter,
  after: string | undefined,
  limit: number,
): Promise<Packet[]> {
  // An index has a recipient's failed packets by type, in their order: a probe for each type finds the first of all. Without
  // it, a plan for any recipient would walk through all that failed.
  const byType = filter.recipient !== undefined && filter.thread === undefined;
  const { statement, parameters } = asked(filter, "failed-packets", (found, next) => {
    const beyond = `id > coalesce($${next}::uuid, ${LOWEST_ID})`;
    const end = `order by id limit $${next + 1}::int`;
    const ofType = `select * from packets where ${found} and type = of.kind and ${beyond} ${end}`;
    return byType
      ? `select ${PACKET_COLUMNS} from unnest($${next + 2}::text[]) as of (kind) cross join lateral (${ofType}) as found ${end}`
      : `select ${PACKET_COLUMNS} from packets where ${found} and ${beyond} ${end}`;
  });
  return db.run<Packet>(statement, [
    ...parameters,
    after ?? null,
    limit,
    ...(byType ? [textArray(MESSAGE_TYPES)] : []),
  ]);
}

/** Counts failed packets whose bytes are there, up to `MOST_COUNTED`. */
export async function countFailed(db: Runner, filter: FailedFilter): Promise<number> {
  const { statement, parameters } = asked(
    filter,
    "count-failed",
    (found) => `select count(*)::int as count from (select from packets where ${found} limit ${MOST_COUNTED}) as found`,
  );
  const [row] = await db.run<{ count: number }>(statement, parameters);
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
