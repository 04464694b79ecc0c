/** Ports of the maker of evidence: the log, the store and the directory as it sees them. */
import type { Bilingual } from "../../domain/bilingual.ts";
import type { ArchiveFiles } from "../archive.ts";
import type { LogReader } from "../../log/log-reader.ts";
import type { ManifestHead } from "../summary/describe.ts";

/** Signed receipts of a thread, verbatim. */
export interface ThreadReceipts {
  /** Receipts of the gateway, by message. */
  readonly submissions: ReadonlyMap<string, string>;
  /** Receipts of recipients, by packet. */
  readonly receipts: ReadonlyMap<string, string>;
}

/** Public key as kept for evidence: public members only. */
export interface RememberedKey {
  readonly party: string;
  /** Thumbprint of RFC 7638. */
  readonly kid: string;
  readonly jwk: object;
}

/** Store of evidence's documents. Methods throw StoreUnavailable when the database cannot answer. */
export interface EvidenceRows {
  receiptsOfThread(thread: string): Promise<ThreadReceipts>;
  /** Finds a party's public key by its thumbprint, also one that has left the directory. */
  publicKey(party: string, kid: string): Promise<object | undefined>;
  /** Reads the recorded rules (sharing policy, routing, retention) of a version. */
  rules(version: string): Promise<string | undefined>;
  /** Reads the recorded text of a schema, `{type}@{version}`, by its SHA-256, `sha-256=:…:`. */
  registeredSchema(schema: string, digest: string): Promise<string | undefined>;
  /** Stores public keys; does not change keys that are stored already. */
  rememberKeys(keys: readonly RememberedKey[]): Promise<void>;
}

/** Readable summary as two files, HTML and PDF. */
export interface Summary {
  readonly html: Uint8Array;
  readonly pdf: Uint8Array;
}

/** Sources of evidence. */
export interface EvidenceSource
  extends Pick<EvidenceRows, "receiptsOfThread" | "publicKey" | "rules" | "registeredSchema"> {
  readonly log: LogReader;
  /** Party id of the gateway. */
  readonly gateway: string;
  /** Version of the gateway's software. */
  readonly software: string;
  /** Gives a present schema as JSON text, for messages older than the registration of schemas. */
  schema(type: string, version: string): string | undefined;
  nameOf(party: string): Bilingual | undefined;
  /** Signs a compact JWS with the gateway's key. */
  sign(claims: object, typ: string): Promise<string>;
  /** Makes the readable summary of these files, in both languages; when absent, evidence has no summary. */
  summary?(files: ArchiveFiles, head: ManifestHead): Promise<Summary>;
  /** Finds the RFC 3161 time stamp of a checkpoint's text; undefined without one. */
  timestamp?(checkpoint: string): Promise<Uint8Array | undefined>;
  /** Makes an RFC 9942 COSE receipt of an entry for a checkpoint's tree; absent when the gateway makes none. */
  coseReceipt?(
    index: number,
    proof: readonly Uint8Array[],
    checkpoint: { readonly size: number; readonly root: Uint8Array },
  ): Promise<Uint8Array>;
  /** Reads the time, ms since the epoch. */
  now(): number;
  sleep(ms: number): Promise<void>;
}
