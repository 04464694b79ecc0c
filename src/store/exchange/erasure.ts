/** Destroys payloads: bytes and blind index are deleted, the rows and the entries of the log stay. */
import type {
  CountingReport,
  ErasedMessage,
  ErasureRows,
  ErasureRule,
  SweepPlace,
} from "../../persons/persons-port.ts";
import type { Packet } from "../../exchange/packet.ts";
import { recordEntries } from "../log/audit-entries.ts";
import { eraseCases, eraseLinks, LOCK_CASES, LOOK_AT_CASES, LOOK_AT_LINKS } from "../cases/case-erasure.ts";
import { FIRST_ID, plainArray, textArray } from "../columns.ts";
import type { Database, Runner, Statement } from "../database.ts";
import { PACKET_COLUMNS } from "./packets.ts";

/** Packets or messages that a step of a sweep looks at. */
const LOOK = 1_000;

/** Since when a packet is in its state: an index has the packets of a state in this order. */
const SINCE = "coalesce(settled_at, delivered_at, sealed_at)";

/**
 * Tells whether a packet is due. A failed packet counts from its failure, and only when its recipient fetched it: a payload that
 * never reached its recipient is not destroyed by time. $1 state, $2 types, $3 whether all but these, $4 reached before.
 */
const IS_DUE = `state = $1 and bytes is not null and ${SINCE} < $4::bigint and (type = any ($2::text[])) <> $3::bool
  and (state <> 'failed' or fetched_at is not null and coalesce(failed_at, window_until, sealed_at) < $4::bigint)`;

/** $1 to $4 as `IS_DUE`, $5 and $6 the place before. Rows: the next packets in the state, and whether each is due. */
const LOOK_AT_PACKETS: Statement = {
  name: "look-for-erasure",
  text: `
  select id, ${SINCE} as since, ${IS_DUE} as due from packets
  where state = $1 and bytes is not null and ${SINCE} < $4::bigint
    and ${SINCE} >= $5::bigint and (${SINCE}, id) > ($5::bigint, $6::uuid)
  order by ${SINCE}, id limit ${LOOK}`,
};

/**
 * Reads and locks packets that are due, without those that another process has locked. $1 to $4 as `IS_DUE`, $5 ids. Rows:
 * packets.
 */
const DUE: Statement = {
  name: "due-for-erasure",
  text: `select ${PACKET_COLUMNS} from packets where id = any ($5::uuid[]) and ${IS_DUE} order by id for update skip locked`,
};

/** $1 accepted before, $2 and $3 the place before. Rows: the next messages with an envelope, and whether none needs it. */
const LOOK_AT_MESSAGES: Statement = {
  name: "look-at-envelopes",
  text: `
  select o.id, o.accepted_at as since,
         not exists (select from packets p where p.message = o.id and p.thread = o.thread and p.bytes is not null) as due
  from (
    select id, thread, accepted_at from messages
    where envelope is not null and accepted_at < $1::bigint
      and accepted_at >= $2::bigint and (accepted_at, id) > ($2::bigint, $3::uuid)
    order by accepted_at, id limit ${LOOK}
  ) as o
  order by o.accepted_at, o.id`,
};

/** Packets of a thread that are read, destroyed and recorded at once. */
const PORTION = 1_000;

/** Locks a thread's packets that have bytes. $1 thread. Rows: their ids and states, in their order. */
const LOCK_THREAD: Statement = {
  name: "thread-for-erasure",
  text: "select id, state from packets where thread = $1::uuid and bytes is not null order by seq for update",
};

/** Locks a thread's messages that have an envelope: none is sealed from it once more. $1 thread. Rows: ids. */
const LOCK_THREAD_MESSAGES: Statement = {
  name: "thread-messages-for-erasure",
  text: "select id from messages where thread = $1::uuid and envelope is not null order by id for update",
};

/** $1 packets. Rows: packets, in their order. */
const PACKETS: Statement = {
  name: "packets-for-erasure",
  text: `select ${PACKET_COLUMNS} from packets where id = any ($1::uuid[]) order by seq`,
};

