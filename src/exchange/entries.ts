import { createHash } from "node:crypto";
import { recordEntry } from "../tlog/entry.ts";
import { formatDigest } from "../wire/digest.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import type { AuditEntry, EntryType } from "../domain/audit-entry.ts";
import type { RecordedEntry } from "../domain/recorded-entry.ts";
import type { Packet } from "./packet.ts";

/** Computes SHA-256 of bytes or of a text in UTF-8, 32 bytes. */
export function sha256(data: Uint8Array | string): Buffer {
  return createHash("sha256").update(data).digest();
}

/** Makes an audit entry of the given type, at the given time (ms), by the given party. */
export function entry(type: EntryType, at: number, actor: string, about: Partial<AuditEntry>): RecordedEntry {
  return recordEntry({ v: 1, type, time: rfc3339(at), actor, ...about });
}

/** The members of a packet that every entry about it names. */
export type PacketIdentity = Pick<Packet, "id" | "message" | "thread" | "recipient" | "digest">;

/** Makes an audit entry about one packet. */
export function packetEntry(
  type: EntryType,
  at: number,
  actor: string,
  packet: PacketIdentity,
  more: Partial<AuditEntry> = {},
): RecordedEntry {
  const { id, message, thread, recipient, digest } = packet;
  return entry(type, at, actor, { message, packet: id, thread, recipient, digest: formatDigest(digest), ...more });
}
