import type { AuditEntry } from "./audit-entry.ts";

/** Entry ready to be stored: its RFC 8785 bytes and its RFC 6962 leaf hash, SHA-256(0x00 ‖ bytes). */
export interface RecordedEntry {
  readonly entry: AuditEntry;
  readonly bytes: Buffer;
  readonly leafHash: Buffer;
}