/** $1 packets, $2 time. Rows: none. */
const ERASE: Statement = {
  name: "erase-packets",
  text: "update packets set bytes = null, holds = null, erased_at = $2::bigint where id = any ($1::uuid[])",
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

/** Makes SQL that deletes the blind index, and the digests of subjects of inquiries, of messages with their envelopes. @param gone update that destroys the envelopes */
const forgetting = (gone: string) => `
  with gone as (${gone}),
  forgotten as (delete from person_index i using gone where i.message = gone.id),
  uncounted as (delete from inquiry_subjects s using gone where s.message = gone.id)
  select id, thread from gone order by id`;

/** Destroys envelopes, and the numbers kept beside them, of messages without a packet that has bytes. $1 messages, $2 time. Rows: id, thread. */
const ERASE_ENVELOPES: Statement = {
  name: "erase-envelopes",
  text: forgetting(`
  update messages m set envelope = null, document_number = null, envelope_erased_at = $2::bigint
  where m.id = any ($1::uuid[]) and m.envelope is not null
    and not exists (select from packets p where p.message = m.id and p.thread = m.thread and p.bytes is not null)
  returning m.id, m.thread`),
};

/** $1 thread. Rows: the reports of its sender that counted its facts, the oldest first. */
const COUNTING_REPORTS: Statement = {
  name: "reports-of-thread",
  text: `
  select r.sender, r.period from messages m join reports r on r.sender = m.sender
  where m.id = $1::uuid and exists (select from case_facts f where f.thread = m.id)
    and m.accepted_at < extract(epoch from (r.public::jsonb->>'cut')::timestamptz) * 1000
  order by r.period`,
};

/** Something that a sweep looked at. */
type Looked = SweepPlace & { readonly due: boolean };

/** The place before all. */
const BEFORE_ALL: SweepPlace = { since: 0, id: FIRST_ID };

/** Chooses at most `limit` of what is due, and where the next step begins. */
function stepOf(
  looked: readonly Looked[],
  limit: number,
): { readonly due: string[]; readonly next: SweepPlace | undefined } {
  const due = looked.filter((one) => one.due).slice(0, limit);
  const last = due.length === limit ? due.at(-1) : looked.length === LOOK ? looked.at(-1) : undefined;
  return { due: due.map(({ id }) => id), next: last && { since: last.since, id: last.id } };
}

/** Makes arrays for SQL of at most `PORTION` ids each, in their order. */
function portionsOf(ids: readonly string[]): string[] {
  return Array.from({ length: Math.ceil(ids.length / PORTION) }, (_, n) =>
    plainArray(ids.slice(n * PORTION, (n + 1) * PORTION)),
  );
}

/** Destroys those of the messages' envelopes that no packet needs; must run in a transaction. */
async function eraseEnvelopes(runner: Runner, messages: readonly string[], at: number): Promise<ErasedMessage[]> {
  if (messages.length === 0) return [];
  // After a wait here, the next statement sees what the other process has committed.
  await runner.run(LOCK_MESSAGES, [plainArray(messages)]);
  return runner.run<ErasedMessage>(ERASE_ENVELOPES, [plainArray(messages), at]);
}

/** Makes the erasure over a database. @param recorded called after each commit that recorded entries */
export function erasureRows(db: Database, recorded: () => void): ErasureRows {
  const ifAny = (due: readonly string[], work: (runner: Runner) => Promise<number>) =>
    due.length === 0 ? 0 : db.transaction(work);
  return {
    async eraseDue({ state, types, except, before }: ErasureRule, at, limit, entries, after = BEFORE_ALL) {
      const rule = [state, textArray(types), except, before];
      const step = stepOf(await db.run<Looked>(LOOK_AT_PACKETS, [...rule, after.since, after.id]), limit);
      const erased = await ifAny(step.due, async (runner) => {
        const packets = await runner.run<Packet>(DUE, [...rule, plainArray(step.due)]);
        if (packets.length === 0) return 0;
        await runner.run(ERASE, [plainArray(packets.map(({ id }) => id)), at]);
        const gone = await eraseEnvelopes(runner, [...new Set(packets.map(({ message }) => message))], at);
        // Safe to crash here: nothing is committed, neither destroyed bytes nor entries.
        await recordEntries(runner, [...packets.map(entries.packet), ...gone.map(entries.envelope)]);
        return packets.length;
      });
      if (erased > 0) recorded();
      return { erased, next: step.next };
    },
    async eraseEnvelopes(before, at, limit, { envelope }, after = BEFORE_ALL) {
      const step = stepOf(await db.run<Looked>(LOOK_AT_MESSAGES, [before, after.since, after.id]), limit);
      const erased = await ifAny(step.due, async (runner) => {
        const gone = await eraseEnvelopes(runner, step.due, at);
        if (gone.length > 0) await recordEntries(runner, gone.map(envelope));
        return gone.length;
      });
      if (erased > 0) recorded();
      return { erased, next: step.next };
    },
    async eraseCases(before, limit, entries, after = BEFORE_ALL) {
      const looked = await db.run<Looked & { readonly thread: string }>(LOOK_AT_CASES, [before, after.since, after.id]);
      const step = stepOf(looked, limit);
      const threads = new Set(looked.filter(({ id }) => step.due.includes(id)).map(({ thread }) => thread));
      const erased = await ifAny([...threads], async (runner) => {
        // Looked at again under the lock: a feedback that came meanwhile keeps its case.
        const due = await runner.run<{ thread: string }>(LOCK_CASES, [plainArray([...threads]), before]);
        const gone = await eraseCases(
          runner,
          due.map(({ thread }) => thread),
        );
        if (gone.length > 0) await recordEntries(runner, gone.map(entries.case));
        return gone.length;
      });
      if (erased > 0) recorded();
      return { erased, next: step.next };
    },
    async eraseLinks(before, limit, entries, { all = false, after = BEFORE_ALL } = {}) {
      const step = stepOf(await db.run<Looked>(LOOK_AT_LINKS, [before, after.since, after.id, all]), limit);
      const erased = await ifAny(step.due, async (runner) => {
        const gone = await eraseLinks(runner, step.due, before, all);
        if (gone.length > 0) await recordEntries(runner, gone.map(entries.case));
        return gone.length;
      });
      if (erased > 0) recorded();
      return { erased, next: step.next };
    },
    // One transaction whatever the size, for half of a thread is not erased. Statements and memory are bounded by the portion, and
    // what it locks is settled: with 100,000 packets nobody waits for it.
    async eraseThread(thread, at, mayErase, requested, entries) {
      const outcome = await db.transaction(async (runner) => {
        await runner.run(LOCK_THREAD, [thread]);
        const messages = await runner.run<{ id: string }>(LOCK_THREAD_MESSAGES, [thread]);
        // Read again: now that all are locked none can be sealed again or sent on, and what was during the wait is seen.
        const packets = await runner.run<Pick<Packet, "id" | "state">>(LOCK_THREAD, [thread]);
        const open = packets.flatMap(({ state }) => (mayErase(state) ? [] : state));
        const erased = packets.map(({ id }) => id);
        if (open.length > 0) return { erased: [], open, reports: [] };
        const reports = await runner.run<CountingReport>(COUNTING_REPORTS, [thread]);
        for (const ids of portionsOf(erased)) await runner.run(ERASE, [ids, at]);
        const gone: ErasedMessage[] = [];
        for (const ids of portionsOf(messages.map(({ id }) => id))) {
          gone.push(...(await runner.run<ErasedMessage>(ERASE_ENVELOPES, [ids, at])));
        }
        const cases = await eraseCases(runner, [thread]);
        // Last of all: the log goes on with nothing while a transaction may still add entries.
        await recordEntries(runner, [requested(erased.length)]);
        for (const ids of portionsOf(erased)) {
          await recordEntries(runner, (await runner.run<Packet>(PACKETS, [ids])).map(entries.packet));
        }
        await recordEntries(runner, [...gone.map(entries.envelope), ...cases.map(entries.case)]);
        return { erased, open, reports };
      });
      if (outcome.open.length === 0) recorded();
      return outcome;
    },
  };
}
