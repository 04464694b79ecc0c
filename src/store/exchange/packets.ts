import { statesBefore } from "../../domain/packet.ts";
import type { NewPacket, Packet } from "../../exchange/packet.ts";
import { arrayOf, Blob, type ColumnType, columnOf, plainArray, selected } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";
import { DATABASE_NOW } from "../database-clock.ts";
import { releaseNext } from "./leases.ts";

/** Members that a new packet brings, with the type of their columns. Digest, bytes and record travel in the blob. */
const BROUGHT: Readonly<Record<Exclude<keyof NewPacket, "digest" | "bytes" | "holds" | "leased">, ColumnType>> = {
  id: "uuid",
  recipient: "text",
  mediaType: "text",
  kid: "text",
  disclosed: "jsonb",
  due: "jsonb",
  push: "bool",
  windowUntil: "bigint",
  replaces: "uuid",
};

/** Members that come from its message, from its bytes, or from what happens to it later. */
const OTHERS: Readonly<Record<Exclude<keyof Packet, keyof typeof BROUGHT>, true>> = {
  message: true,
  thread: true,
  type: true,
  version: true,
  sender: true,
  state: true,
  sealedAt: true,
  size: true,
  digest: true,
  attempts: true,
  nextAt: true,
  deliveredAt: true,
  fetchedAt: true,
  failedAt: true,
  cause: true,
  settledAt: true,
  outcome: true,
  reason: true,
  erasedAt: true,
};

/** SQL of the columns of a `Packet`. */
export const PACKET_COLUMNS = selected([...Object.keys(BROUGHT), ...Object.keys(OTHERS)]);

/** Number of parameters that `packetColumns` fills. */
export const PACKET_PARAMETERS = Object.keys(BROUGHT).length + 5;

/**
 * Makes the columns of new packets: item (number, from 1, of the message in the batch), the members that they bring,
 * whether they are leased, and start and lengths in the blob (digest: 32, then bytes, then the record of what they hold).
 */
export function packetColumns(batch: readonly { readonly packets: readonly NewPacket[] }[], blob: Blob): string[] {
  const rows = batch.flatMap(({ packets }, index) => packets.map((packet) => ({ item: index + 1, packet })));
  const brought = Object.entries(BROUGHT) as [keyof typeof BROUGHT, ColumnType][];
  return [
    plainArray(rows.map(({ item }) => item)),
    ...brought.map(([member, type]) =>
      arrayOf(
        type,
        rows.map(({ packet }) => packet[member]),
      ),
    ),
    plainArray(rows.map(({ packet }) => packet.leased)),
    plainArray(rows.map(({ packet }) => blob.add(packet.digest, packet.bytes, packet.holds))),
    plainArray(rows.map(({ packet }) => packet.bytes.length)),
    plainArray(rows.map(({ packet }) => packet.holds.length)),
  ];
}

/**
 * Makes SQL that inserts the packets whose item is in `messages`, in their order.
 *
 * @param first number of the first of the parameters that `packetColumns` fills
 * @param blob number of the parameter with the bytes
 * @param messages relation with item, id, thread, type, version, sender, accepted_at, lease_owner, lease (its duration, ms)
 */
export function insertPackets(first: number, blob: number, messages: string): string {
  const columns = Object.keys(BROUGHT).map(columnOf);
  const types = ["int", ...Object.values(BROUGHT), "bool", "int", "int", "int"];
  const arrays = types.map((type, index) => `$${first + index}::${type}[]`).join(", ");
  return `
    insert into packets (
      message, thread, type, version, sender, sealed_at, next_at, lease_owner, lease_until, size, digest, bytes, holds,
      ${columns.join(", ")}
    )
    select m.id, m.thread, m.type, m.version, m.sender, m.accepted_at,
           case when p.push then m.accepted_at end,
           case when p.leased then m.lease_owner end, case when p.leased then ${DATABASE_NOW} + m.lease end, p.length,
           substring($${blob}::bytea from p.start for 32), substring($${blob}::bytea from p.start + 32 for p.length),
           substring($${blob}::bytea from p.start + 32 + p.length for p.holds_length),
           ${columns.map((column) => `p.${column}`).join(", ")}
    from unnest(${arrays}) with ordinality as p (item, ${columns.join(", ")}, leased, start, length, holds_length, n)
    join ${messages} as m on m.item = p.item
    order by p.n`;
}

/** $1 ids. Rows: the packets found. */
const BY_IDS: Statement = {
  name: "packets",
  text: `select ${PACKET_COLUMNS} from packets where id = any ($1::uuid[])`,
};

/** $1 id. Rows: its bytes, or none when there is no such packet or it was erased. */
const BYTES: Statement = {
  name: "packet-bytes",
  text: "select bytes from packets where id = $1::uuid and bytes is not null",
};

/** $1 message. Rows: its packets, in the order of sealing. */
const OF_MESSAGE: Statement = {
  name: "packets-of-message",
  // Through the thread, whose packets are few and have an index.
  text: `select ${PACKET_COLUMNS} from packets
         where thread = (select m.thread from messages m where m.id = $1::uuid) and message = $1::uuid order by seq`,
};

