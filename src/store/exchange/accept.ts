import type { RecordedEntry } from "../../domain/audit-entry.ts";
import type { EarlierMessage, NewMessage, PacketRow } from "../../exchange/store-port.ts";
import { entryColumns, insertEntries, recordEntries } from "../log/audit-entries.ts";
import { Blob, plainArray, textArray } from "../columns.ts";
import type { Database, Parameter, Runner, Statement } from "../database.ts";
import { findEarlierOf } from "./messages.ts";
import { withdrawPackets } from "./packets.ts";

/**
 * Accepts a group of messages: each whole, or not at all when its sender has used its jti before.
 *
 * $1–$15 messages: id, thread, type, version, sender, jti, policy, issued_at, accepted_at,
 * envelope_media_type, lease owner, lease until, start and lengths of (claims_mac, request_digest,
 * origin_digest: 32 each; answer; envelope). $16–$26 packets: item (number of the message, from 1), id,
 * recipient, media_type, kid, disclosed, due, push, window_until, start and length of (digest: 32; bytes).
 * $27–$28 persons: item, start (blind index: 16). $29–$38 columns of entries. $39 bytes. Rows: item of each message
 * that was inserted.
 */
const ACCEPT: Statement = {
  name: "accept",
  text: `
  with given as materialized (
    select * from unnest(
      $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[],
      $10::text[], $11::text[], $12::bigint[], $13::int[], $14::int[], $15::int[]
    ) with ordinality as g (
      id, thread, type, version, sender, jti, policy, issued_at, accepted_at,
      envelope_media_type, lease_owner, lease_until, start, answer_length, envelope_length, item
    )
  ), inserted as (
    insert into messages (
      id, thread, type, version, sender, jti, policy, issued_at, accepted_at, envelope_media_type,
      claims_mac, request_digest, origin_digest, answer, envelope
    )
    select id, thread, type, version, sender, jti, policy, issued_at, accepted_at, envelope_media_type,
           substring($39::bytea from start for 32),
           substring($39::bytea from start + 32 for 32),
           substring($39::bytea from start + 64 for 32),
           convert_from(substring($39::bytea from start + 96 for answer_length), 'UTF8'),
           substring($39::bytea from start + 96 + answer_length for envelope_length)
    -- One order for all groups, so that two that hold the same messages cannot wait for each other.
    from given order by sender, jti
    on conflict (sender, jti) do nothing
    returning id
  ), accepted as materialized (
    select given.* from given join inserted using (id)
  ), packed as (
    insert into packets (
      id, message, thread, type, version, sender, recipient, sealed_at, media_type, kid, disclosed, due, push,
      next_at, window_until, lease_owner, lease_until, size, digest, bytes
    )
    select p.id, m.id, m.thread, m.type, m.version, m.sender, p.recipient, m.accepted_at, p.media_type, p.kid,
           p.disclosed::jsonb, p.due::jsonb, p.push,
           case when p.push then m.accepted_at end, p.window_until,
           case when p.push then m.lease_owner end, case when p.push then m.lease_until end, p.length,
           substring($39::bytea from p.start for 32), substring($39::bytea from p.start + 32 for p.length)
    from unnest(
      $16::int[], $17::uuid[], $18::text[], $19::text[], $20::text[], $21::text[], $22::text[], $23::bool[],
      $24::bigint[], $25::int[], $26::int[]
    ) with ordinality as p (item, id, recipient, media_type, kid, disclosed, due, push, window_until, start, length, n)
    join accepted m on m.item = p.item
    order by p.n
  ), indexed as (
    insert into person_index (mac, message)
    select substring($39::bytea from i.start for 16), m.id
    from unnest($27::int[], $28::int[]) as i (item, start) join accepted m on m.item = i.item
  ), recorded as (${insertEntries(29, 39, "accepted")})
  select item from accepted`,
};

