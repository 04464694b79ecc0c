/** What an audit entry records. The words are those of the timeline shown to users. */
export const ENTRY_TYPES = [
  "accepted",
  "refused",
  "sealed",
  "attempt",
  "delivered",
  "fetched",
  "receipt",
  "conflict",
  "failed",
  "withdrawn",
  "requeued",
  "resealed",
  "directory",
  "key",
  "log",
  "token-refused",
  "read",
  "erased",
  "envelope-erased",
  "erasure-requested",
  "person-lookup",
] as const;

/** One of the types of audit entries. */
export type EntryType = (typeof ENTRY_TYPES)[number];

/**
 * One entry of the audit log (protocol section 7), before it is canonicalised (RFC 8785). It holds
 * no personal data and nothing a payload's value could be guessed from: ids, digests of ciphertext,
 * codes and times only.
 */
export interface AuditEntry {
  readonly v: 1;
  readonly type: EntryType;
  /** RFC 3339, UTC, milliseconds. */
  readonly time: string;
  /** Party id of who did it, or the gateway's id. */
  readonly actor: string;
  readonly message?: string;
  readonly packet?: string;
  readonly thread?: string;
  readonly recipient?: string;
  /** `sha-256=:…:` of what the entry is about. */
  readonly digest?: string;
  /** What the type adds: codes, counts, ids. */
  readonly [extra: string]: string | number | boolean | readonly string[] | undefined;
}

/** An entry ready to be stored: its RFC 8785 bytes and its RFC 6962 leaf hash, SHA-256(0x00 ‖ bytes). */
export interface RecordedEntry {
  readonly entry: AuditEntry;
  readonly bytes: Buffer;
  readonly leafHash: Buffer;
}
