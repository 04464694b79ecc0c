/** Content of the checkpoint and its time stamp. Nothing is verified here. */
import { encodeBase64 } from "../../wire/base64.ts";
import { encodeHex } from "../../wire/bytes.ts";
import { parseCheckpoint } from "../../tlog/checkpoint.ts";
import { cosignatureTime } from "../../tlog/cosignature.ts";
import type { ArchiveFiles } from "../archive.ts";
import { EVIDENCE_PATHS } from "../format.ts";
import type { EvidenceCheckpoint, EvidenceTimestamp, EvidenceWitness } from "../model.ts";
import { type NoteSignature, parseNote } from "../../tlog/note.ts";
import { stampFacts } from "../../tlog/rfc3161/facts.ts";
import { utf8In } from "../../wire/utf8.ts";

/** Bytes of a log's own signature (Ed25519). */
const LOG_SIGNATURE_BYTES = 64;
/** Last millisecond that RFC 3339 can name. */
const LAST_TIME = BigInt(Date.parse("9999-12-31T23:59:59.999Z"));

/** Describes the checkpoint. @throws {ProofError} `malformed` when it cannot be read */
export function describeCheckpoint(files: ArchiveFiles): EvidenceCheckpoint {
  const note = parseNote(utf8In(files.get(EVIDENCE_PATHS.checkpoint)) ?? "");
  const { origin, size, root } = parseCheckpoint(note.text);
  const own = note.signatures.filter(
    ({ name, signature }) => name === origin && signature.length === LOG_SIGNATURE_BYTES,
  );
  return {
    origin,
    size,
    root: encodeBase64(root),
    logKeys: own.map(keyName),
    witnesses: note.signatures.flatMap(witnessOf),
  };
}

/** Describes the time stamp; undefined without one that can be read. */
export function describeTimestamp(files: ArchiveFiles): EvidenceTimestamp | undefined {
  const token = files.get(EVIDENCE_PATHS.timestamp);
  return token === undefined ? undefined : stampFacts(token);
}

function witnessOf(line: NoteSignature): EvidenceWitness[] {
  const seconds = cosignatureTime(line);
  if (seconds === undefined || seconds * 1000n > LAST_TIME) return [];
  return [{ name: keyName(line), time: new Date(Number(seconds) * 1000).toISOString() }];
}

function keyName({ name, id }: NoteSignature): string {
  return `${name}+${encodeHex(id)}`;
}
