/** Evidence as a verifier reads it: all of it parsed, none of it believed. */
import type { AuditEntry } from "../../domain/audit-entry.ts";
import { parseCheckpoint, type Checkpoint } from "../../tlog/checkpoint.ts";
import type { ArchiveFiles } from "../archive.ts";
import { evidenceFile, EVIDENCE_PATHS, type Manifest, readManifest } from "../format.ts";
import { type Sha256, type TreeHasher, treeHasher } from "../../tlog/merkle.ts";
import { parseNote } from "../../tlog/note.ts";
import { readEntry } from "../../tlog/read-entry.ts";
import { parseTlogProof, type TlogProof } from "../../tlog/tlog-proof.ts";
import { attested, type Attested } from "./attested.ts";
import { type BegunEntries, begunEntries, successorOfTrusted } from "./chain.ts";
import { readKeySet, type PartyKey } from "./signed-token.ts";
import type { ThreadInLog } from "./thread-in-log.ts";
import type { Trust } from "./trust.ts";
import { utf8In } from "../../wire/utf8.ts";

/** Entry among the files. */
export interface EvidenceEntry {
  /** Index in the file's name. */
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly leafHash: Uint8Array;
  /** Undefined when the bytes are not an entry. */
  readonly entry: AuditEntry | undefined;
  /** Undefined when there is no proof that can be read. */
  readonly proof: TlogProof | undefined;
}

/** Entry that could be read. */
export type ReadableEntry = EvidenceEntry & { readonly entry: AuditEntry };

/** All that the checks look at. */
export interface Evidence {
  readonly archive: Uint8Array | undefined;
  readonly files: ArchiveFiles;
  readonly trust: Trust;
  readonly sha256: Sha256;
  readonly hasher: TreeHasher;
  readonly manifest: Manifest | undefined;
  readonly checkpointText: string;
  /** Parsed, without a look at its signatures. */
  readonly checkpoint: Checkpoint | undefined;
  /** Trusted signatures of it. */
  readonly attested: Attested;
  /** Every entry, in the order of the tree. */
  readonly entries: readonly EvidenceEntry[];
  /** Entries that could be read. */
  readonly readable: readonly ReadableEntry[];
  /** Entries that begin a successor log: the chain that ends in the checkpoint's log. */
  readonly begun: BegunEntries;
  /** Signed tokens by the id in the file's name. */
  readonly submissionReceipts: ReadonlyMap<string, string>;
  readonly receipts: ReadonlyMap<string, string>;
  /** Public keys by party; undefined where the file is not a key set. */
  readonly keys: ReadonlyMap<string, readonly PartyKey[] | undefined>;
  /** What the log at hand has about the thread; undefined without a log. */
  readonly log: ThreadInLog | undefined;
}

/** Reads the files of evidence. Input is hostile: what cannot be read is undefined, and a check reports it. */
export async function readEvidence(
  files: ArchiveFiles,
  archive: Uint8Array | undefined,
  trust: Trust,
  sha256: Sha256,
): Promise<Evidence> {
  const hasher = treeHasher(sha256);
  const text = (path: string) => utf8In(files.get(path)) ?? "";
  const entries: EvidenceEntry[] = [];
  const submissionReceipts = new Map<string, string>();
  const receipts = new Map<string, string>();
  const keys = new Map<string, readonly PartyKey[] | undefined>();
  for (const [path, bytes] of files) {
    const file = evidenceFile(path);
    if (file?.kind === "entry") {
      const proof = orUndefined(() => parseTlogProof(text(EVIDENCE_PATHS.proof(file.index))));
      entries.push({ index: file.index, bytes, leafHash: hasher.leaf(bytes), entry: readEntry(bytes), proof });
    }
    if (file?.kind === "submissionReceipt") submissionReceipts.set(file.id, text(path));
    if (file?.kind === "receipt") receipts.set(file.id, text(path));
    if (file?.kind === "keys") keys.set(file.id, await readKeySet(file.id, bytes));
  }
  entries.sort((a, b) => a.index - b.index);
  const readable = entries.filter((entry): entry is ReadableEntry => entry.entry !== undefined);
  const begun = begunEntries(readable);
  const checkpointText = text(EVIDENCE_PATHS.checkpoint);
  const checkpoint = orUndefined(() => parseCheckpoint(parseNote(checkpointText).text));
  const successor = checkpoint && (await successorOfTrusted(begun, checkpoint.origin, trust.log));
  return {
    archive,
    files,
    trust,
    sha256,
    hasher,
    manifest: readManifest(files.get(EVIDENCE_PATHS.manifest) ?? new Uint8Array(), files.size),
    checkpointText,
    checkpoint,
    attested: await attested(checkpointText, files.get(EVIDENCE_PATHS.timestamp), trust, successor),
    entries,
    readable,
    begun,
    submissionReceipts,
    receipts,
    keys,
    log: undefined,
  };
}

/** Entries of a type. */
export function ofType({ readable }: Evidence, type: string): ReadableEntry[] {
  return readable.filter(({ entry }) => entry.type === type);
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
