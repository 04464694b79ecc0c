/** Types of audit entries: what each one records. The timeline shown to users has these words. */
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
  "rerouted",
  "packed",
  "imported",
  "directory",
  "clock-rules",
  "guideline",
  "key",
  "log",
  "token-refused",
  "read",
  "erased",
  "envelope-erased",
  "erasure-requested",
  "person-lookup",
  "person-lookup-approved",
  "case-facts",
  "case-erased",
  "report",
  "report-released",
  "inquiry",
  "reminder",
] as const;

/** Legal bases (PIPL 13) of the schemas' code list that entries name. */
export const LEGAL_BASES = ["consent", "statutory-duty", "emergency"] as const;

/** Legal basis on which a document rests. */
export type LegalBasis = (typeof LEGAL_BASES)[number];

/** Type of an audit entry. */
export type EntryType = (typeof ENTRY_TYPES)[number];

/**
 * One entry of the audit log (protocol section 7), before it is canonicalised (RFC 8785). It holds
 * ids, digests of ciphertext, codes and times only: no personal data, and nothing from which a value of
 * a payload could be guessed.
 */
export interface AuditEntry {
  readonly v: 1;
  readonly type: EntryType;
  /** RFC 3339, UTC, milliseconds. */
  readonly time: string;
  /** Id of the party that acted, or the gateway's own. */
  readonly actor: string;
  readonly message?: string;
  readonly packet?: string;
  readonly thread?: string;
  readonly recipient?: string;
  /** Digest of what the entry is about, `sha-256=:…:`. */
  readonly digest?: string;
  /** Further members that a type adds: codes, counts, ids. */
  readonly [extra: string]: string | number | boolean | readonly string[] | undefined;
}
