import { createHash, hash } from "node:crypto";
import type { AuditEntry, RecordedEntry } from "../domain/audit-entry.ts";
import { canonicalize } from "../wire/jcs.ts";

/** The most bytes one entry may have: C2SP tlog-tiles entry bundles give its length in 16 bits. */
export const MAX_ENTRY_BYTES = 65_535;

/** RFC 6962 section 2.1: a leaf is hashed with the prefix 0x00, a node with 0x01. */
const LEAF_PREFIX = "\u0000";

/** A stored entry is not what was hashed when it was recorded: somebody changed its row. */
export class EntryDamaged extends Error {
  override readonly name = "EntryDamaged";
}

/**
 * Reads a stored entry back, as what it was when it was recorded or not at all: a database is not believed.
 * @throws {EntryDamaged}
 */
export function readRecorded(bytes: Buffer, leafHash: Buffer): RecordedEntry {
  const leaf = createHash("sha256").update(LEAF_PREFIX).update(bytes).digest();
  if (!leaf.equals(leafHash)) throw new EntryDamaged("an entry does not hash to its leaf");
  return { entry: JSON.parse(bytes.toString("utf8")) as AuditEntry, bytes, leafHash };
}

/**
 * Makes an entry ready to be stored: its RFC 8785 bytes and its RFC 6962 leaf hash, SHA-256(0x00 ‖ bytes).
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
