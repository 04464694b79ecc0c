/** What evidence is made from: the contracts through which its maker sees the log, the store and the directory. */
import type { Bilingual } from "../../domain/bilingual.ts";
import type { ArchiveFiles } from "../archive.ts";
import type { LogReader } from "../../log/log-reader.ts";
import type { ManifestHead } from "../summary/describe.ts";

/** The signed receipts of a thread, verbatim. */
export interface ThreadReceipts {
  /** The gateway's, by message. */
  readonly submissions: ReadonlyMap<string, string>;
  /** The recipients', by packet. */
  readonly receipts: ReadonlyMap<string, string>;
}

/** A public key as it is kept for evidence: public members only. */
export interface RememberedKey {
  readonly party: string;
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly jwk: object;
}

/** What the store has for evidence. Methods throw StoreUnavailable when the database cannot answer. */
export interface EvidenceRows {
  receiptsOfThread(thread: string): Promise<ThreadReceipts>;
  /** A party's public key by its thumbprint, also one that left the directory since. */
  publicKey(party: string, kid: string): Promise<object | undefined>;
  /** The rules (sharing policy, routing, calendar) of a version, as they were recorded. */
  rules(version: string): Promise<string | undefined>;
  /** The text of a schema, `{type}@{version}`, as it was recorded under its SHA-256, `sha-256=:…:`. */
  registeredSchema(schema: string, digest: string): Promise<string | undefined>;
  /** Keeps public keys; those that are known already stay as they are. */
  rememberKeys(keys: readonly RememberedKey[]): Promise<void>;
}

/** The readable summary in both forms, as files. */
export interface Summary {
  readonly html: Uint8Array;
  readonly pdf: Uint8Array;
}

/** Everything that evidence is made from. */
export interface EvidenceSource
  extends Pick<EvidenceRows, "receiptsOfThread" | "publicKey" | "rules" | "registeredSchema"> {
  readonly log: LogReader;
  /** The gateway's party id. */
  readonly gateway: string;
  /** Version of the gateway's software. */
  readonly software: string;
  /** A present schema as JSON text: for messages of a time that registered none. */
  schema(type: string, version: string): string | undefined;
  nameOf(party: string): Bilingual | undefined;
  /** A compact JWS of the gateway's signing key. */
  sign(claims: object, typ: string): Promise<string>;
  /** The readable summary of these files, in both languages; without it evidence has none. */
  summary?(files: ArchiveFiles, head: ManifestHead): Promise<Summary>;
  /** An RFC 3161 time stamp of a checkpoint's text, when there is one. */
  timestamp?(checkpoint: string): Promise<Uint8Array | undefined>;
  /** An RFC 9942 COSE receipt of an entry for a checkpoint's tree, when the gateway makes them. */
  coseReceipt?(
    index: number,
    proof: readonly Uint8Array[],
    checkpoint: { readonly size: number; readonly root: Uint8Array },
  ): Promise<Uint8Array>;
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number): Promise<void>;
}
