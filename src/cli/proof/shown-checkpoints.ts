/** Finds signed checkpoints in whatever people keep of a log: to tell how far a log had come that was lost. */
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { AuditEntry } from "../../domain/audit-entry.ts";
import { ArchiveError, type ArchiveFiles, readArchive } from "../../evidence/archive.ts";
import { evidenceFile, EVIDENCE_PATHS } from "../../evidence/format.ts";
import { openCheckpoint } from "../../tlog/checkpoint.ts";
import { NATIVE_HASHER } from "../../tlog/native-hasher.ts";
import type { VerifierKey } from "../../tlog/note.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { readEntry } from "../../tlog/read-entry.ts";
import { parseTlogProof, TLOG_PROOF_HEADER, verifyTlogProof } from "../../tlog/tlog-proof.ts";
import { parseStrict } from "../../wire/json.ts";
import { utf8In } from "../../wire/utf8.ts";
import { isObject } from "../../wire/value.ts";
import { CommandError } from "../terminal/exit-code.ts";
import { folderFiles, folderReader, ownFile } from "./log-files.ts";
import { unreadable } from "./trusted-keys.ts";

/** Part of a log that a file proves. */
export interface ShownPart {
  /** The file or folder, as the user named it. */
  readonly by: string;
  /** Signed note, verbatim. */
  readonly note: string;
  readonly size: number;
  /** Entries that evidence proves, with their places. */
  readonly entries: readonly { readonly index: number; readonly entry: AuditEntry }[];
}

/** Files of a folder that may have checkpoints: of a mirror, a monitor, a gateway's memory. */
const IN_FOLDERS = ["checkpoint", "checkpoint.witnessed", "watched.json", "remembered.json", "log/remembered.json"];

/**
 * Reads what a file or folder shows: evidence (packed or not), a proof, a checkpoint, a copy of the log, the folder of a
 * monitor. Only what the log's keys signed counts.
 *
 * @throws {CommandError} `refused` when it has no checkpoint that the log has signed
 */
export async function shownBy(cwd: string, named: string, logKeys: readonly VerifierKey[]): Promise<ShownPart[]> {
  const path = resolve(cwd, named);
  const found = await stat(path).catch(() => {
    throw unreadable(named);
  });
  const texts: string[] = [];
  let files: ArchiveFiles | undefined;
  if (found.isDirectory()) {
    files = await folderFiles(path, EVIDENCE_PATHS.manifest);
    const read = folderReader(path);
    for (const name of IN_FOLDERS) texts.push(...notesIn(utf8In(await read(name)) ?? ""));
  } else {
    const bytes = await ownFile(path);
    files = archiveIn(bytes);
    texts.push(...notesIn(utf8In(bytes) ?? ""));
  }
  const ofEvidence = files && utf8In(files.get(EVIDENCE_PATHS.checkpoint));
  const parts: ShownPart[] = [];
  for (const note of [...texts, ...(ofEvidence === undefined ? [] : [ofEvidence])]) {
    const size = await sizeOf(note, logKeys);
    if (size === undefined) continue;
    const entries = files === undefined ? [] : await provenIn(files, logKeys);
    parts.push({ by: named, note, size, entries });
  }
  if (parts.length > 0) return parts;
  throw new CommandError("refused", {
    zh: `其中没有该日志签名的检查点：${named}`,
    en: `it has no checkpoint that this log has signed: ${named}`,
  });
}

/** Checkpoints in a text: the text itself, that of a proof, or members of a JSON object. */
function notesIn(text: string): string[] {
  if (text.startsWith(TLOG_PROOF_HEADER)) return orNone(() => [parseTlogProof(text).checkpoint]);
  if (!text.startsWith("{")) return [text];
  return orNone(() => {
    const value = parseStrict(text, { maxDepth: 8 });
    const { checkpoint, witnessed, checkpoints } = isObject(value) ? value : {};
    return [checkpoint, witnessed, ...(Array.isArray(checkpoints) ? (checkpoints as unknown[]) : [])].filter(
      (one) => typeof one === "string",
    );
  });
}

async function sizeOf(note: string, logKeys: readonly VerifierKey[]): Promise<number | undefined> {
  try {
    return (await openCheckpoint(note, logKeys)).size;
  } catch (error) {
    if (error instanceof ProofError) return undefined;
    throw error;
  }
}

/** Entries of evidence whose proofs lead to a checkpoint that the log has signed. */
async function provenIn(files: ArchiveFiles, logKeys: readonly VerifierKey[]): Promise<ShownPart["entries"]> {
  const proven: { index: number; entry: AuditEntry }[] = [];
  for (const [path, bytes] of files) {
    const file = evidenceFile(path);
    const entry = file?.kind === "entry" ? readEntry(bytes) : undefined;
    const proof = file?.kind === "entry" ? utf8In(files.get(EVIDENCE_PATHS.proof(file.index))) : undefined;
    if (entry === undefined || proof === undefined) continue;
    try {
      const { index } = await verifyTlogProof(NATIVE_HASHER, NATIVE_HASHER.leaf(bytes), proof, logKeys);
      proven.push({ index, entry });
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
    }
  }
  return proven;
}

function archiveIn(bytes: Uint8Array): ArchiveFiles | undefined {
  try {
    return readArchive(bytes);
  } catch (error) {
    if (error instanceof ArchiveError) return undefined;
    throw error;
  }
}

function orNone<T>(read: () => T[]): T[] {
  try {
    return read();
  } catch {
    return [];
  }
}