function parametersOf(messages: readonly NewMessage[]): Parameter[] {
  const blob = new Blob();
  const answers = messages.map(({ answer }) => Buffer.from(answer, "utf8"));
  const start = messages.map((message, index) =>
    blob.add(
      message.claimsMac,
      message.requestDigest,
      message.originDigest,
      answers[index] as Buffer,
      message.envelope,
    ),
  );
  const packets = messages.flatMap((message, index) => message.packets.map((packet) => ({ item: index + 1, packet })));
  const persons = messages.flatMap(({ persons: macs }, index) => macs.map((mac) => ({ item: index + 1, mac })));
  const columns = [
    plainArray(messages.map(({ id }) => id)),
    plainArray(messages.map(({ thread }) => thread)),
    textArray(messages.map(({ type }) => type)),
    textArray(messages.map(({ version }) => version)),
    textArray(messages.map(({ sender }) => sender)),
    textArray(messages.map(({ jti }) => jti)),
    textArray(messages.map(({ policy }) => policy)),
    plainArray(messages.map(({ issuedAt }) => issuedAt)),
    plainArray(messages.map(({ acceptedAt }) => acceptedAt)),
    textArray(messages.map(({ envelopeMediaType }) => envelopeMediaType)),
    textArray(messages.map(({ lease }) => lease?.owner ?? null)),
    plainArray(messages.map(({ lease }) => lease?.until ?? null)),
    plainArray(start),
    plainArray(answers.map(({ length }) => length)),
    plainArray(messages.map(({ envelope }) => envelope.length)),
    plainArray(packets.map(({ item }) => item)),
    plainArray(packets.map(({ packet }) => packet.id)),
    textArray(packets.map(({ packet }) => packet.recipient)),
    textArray(packets.map(({ packet }) => packet.mediaType)),
    textArray(packets.map(({ packet }) => packet.kid)),
    textArray(packets.map(({ packet }) => JSON.stringify(packet.disclosed))),
    textArray(packets.map(({ packet }) => JSON.stringify(packet.due))),
    plainArray(packets.map(({ packet }) => packet.push)),
    plainArray(packets.map(({ packet }) => packet.windowUntil)),
    plainArray(packets.map(({ packet }) => blob.add(packet.digest, packet.bytes))),
    plainArray(packets.map(({ packet }) => packet.bytes.length)),
    plainArray(persons.map(({ item }) => item)),
    plainArray(persons.map(({ mac }) => blob.add(mac))),
  ];
  const entries = entryColumns(messages, blob);
  return [...columns, ...entries, blob.bytes()];
}

/**
 * Accepts a group of messages in one transaction, one outcome each: null, or the earlier message of the
 * same sender and jti, of which the first in the group counts.
 */
export async function acceptGroup(db: Runner, messages: readonly NewMessage[]): Promise<(EarlierMessage | null)[]> {
  const rows = await db.run<{ item: number }>(ACCEPT, parametersOf(messages));
  const inserted = new Set(rows.map(({ item }) => item));
  if (inserted.size === messages.length) return messages.map(() => null);
  const repeats = messages.filter((_, index) => !inserted.has(index + 1));
  const earlier = await findEarlierOf(db, repeats);
  return messages.map((message, index) => {
    if (inserted.has(index + 1)) return null;
    const found = earlier.get(message);
    if (found === undefined) throw new Error("a message was neither inserted nor found");
    return found;
  });
}

/** Accepts a withdrawal and takes the named packets back, those that may still change, in one transaction. */
export async function acceptWithdrawal(
  db: Database,
  message: NewMessage,
  packets: readonly string[],
  entryFor: (packet: PacketRow) => RecordedEntry,
): Promise<EarlierMessage | null> {
  return db.transaction(async (runner) => {
    const [earlier] = await acceptGroup(runner, [message]);
    if (earlier !== null && earlier !== undefined) return earlier;
    const before = await withdrawPackets(runner, packets, message.acceptedAt);
    if (before.length > 0) await recordEntries(runner, before.map(entryFor));
    return null;
  });
}

/** Bytes that a message adds to a group. */
export function weightOf(message: NewMessage): number {
  return message.packets.reduce((sum, { bytes }) => sum + bytes.length, message.envelope.length);
}
