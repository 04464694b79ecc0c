import type { RecordedEntry } from "../../domain/recorded-entry.ts";
import type { Packet } from "../../exchange/packet.ts";
import type { EarlierMessage, NewMessage } from "../../exchange/store-port.ts";
import { ENTRY_PARAMETERS, entryColumns, insertEntries, recordEntries } from "../log/audit-entries.ts";
import { CASE_PARAMETERS, caseColumns, insertCases } from "../cases/case-changes.ts";
import { INQUIRY_PARAMETERS, inquiryColumns, insertInquiries } from "../cases/inquiry-changes.ts";
import { insertLinks, LINK_PARAMETERS, linkColumns } from "../cases/link-rows.ts";
import { MEETING_PARAMETERS, meetingColumns, insertDecisions } from "../cases/meeting-changes.ts";
import { Blob, plainArray, textArray } from "../columns.ts";
import type { Database, Parameter, Runner, Statement } from "../database.ts";
import { findEarlierOf } from "./messages.ts";
import { insertPackets, PACKET_PARAMETERS, packetColumns, withdrawPackets } from "./packets.ts";

/** Number of the first parameter of each kind; those of messages come first. */
const PACKETS = 17;
const PERSONS = PACKETS + PACKET_PARAMETERS;
const NUMBERS = PERSONS + 2;
const CASES = NUMBERS + 2;
const INQUIRIES = CASES + CASE_PARAMETERS;
const LINKS = INQUIRIES + INQUIRY_PARAMETERS;
const MEETINGS = LINKS + LINK_PARAMETERS;
const ENTRIES = MEETINGS + MEETING_PARAMETERS;
const BLOB = ENTRIES + ENTRY_PARAMETERS;

/**
 * Accepts a group of messages. A message whose sender has used its jti before is left out, with all that belongs to it.
 *
 * $1–$16 messages: id, thread, type, version, sender, jti, policy, issued_at, accepted_at,
 * envelope_media_type, lease owner, duration of the lease, start and lengths of (claims_mac, request_digest,
 * origin_digest, leaf_hash: 32 each; answer; envelope; document_number, null when its length is). Then the columns of packets, persons (item; start of the
 * blind index: 16), numbers of documents (item; start of the digest: 32), the columns of changes of cases, of inquiries, of link keys and of decisions, the columns of entries, and the bytes. A number
 * or a revision of a case, or a number of an inquiry, that another message has fails the statement. Rows: item (number of the message, from 1) of each
 * message that was inserted.
 */
const ACCEPT: Statement = {
  name: "accept",
  text: `
  with given as materialized (
    select * from unnest(
      $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[],
      $10::text[], $11::text[], $12::bigint[], $13::int[], $14::int[], $15::int[], $16::int[]
    ) with ordinality as g (
      id, thread, type, version, sender, jti, policy, issued_at, accepted_at,
      envelope_media_type, lease_owner, lease, start, answer_length, envelope_length, number_length, item
    )
  ), inserted as (
    insert into messages (
      id, thread, type, version, sender, jti, policy, issued_at, accepted_at, envelope_media_type,
      claims_mac, request_digest, origin_digest, leaf_hash, answer, envelope, document_number
    )
    select id, thread, type, version, sender, jti, policy, issued_at, accepted_at, envelope_media_type,
           substring($${BLOB}::bytea from start for 32),
           substring($${BLOB}::bytea from start + 32 for 32),
           substring($${BLOB}::bytea from start + 64 for 32),
           substring($${BLOB}::bytea from start + 96 for 32),
           convert_from(substring($${BLOB}::bytea from start + 128 for answer_length), 'UTF8'),
           substring($${BLOB}::bytea from start + 128 + answer_length for envelope_length),
           substring($${BLOB}::bytea from start + 128 + answer_length + envelope_length for number_length)
    -- All groups insert in the same order, so that two groups with the same messages cannot wait for each other.
    from given order by sender, jti
    on conflict (sender, jti) do nothing
    returning id
  ), accepted as materialized (
    select given.* from given join inserted using (id)
  ), packed as (${insertPackets(PACKETS, BLOB, "accepted")}
  ), indexed as (
    insert into person_index (mac, message)
    select substring($${BLOB}::bytea from i.start for 16), m.id
    from unnest($${PERSONS}::int[], $${PERSONS + 1}::int[]) as i (item, start) join accepted m on m.item = i.item
  ), numbered as (
    insert into document_keys (mac, message)
    select substring($${BLOB}::bytea from n.start for 32), m.id
    from unnest($${NUMBERS}::int[], $${NUMBERS + 1}::int[]) as n (item, start) join accepted m on m.item = n.item
    order by 1
  ), ${insertCases(CASES, BLOB, "accepted")}, ${insertInquiries(INQUIRIES, BLOB, "accepted")}, ${insertLinks(LINKS, BLOB, "accepted")}, ${insertDecisions(MEETINGS, "accepted")}, recorded as (${insertEntries(ENTRIES, BLOB, "accepted")})
  select item from accepted`,
};

function parametersOf(messages: readonly NewMessage[]): Parameter[] {
  const blob = new Blob();
  const answers = messages.map(({ answer }) => Buffer.from(answer, "utf8"));
  const start = messages.map((message, index) => {
    const { claimsMac, requestDigest, originDigest, leafHash, envelope, documentNumber } = message;
    const digests = [claimsMac, requestDigest, originDigest, leafHash];
    return blob.add(
      ...digests,
      answers[index] as Buffer,
      envelope,
      ...(documentNumber === null ? [] : [documentNumber]),
    );
  });
  const persons = messages.flatMap(({ persons: macs }, index) => macs.map((mac) => ({ item: index + 1, mac })));
  const numbers = messages.flatMap(({ documentKeys }, index) => documentKeys.map((key) => ({ item: index + 1, key })));
  return [
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
    plainArray(messages.map(({ lease }) => lease?.duration ?? null)),
    plainArray(start),
    plainArray(answers.map(({ length }) => length)),
    plainArray(messages.map(({ envelope }) => envelope.length)),
    plainArray(messages.map(({ documentNumber }) => documentNumber?.length ?? null)),
    ...packetColumns(messages, blob),
    plainArray(persons.map(({ item }) => item)),
    plainArray(persons.map(({ mac }) => blob.add(mac))),
    plainArray(numbers.map(({ item }) => item)),
    plainArray(numbers.map(({ key }) => blob.add(key))),
    ...caseColumns(messages, blob),
    ...inquiryColumns(messages, blob),
    ...linkColumns(messages, blob),
    ...meetingColumns(messages),
    ...entryColumns(messages, blob),
    blob.bytes(),
  ];
}

/**
 * Accepts a group of messages in one transaction. The outcome of each is null, or the earlier message with the same
 * sender and jti. Of several in one group the first is accepted.
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

/** Accepts a withdrawal and withdraws those of the named packets that may still change, in one transaction. */
export async function acceptWithdrawal(
  db: Database,
  message: NewMessage,
  packets: readonly string[],
  entryFor: (packet: Packet) => RecordedEntry,
): Promise<EarlierMessage | null> {
  return db.transaction(async (runner) => {
    const [earlier] = await acceptGroup(runner, [message]);
    if (earlier !== null && earlier !== undefined) return earlier;
    const before = await withdrawPackets(runner, packets, message.acceptedAt);
    if (before.length > 0) await recordEntries(runner, before.map(entryFor));
    return null;
  });
}

/** Counts the bytes that a message adds to a group. */
export function weightOf(message: NewMessage): number {
  return message.packets.reduce((sum, { bytes }) => sum + bytes.length, message.envelope.length);
}
