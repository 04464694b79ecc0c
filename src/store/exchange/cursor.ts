import { decodeBase64url } from "../../wire/base64.ts";
import { createHmac, timingSafeEqual } from "node:crypto";
import { Refusal } from "../../domain/refusal.ts";

/** Position in an inbox. Packets are ordered by the transaction that made them listable, then by acceptance. */
export interface Position {
  /** Positions of another epoch are not valid (see inbox-epoch.ts). */
  readonly epoch: number;
  readonly xid: bigint;
  readonly seq: bigint;
}

/** The position before the first packet, in every epoch. */
export const START: Position = { epoch: 0, xid: 0n, seq: 0n };

const VERSION = 1;
const BODY = 1 + 4 + 8 + 8;
const CHECK = 8;
const HIGHEST = 2n ** 63n - 1n;

/**
 * Writes a position in one recipient's inbox as an opaque text: base64url of version, epoch, xid, seq (big endian) and a
 * MAC, so that only cursors that the gateway made for this recipient are accepted.
 */
export function writeCursor(key: Buffer, recipient: string, { epoch, xid, seq }: Position): string {
  const bytes = Buffer.alloc(BODY + CHECK);
  bytes.writeUInt8(VERSION, 0);
  bytes.writeUInt32BE(epoch, 1);
  bytes.writeBigUInt64BE(xid, 5);
  bytes.writeBigUInt64BE(seq, 13);
  macOf(key, recipient, bytes).copy(bytes, BODY);
  return bytes.toString("base64url");
}

/**
 * Reads a cursor that `writeCursor` made for the same recipient.
 * @throws Refusal `malformed-request` for anything else
 */
export function readCursor(key: Buffer, recipient: string, cursor: string): Position {
  const bytes = Buffer.from(decodeBase64url(cursor) ?? []);
  if (bytes.length !== BODY + CHECK || bytes[0] !== VERSION) throw foreignCursor();
  if (!timingSafeEqual(bytes.subarray(BODY), macOf(key, recipient, bytes))) throw foreignCursor();
  const [epoch, xid, seq] = [bytes.readUInt32BE(1), bytes.readBigUInt64BE(5), bytes.readBigUInt64BE(13)];
  if (xid > HIGHEST || seq > HIGHEST) throw foreignCursor();
  return { epoch, xid, seq };
}

function macOf(key: Buffer, recipient: string, bytes: Buffer): Buffer {
  return createHmac("sha256", key).update(bytes.subarray(0, BODY)).update(recipient).digest().subarray(0, CHECK);
}

function foreignCursor(): Refusal {
  const detail = { en: "The cursor is not one that this inbox gave", zh: "游标不是本收件箱给出的" };
  return new Refusal("malformed-request", { detail, step: "cursor" });
}
