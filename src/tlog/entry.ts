import { createHash, hash } from "node:crypto";
import type { AuditEntry } from "../domain/audit-entry.ts";
import type { RecordedEntry } from "../domain/recorded-entry.ts";
import { canonicalize } from "../wire/jcs.ts";
import { decodeUtf8 } from "../wire/utf8.ts";

/** Most bytes of an entry: entry bundles (C2SP tlog-tiles) write its length in 16 bits. */
export const MAX_ENTRY_BYTES = 65_535;

/** Prefix with which a leaf is hashed (RFC 6962 section 2.1). */
const LEAF_PREFIX = "\u0000";

/** Thrown for a stored entry that does not hash to its leaf: its row was changed after it was recorded. */
export class EntryDamaged extends Error {
  override readonly name = "EntryDamaged";
}

/**
 * Reads a stored entry, and verifies by its leaf hash that the database has it as it was recorded.
 * @throws {EntryDamaged}
 */
export function readRecorded(bytes: Buffer, leafHash: Buffer): RecordedEntry {
  const leaf = createHash("sha256").update(LEAF_PREFIX).update(bytes).digest();
  if (!leaf.equals(leafHash)) throw new EntryDamaged("an entry does not hash to its leaf");
  return { entry: storedEntry(bytes), bytes, leafHash };
}

/** Reads an entry whose bytes were checked before, or are checked by whoever gets it. @throws {TypeError} @throws {SyntaxError} */
export function storedEntry(bytes: Uint8Array): AuditEntry {
  return JSON.parse(decodeUtf8(bytes)) as AuditEntry;
}

/**
 * Encodes an entry for the store: its RFC 8785 bytes and its RFC 6962 leaf hash, SHA-256(0x00 ‖ bytes).
 *
 * @throws {RangeError} for an entry of more than `MAX_ENTRY_BYTES`
 * @throws {Error} for what RFC 8785 cannot express, such as a lone surrogate or an infinite number
 */
export function recordEntry(entry: AuditEntry): RecordedEntry {
  const leaf = Buffer.from(LEAF_PREFIX + canonicalize(entry), "utf8");
  const bytes = leaf.subarray(1);
  if (bytes.length > MAX_ENTRY_BYTES) throw new RangeError(`an audit entry of ${bytes.length} bytes`);
  return { entry, bytes, leafHash: hash("sha256", leaf, "buffer") };
}
