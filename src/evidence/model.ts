/**
 * Content of the evidence of one thread, as plain data, from which the readable summary (送达证据) is made. It is also one
 * of the evidence's files. It has no payload and no person. Times are RFC 3339 in UTC, digests `sha-256=:…:` (RFC
 * 9530).
 */
import type { Bilingual } from "../domain/bilingual.ts";
import type { EntryType } from "../domain/audit-entry.ts";
import type { PacketState } from "../domain/packet.ts";
import type { ReceiptOutcome, RejectReason } from "../domain/receipt.ts";

/** Message of the thread, from its `accepted` entry and its submission receipt. */
export interface EvidenceMessage {
  readonly id: string;
  /** Type, such as `aid-subject-list` or `feedback` (protocol section 4). */
  readonly type: string;
  /** Version of its schema. */
  readonly version: string;
  readonly sender: string;
  readonly acceptedAt: string;
  /** Digest of the request body as it came. */
  readonly digest: string;
  /** Digest of the sender's signed object in it. */
  readonly origin: string;
  /** `{id}@{version}` of the sharing policy in force. */
  readonly policy: string;
  /** Index of the `accepted` entry in the log. */
  readonly entry: number;
  /** Whether the gateway's signed submission receipt is among the files. */
  readonly receipt: boolean;
}

/** Receipt of a recipient for a packet. */
export interface EvidenceReceipt {
  readonly outcome: ReceiptOutcome;
  readonly reason?: RejectReason;
  /** When the recipient signed it, by its own clock, in whole seconds. */
  readonly issuedAt: string;
  /** When the gateway recorded it. */
  readonly receivedAt: string;
  /** Digest of the signed receipt, verbatim. */
  readonly digest: string;
  /** RFC 7638 thumbprint of the recipient's key that signed it. */
  readonly kid: string;
  /** Index of the `receipt` entry in the log. */
  readonly entry: number;
}

/** Packet, from its entries. */
export interface EvidencePacket {
  readonly id: string;
  readonly message: string;
  readonly recipient: string;
  /** Digest of the packet's bytes (ciphertext). */
  readonly digest: string;
  readonly sealedAt: string;
  /** Groups of fields that the recipient can see. */
  readonly disclosed: readonly string[];
  /** RFC 7638 thumbprint of the recipient's key that it was sealed for. */
  readonly sealedFor: string;
  /** State after all its entries. */
  readonly state: PacketState;
  /** Number of pushes that were tried. */
  readonly attempts: number;
  /** First delivery: pushed and answered, fetched, or signed for. */
  readonly deliveredAt?: string;
  /** How it was delivered. */
  readonly via?: "push" | "fetch" | "receipt";
  readonly receipt?: EvidenceReceipt;
  /** Packet, refused as undecryptable, that this one replaces. */
  readonly replaces?: string;
  /** When the payload was destroyed. Digest and proofs remain. */
  readonly erasedAt?: string;
  /** Index of the `sealed` entry in the log. */
  readonly entry: number;
}

/** Entry of the log, in the order of the tree. */
export interface TimelineEntry {
  /** Index in the log's tree. */
  readonly index: number;
  readonly time: string;
  readonly type: EntryType;
  /** Id of the party that did it, or the gateway's id. */
  readonly actor: string;
  readonly message?: string;
  readonly packet?: string;
  readonly recipient?: string;
  /** Other members of the entry: codes, counts, ids, digests. */
  readonly more: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

/** Cosignature of the checkpoint. It is not verified here: that takes the witness's key, which the reader brings. */
export interface EvidenceWitness {
  /** Name of its key and the key's id, `name+hex` (C2SP signed-note). */
  readonly name: string;
  /** When it signed, by its own clock. */
  readonly time: string;
}

/** Checkpoint that all proofs lead to. */
export interface EvidenceCheckpoint {
  /** Name of the log. */
  readonly origin: string;
  /** Entries in the tree. */
  readonly size: number;
  /** Root hash, base64. */
  readonly root: string;
  /** Keys of the log that signed it, `name+hex` (C2SP signed-note): enough to compare, not to verify. */
  readonly logKeys: readonly string[];
  readonly witnesses: readonly EvidenceWitness[];
}

/** Log that the checkpoint's log succeeds, as the entry says that begins the successor ([log.md](../../docs/log.md)). */
export interface EvidenceSuccession {
  /** Name of the log that ended, and of the one that goes on with its entries. */
  readonly predecessor: string;
  readonly origin: string;
  /** Number of entries that were taken over, which is the index of the entry that begins the successor. */
  readonly size: number;
  /** Size of the largest tree of the log that ended that anyone could show; absent when nobody could. */
  readonly known?: number;
  readonly time: string;
  /** Number of the operator's decision. */
  readonly reference: string;
}

/** Time stamp of the checkpoint. It is not verified here: that takes the authority's certificate. */
export interface EvidenceTimestamp {
  /** The authority's time. */
  readonly time: string;
  /** Subject of its certificate, as far as it has a name or an organisation; else empty. */
  readonly authority: string;
}

/** Version of the rules, or of a schema, that the thread's messages name. */
export interface EvidenceRule {
  /** `sharing-policy`, `routing`, `calendar`, `schema`. */
  readonly part: string;
  /** `{id}@{version}`; for a schema `{type}@{version}`. */
  readonly id: string;
  /** Digest of the document among the files; absent when only the name is recorded. */
  readonly digest?: string;
}

/** Change of a public key of the files, as the log records it. */
export interface EvidenceKey {
  readonly party: string;
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  /** `key-added`, `key-retired`, `key-restored`, `key-removed`. */
  readonly change: string;
  readonly time: string;
  /** Index of the `key` entry in the log. */
  readonly entry: number;
}

/** Step of a verification, in the order of the steps. */
export interface EvidenceStep {
  readonly id: string;
  readonly title: Bilingual;
}

/** Evidence of one thread. */
export interface EvidenceModel {
  /** Version of the evidence format. */
  readonly format: 1;
  readonly thread: string;
  readonly madeAt: string;
  /** The gateway's party id. */
  readonly gateway: string;
  /** Version of the gateway's software. */
  readonly software: string;
  readonly checkpoint: EvidenceCheckpoint;
  readonly timestamp?: EvidenceTimestamp;
  /** Logs that the checkpoint's log succeeds, the oldest first; empty for most. */
  readonly successions: readonly EvidenceSuccession[];
  /** In the order of acceptance. */
  readonly messages: readonly EvidenceMessage[];
  /** In the order of sealing. */
  readonly packets: readonly EvidencePacket[];
  /** Every published entry of the thread, in the order of the tree. */
  readonly timeline: readonly TimelineEntry[];
  /** Leaf hashes, base64url, of entries of the thread that were recorded but are not below the checkpoint. */
  readonly pending: readonly string[];
  /** Names of all parties that occur, by id. A party that left the directory has no name. */
  readonly parties: Readonly<Record<string, Bilingual>>;
  readonly rules: readonly EvidenceRule[];
  /** In the order of the tree. */
  readonly keys: readonly EvidenceKey[];
}
