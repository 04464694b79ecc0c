import type { MessageType } from "../../domain/message.ts";
import { type Due, type PacketState, statesBefore } from "../../domain/packet.ts";
import type { ReceiptOutcome, RejectReason } from "../../domain/receipt.ts";
import type { NewPacket, PacketRow } from "../../exchange/store-port.ts";
import { plainArray } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";

/** The columns of a packet's row, its bytes left out. */
export const PACKET_COLUMNS = `id, message, thread, type, version, sender, recipient, state, sealed_at, size, digest,
  media_type, kid, disclosed, due, push, attempts, next_at, window_until, delivered_at, fetched_at, settled_at,
  outcome, reason, replaces, erased_at`;

/** A packet as a query with `PACKET_COLUMNS` gives it. */
export interface PacketRecord {
  readonly id: string;
  readonly message: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly version: string;
  readonly sender: string;
  readonly recipient: string;
  readonly state: PacketState;
  readonly sealed_at: number;
  readonly size: number;
  readonly digest: Buffer;
  readonly media_type: string;
  readonly kid: string;
  readonly disclosed: readonly string[];
  readonly due: Due;
  readonly push: boolean;
  readonly attempts: number;
  readonly next_at: number | null;
  readonly window_until: number | null;
  readonly delivered_at: number | null;
  readonly fetched_at: number | null;
  readonly settled_at: number | null;
  readonly outcome: ReceiptOutcome | null;
  readonly reason: RejectReason | null;
  readonly replaces: string | null;
  readonly erased_at: number | null;
}

/** The row as the flow knows it. */
export function packetOf(row: PacketRecord): PacketRow {
  return {
    id: row.id,
    message: row.message,
    thread: row.thread,
    type: row.type,
    version: row.version,
    sender: row.sender,
    recipient: row.recipient,
    state: row.state,
    sealedAt: row.sealed_at,
    size: row.size,
    digest: row.digest,
    mediaType: row.media_type,
    kid: row.kid,
    disclosed: row.disclosed,
    due: row.due,
    push: row.push,
    attempts: row.attempts,
    nextAt: row.next_at,
    windowUntil: row.window_until,
    deliveredAt: row.delivered_at,
    fetchedAt: row.fetched_at,
    settledAt: row.settled_at,
    outcome: row.outcome,
    reason: row.reason,
    replaces: row.replaces,
    erasedAt: row.erased_at,
  };
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
  text: `update packets set state = 'withdrawn', settled_at = $2, next_at = null, lease_owner = null, lease_until = null
         where id = any ($1::uuid[])`,
};

/**
 * A packet in the place of one that its recipient could not decrypt.
 * $1 bytes, $2 id, $3 message, $4 sealed at, $5 media type, $6 kid, $7 disclosed, $8 due, $9 push, $10 window
 * until, $11 digest, $12 replaces, $13 recipient. Rows: its id, or none when the replaced packet is not such a one or has been
 * replaced.
 */
const REPLACE: Statement = {
  name: "replace-packet",
  text: `
  insert into packets (id, message, thread, type, version, sender, recipient, sealed_at, media_type, kid, disclosed, due,
                       push, next_at, window_until, size, digest, replaces, bytes)
  select $2::uuid, p.message, p.thread, p.type, p.version, p.sender, p.recipient, $4::bigint, $5, $6, $7::jsonb, $8::jsonb,
         $9::bool, case when $9::bool then $4::bigint end, $10::bigint, length($1::bytea), $11::bytea, p.id, $1::bytea
  from packets p
  where p.id = $12::uuid and p.message = $3::uuid and p.recipient = $13
    and p.state = 'rejected' and p.reason = 'undecryptable' and p.erased_at is null
  -- An erasure of the thread has either not begun, and waits, or is over, and shows in the row.
  for update of p
  on conflict (replaces) where replaces is not null do nothing
  returning id`,
};

/** One packet. */
export async function findPacket(db: Runner, id: string): Promise<PacketRow | undefined> {
  return (await findPackets(db, [id])).get(id);
}

/** The packets found, by id. */
export async function findPackets(db: Runner, ids: readonly string[]): Promise<Map<string, PacketRow>> {
  const rows = await db.run<PacketRecord>(BY_IDS, [plainArray(ids)]);
  return new Map(rows.map((row) => [row.id, packetOf(row)]));
}

/** A packet's bytes, as sealed. */
export async function findPacketBytes(db: Runner, id: string): Promise<Buffer | undefined> {
  const [row] = await db.run<{ bytes: Buffer }>(BYTES, [id]);
  return row?.bytes;
}

/** The packets of a message, in the order of sealing. */
export async function packetsOfMessage(db: Runner, message: string): Promise<PacketRow[]> {
  return (await db.run<PacketRecord>(OF_MESSAGE, [message])).map(packetOf);
}

/** The packets of a thread, in the order of sealing. */
export async function packetsOfThread(db: Runner, thread: string): Promise<PacketRow[]> {
  return (await db.run<PacketRecord>(OF_THREAD, [thread])).map(packetOf);
}

/** Withdraws those of the packets that may still change. Within a transaction. Returns them as they were before. */
export async function withdrawPackets(db: Runner, ids: readonly string[], at: number): Promise<PacketRow[]> {
  if (ids.length === 0) return [];
  const before = await db.run<PacketRecord>(LOCK, [plainArray(ids), plainArray(statesBefore("withdrawn"))]);
  if (before.length > 0) await db.run(WITHDRAW, [plainArray(before.map(({ id }) => id)), at]);
  return before.map(packetOf);
}

/** Inserts a packet that replaces another one of the message. False when there is nothing to replace (any more). */
export async function replacePacket(
  db: Runner,
  message: string,
  packet: NewPacket,
  sealedAt: number,
): Promise<boolean> {
  const rows = await db.run(REPLACE, [
    packet.bytes,
    packet.id,
    message,
    sealedAt,
    packet.mediaType,
    packet.kid,
    JSON.stringify(packet.disclosed),
    JSON.stringify(packet.due),
    packet.push,
    packet.windowUntil,
    packet.digest,
    packet.replaces ?? null,
    packet.recipient,
  ]);
  return rows.length === 1;
}