/** $1 thread. Rows: its packets, in the order of sealing. */
const OF_THREAD: Statement = {
  name: "packets-of-thread",
  text: `select ${PACKET_COLUMNS} from packets where thread = $1::uuid order by seq`,
};

/** $1 ids, $2 states. Rows: those of these packets in these states, as they are; locked until the transaction ends. */
const LOCK: Statement = {
  name: "lock-packets",
  text: `select ${PACKET_COLUMNS} from packets where id = any ($1::uuid[]) and state = any ($2::text[])
         order by id for update`,
};

/** $1 ids, $2 time. Rows: none. */
const WITHDRAW: Statement = {
  name: "withdraw-packets",
  text: `update packets set state = 'withdrawn', settled_at = $2, next_at = null, lease_owner = null, lease_until = null,
           failed_at = null, cause = null
         where id = any ($1::uuid[])`,
};

/** $1 ids of withdrawn packets, $2 time. Rows: none. */
const RELEASE_NEXT: Statement = {
  name: "release-after-withdrawn",
  text: `with withdrawn as (
    select thread, recipient, seq, $2::bigint as at from packets where id = any ($1::uuid[]) and push
  ) ${releaseNext("withdrawn")}`,
};

/**
 * Adds a packet in the place of one that its recipient could not decrypt.
 * $1 time of sealing, $2 replaced packet, $3 message, $4 recipient, then the columns of the new packet and its bytes.
 * Rows: its id, or none when the replaced packet is not such a one or has been replaced.
 */
const REPLACE: Statement = {
  name: "replace-packet",
  text: `
  with replaced as materialized (
    select 1 as item, p.message as id, p.thread, p.type, p.version, p.sender, $1::bigint as accepted_at,
           null::text as lease_owner, null::bigint as lease
    from packets p
    where p.id = $2::uuid and p.message = $3::uuid and p.recipient = $4
      and p.state = 'rejected' and p.reason = 'undecryptable' and p.erased_at is null
    -- An erasure of the thread either waits for this lock, or has ended and shows in the row.
    for update of p
  )
  ${insertPackets(5, 5 + PACKET_PARAMETERS, "replaced")}
  on conflict (replaces) where replaces is not null do nothing
  returning id`,
};

/** Reads one packet. */
export async function findPacket(db: Runner, id: string): Promise<Packet | undefined> {
  return (await findPackets(db, [id])).get(id);
}

/** Reads packets; those found, by id. */
export async function findPackets(db: Runner, ids: readonly string[]): Promise<Map<string, Packet>> {
  const packets = await db.run<Packet>(BY_IDS, [plainArray(ids)]);
  return new Map(packets.map((packet) => [packet.id, packet]));
}

/** Reads a packet's bytes as they were sealed. */
export async function findPacketBytes(db: Runner, id: string): Promise<Buffer | undefined> {
  const [row] = await db.run<{ bytes: Buffer }>(BYTES, [id]);
  return row?.bytes;
}

/** Reads the packets of a message, in the order of sealing. */
export async function packetsOfMessage(db: Runner, message: string): Promise<Packet[]> {
  return db.run<Packet>(OF_MESSAGE, [message]);
}

/** Reads the packets of a thread, in the order of sealing. */
export async function packetsOfThread(db: Runner, thread: string): Promise<Packet[]> {
  return db.run<Packet>(OF_THREAD, [thread]);
}

/** Withdraws those of the packets that may still change; must run in a transaction. Returns them as they were before. */
export async function withdrawPackets(db: Runner, ids: readonly string[], at: number): Promise<Packet[]> {
  if (ids.length === 0) return [];
  const before = await db.run<Packet>(LOCK, [plainArray(ids), plainArray(statesBefore("withdrawn"))]);
  const withdrawn = plainArray(before.map(({ id }) => id));
  if (before.length > 0) await db.run(WITHDRAW, [withdrawn, at]);
  if (before.some(({ state, push }) => state === "queued" && push)) await db.run(RELEASE_NEXT, [withdrawn, at]);
  return before;
}

/** Inserts a packet that replaces another one of the message. Returns false when there is none to replace, or it has been replaced. */
export async function replacePacket(
  db: Runner,
  message: string,
  packet: NewPacket,
  sealedAt: number,
): Promise<boolean> {
  const blob = new Blob();
  const columns = packetColumns([{ packets: [packet] }], blob);
  const replaced = [sealedAt, packet.replaces, message, packet.recipient];
  const rows = await db.run(REPLACE, [...replaced, ...columns, blob.bytes()]);
  return rows.length === 1;
}

/**
 * SQL of the recursive table `recipients` of every recipient that ever had a packet, found by one probe of an index each.
 * It ends with a row without a recipient.
 */
export const RECIPIENTS = `recipients as (
    (select recipient from packets order by recipient limit 1)
    union all
    select (select p.recipient from packets p where p.recipient > r.recipient order by p.recipient limit 1)
    from recipients r where r.recipient is not null
  )`;
