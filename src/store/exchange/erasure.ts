/** Destroys payloads: bytes and blind index are deleted, the rows and the entries of the log stay. */
import type { ErasedMessage, ErasureRows, ErasureRule } from "../../persons/persons-port.ts";
import type { Packet } from "../../exchange/packet.ts";
import { recordEntries } from "../log/audit-entries.ts";
import { plainArray, textArray } from "../columns.ts";
import type { Database, Statement } from "../database.ts";
import { PACKET_COLUMNS } from "./packets.ts";

/**
 * Reads and locks packets that are due, without those that another process has locked. A failed packet counts from its
 * failure, and only when its recipient fetched it: a payload that never reached its recipient is not destroyed by time.
 * $1 state, $2 types, $3 whether all but these, $4 reached before, $5 how many. Rows: packets.
 */
const DUE: Statement = {
  name: "due-for-erasure",
  text: `
  select ${PACKET_COLUMNS} from packets
  where state = $1 and bytes is not null and coalesce(settled_at, delivered_at, sealed_at) < $4::bigint
    and (type = any ($2::text[])) <> $3::bool
    and (state <> 'failed' or fetched_at is not null and coalesce(failed_at, window_until, sealed_at) < $4::bigint)
  order by coalesce(settled_at, delivered_at, sealed_at) limit $5::int
  for update skip locked`,
};

/** $1 thread. Rows: its packets with bytes; locked. */
const OF_THREAD: Statement = {
  name: "thread-for-erasure",
  text: `select ${PACKET_COLUMNS} from packets where thread = $1::uuid and bytes is not null order by seq for update`,
};

/** $1 packets, $2 time. Rows: none. */
const ERASE: Statement = {
  name: "erase-packets",
  text: "update packets set bytes = null, erased_at = $2::bigint where id = any ($1::uuid[])",
};

/**
 * Locks the messages of packets whose bytes are destroyed, always in the same order. Without the lock, two processes that
 * destroy different packets of one message would each still see the other's bytes, and neither would destroy the
 * envelope. $1 messages. Rows: ids.
 */
const LOCK_MESSAGES: Statement = {
  name: "messages-for-erasure",
  text: "select id from messages where id = any ($1::uuid[]) order by id for update",
};

/** Makes SQL that deletes the blind index of messages with their envelopes. @param gone update that destroys the envelopes */
const forgetting = (gone: string) => `
  with gone as (${gone}),
  forgotten as (delete from person_index i using gone where i.message = gone.id)
  select id, thread from gone order by id`;

/** Destroys envelopes of messages without a packet that has bytes. $1 messages, $2 time. Rows: id, thread. */
const ERASE_ENVELOPES: Statement = {
  name: "erase-envelopes",
  text: forgetting(`
  update messages m set envelope = null, envelope_erased_at = $2::bigint
  where m.id = any ($1::uuid[]) and m.envelope is not null
    and not exists (select from packets p where p.message = m.id and p.thread = m.thread and p.bytes is not null)
  returning m.id, m.thread`),
};

/** Destroys envelopes of messages that never had a packet, or have none with bytes. $1 before, $2 time, $3 how many. Rows: id, thread. */
const ERASE_OLD_ENVELOPES: Statement = {
  name: "erase-old-envelopes",
  text: forgetting(`
  update messages m set envelope = null, envelope_erased_at = $2::bigint
  where m.id in (
    select o.id from messages o
    where o.envelope is not null and o.accepted_at < $1::bigint
      and not exists (select from packets p where p.message = o.id and p.thread = o.thread and p.bytes is not null)
    order by o.accepted_at limit $3::int
    for update skip locked)
  returning m.id, m.thread`),
};

/** Destroys the envelopes of a thread. $1 thread, $2 time. Rows: id, thread. */
const ERASE_THREAD_ENVELOPES: Statement = {
  name: "erase-thread-envelopes",
  text: forgetting(`
  update messages set envelope = null, envelope_erased_at = $2::bigint
  where thread = $1::uuid and envelope is not null returning id, thread`),
};

/** Makes the erasure over a database. @param recorded called after each commit that recorded entries */
export function erasureRows(db: Database, recorded: () => void): ErasureRows {
  return {
    async eraseDue({ state, types, except, before }: ErasureRule, at, limit, entries) {
      const count = await db.transaction(async (runner) => {
        const packets = await runner.run<Packet>(DUE, [state, textArray(types), except, before, limit]);
        if (packets.length === 0) return 0;
        const messages = plainArray([...new Set(packets.map(({ message }) => message))]);
        await runner.run(ERASE, [plainArray(packets.map(({ id }) => id)), at]);
        // After a wait here, the next statement sees what the other process has committed.
        await runner.run(LOCK_MESSAGES, [messages]);
        const gone = await runner.run<ErasedMessage>(ERASE_ENVELOPES, [messages, at]);
        // Safe to crash here: nothing is committed, neither destroyed bytes nor entries.
        await recordEntries(runner, [...packets.map(entries.packet), ...gone.map(entries.envelope)]);
        return packets.length;
      });
      if (count > 0) recorded();
      return count;
    },
    async eraseEnvelopes(before, at, limit, { envelope }) {
      const count = await db.transaction(async (runner) => {
        const gone = await runner.run<ErasedMessage>(ERASE_OLD_ENVELOPES, [before, at, limit]);
        if (gone.length > 0) await recordEntries(runner, gone.map(envelope));
        return gone.length;
      });
      if (count > 0) recorded();
      return count;
    },
    async eraseThread(thread, at, mayErase, requested, entries) {
      const outcome = await db.transaction(async (runner) => {
        await runner.run(OF_THREAD, [thread]);
        // Read again: now that all are locked none can be resealed, and a packet that was resealed during the wait is seen.
        const packets = await runner.run<Packet>(OF_THREAD, [thread]);
        const open = packets.filter((packet) => !mayErase(packet));
        if (open.length > 0) return { erased: [] as Packet[], open };
        if (packets.length > 0) await runner.run(ERASE, [plainArray(packets.map(({ id }) => id)), at]);
        const gone = await runner.run<ErasedMessage>(ERASE_THREAD_ENVELOPES, [thread, at]);
        await recordEntries(runner, [
          requested(packets.length),
          ...packets.map(entries.packet),
          ...gone.map(entries.envelope),
        ]);
        return { erased: packets, open };
      });
      if (outcome.open.length === 0) recorded();
      return outcome;
    },
  };
}
