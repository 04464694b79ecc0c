import { TOKEN_TYPES } from "../../wire/token.ts";
import { encodeBase64url } from "../../wire/base64.ts";
import { encodeHex } from "../../wire/bytes.ts";
import { formatDigest } from "../../wire/digest.ts";
import { setImmediate as nextTurn } from "node:timers/promises";
import { crc32 } from "node:zlib";
import type { AuditEntry } from "../../domain/audit-entry.ts";
import { Refusal } from "../../domain/refusal.ts";
import type { SignedCheckpoint } from "../../tlog/checkpoint.ts";
import { ArchiveError, type ArchiveFiles, packInTurns } from "../archive.ts";
import { EVIDENCE_FORMAT, EVIDENCE_PATHS, type Manifest, type ManifestFile, writeManifest } from "../format.ts";
import type { LoggedEntry, LogHeads } from "../../log/log-reader.ts";
import type { Sha256 } from "../../tlog/merkle.ts";
import { SUMMARY_FORM } from "../summary/summary-content.ts";
import { formatTlogProof } from "../../tlog/tlog-proof.ts";
import { kidOf } from "../verify/signed-token.ts";
import { partyNames } from "./party-names.ts";
import { registrations, type Registrations } from "./registrations.ts";
import type { EvidenceSource, ThreadReceipts } from "./source.ts";
import { storedEntry } from "../../tlog/entry.ts";

/** Longest wait for the newest entries of a thread to be published, and time between two looks, ms. */
const WAIT = { most: 3_000, every: 50 } as const;

/** Entry of the thread that the checkpoint covers. */
export interface PublishedEntry {
  readonly index: number;
  readonly bytes: Buffer;
  readonly leafHash: Buffer;
  readonly entry: AuditEntry;
}

/**
 * Makes the evidence of a thread: one archive that a third party verifies with the trusted keys alone.
 *
 * Waits shortly for entries that are not published yet. An entry that is still pending then, because the log stalls or
 * the thread goes on, is left out; the manifest names its leaf hash.
 *
 * @throws {Refusal} `not-found` for a thread that the log does not know, `unavailable` while the message
 *   that opened it is not published, `too-large` for a thread beyond the format's limits
 */
export async function makeEvidence(
  source: EvidenceSource,
  sha256: Sha256,
  thread: string,
): Promise<{ readonly bytes: Uint8Array; readonly checkpoint: SignedCheckpoint }> {
  const { checkpoint, entries, pending, receipts, registered } = await provable(source, thread);
  const madeAt = new Date(source.now()).toISOString();
  const all = [...entries, ...registered.entries];
  const files = new Map<string, Uint8Array>([
    [EVIDENCE_PATHS.checkpoint, utf8(checkpoint.text)],
    [EVIDENCE_PATHS.parties, partyNames(source, all)],
  ]);
  await addEntries(source, checkpoint, all, files);
  for (const [message, jws] of receipts.submissions) files.set(EVIDENCE_PATHS.submissionReceipt(message), utf8(jws));
  for (const [packet, jws] of receipts.receipts) files.set(EVIDENCE_PATHS.receipt(packet), utf8(jws));
  // Registered schemas come last, so that they replace the present ones.
  for (const [path, bytes] of [...schemasOf(source, entries), ...registered.files]) files.set(path, bytes);
  const stamp = await source.timestamp?.(checkpoint.text);
  if (stamp !== undefined) files.set(EVIDENCE_PATHS.timestamp, stamp);

  const { gateway, software } = source;
  const head = { thread, madeAt, gateway, software, pending };
  const summary = await source.summary?.(files, head);
  if (summary !== undefined) files.set(EVIDENCE_PATHS.html, summary.html).set(EVIDENCE_PATHS.pdf, summary.pdf);

  const manifest = writeManifest({
    format: EVIDENCE_FORMAT,
    ...head,
    ...(summary === undefined ? {} : { summary: SUMMARY_FORM }),
    log: { origin: checkpoint.origin, size: checkpoint.size },
    files: await manifestFiles(files, sha256),
  });
  const word = {
    iss: gateway,
    sub: thread,
    iat: Math.floor(Date.parse(madeAt) / 1000),
    digest: formatDigest(sha256(manifest)),
  };
  files.set(EVIDENCE_PATHS.manifest, manifest);
  files.set(EVIDENCE_PATHS.signature, utf8(await source.sign(word, TOKEN_TYPES.evidence)));
  return { bytes: await packed(files), checkpoint };
}

async function packed(files: ArchiveFiles): Promise<Uint8Array> {
  try {
    return await packInTurns(files, crc32, nextTurn);
  } catch (cause) {
    if (!(cause instanceof ArchiveError)) throw cause;
    throw new Refusal("too-large", { detail: TOO_LARGE, step: cause.code, cause });
  }
}

const TOO_LARGE = {
  en: "The thread has more entries than one evidence file may hold; mirror the log",
  zh: "该移送的条目超过单个证据文件的上限，请镜像整个日志",
} as const;

/** Parts of the evidence that can be proved now. */
interface Provable {
  readonly checkpoint: SignedCheckpoint;
  /** Entries of the thread that the checkpoint covers, in the order of the tree. */
  readonly entries: readonly PublishedEntry[];
  /** Leaf hashes of the thread's other entries. */
  readonly pending: readonly string[];
  readonly receipts: ThreadReceipts;
  readonly registered: Registrations;
}

/** Waits shortly until all entries of the thread are published, and those of the key that signs the manifest. */
async function provable(source: EvidenceSource, thread: string): Promise<Provable> {
  const until = source.now() + WAIT.most;
  for (;;) {
    const heads = await source.log.heads();
    const all = await source.log.entriesOfThread(thread);
    if (all.length === 0) throw new Refusal("not-found", { step: "thread" });
    const late = source.now() >= until;
    for (const checkpoint of candidates(heads, all)) {
      const entries = all.filter((one) => isBelow(one, checkpoint.size)).map(placed);
      if (entries.length < all.length && !(late && isOpened(entries, thread))) continue;
      const receipts = publishedReceipts(await source.receiptsOfThread(thread), entries);
      const token = await source.sign({}, TOKEN_TYPES.evidence);
      const registered = await registrations(source, checkpoint.size, entries, receipts, token);
      // A key that the gateway has just begun to use is in the log, but perhaps not in its published part.
      if (!registered.entries.some(({ entry }) => entry.type === "key" && entry.kid === kidOf(token))) continue;
      const pending = all
        .filter((one) => !isBelow(one, checkpoint.size))
        .map(({ leafHash }) => encodeBase64url(leafHash));
      return { checkpoint, entries, pending, receipts, registered };
    }
    if (late) throw new Refusal("unavailable", { retryAfter: 2, detail: NOT_PUBLISHED, step: "not-published" });
    await source.sleep(WAIT.every);
  }
}

function isOpened(entries: readonly PublishedEntry[], thread: string): boolean {
  return entries.some(({ entry }) => entry.type === "accepted" && entry.message === thread);
}

const NOT_PUBLISHED = {
  en: "The log has not published the thread's entries yet; ask again",
  zh: "日志尚未发布该移送的条目，请稍后重试",
} as const;

/** Lists the checkpoints to try: a witnessed one before a newer one, when it covers all entries of the thread. */
function candidates({ published, witnessed }: LogHeads, entries: readonly LoggedEntry[]): SignedCheckpoint[] {
  const covered = witnessed !== undefined && entries.every((one) => isBelow(one, witnessed.size));
  return [...(covered ? [witnessed] : []), ...(published === undefined ? [] : [published])];
}

function isBelow(one: LoggedEntry, size: number): one is LoggedEntry & { readonly index: number } {
  return one.index !== null && one.index < size;
}

function placed({ index, bytes, leafHash }: LoggedEntry): PublishedEntry {
  return { index: index ?? 0, bytes, leafHash, entry: storedEntry(bytes) };
}

/** Keeps the receipts whose entries are published: the others cannot be checked against the log yet. */
function publishedReceipts(
  { submissions, receipts }: ThreadReceipts,
  entries: readonly PublishedEntry[],
): ThreadReceipts {
  const named = (type: string, member: "message" | "packet") =>
    new Set(entries.filter(({ entry }) => entry.type === type).map(({ entry }) => entry[member]));
  const [messages, packets] = [named("accepted", "message"), named("receipt", "packet")];
  return {
    submissions: new Map([...submissions].filter(([id]) => messages.has(id))),
    receipts: new Map([...receipts].filter(([id]) => packets.has(id))),
  };
}

async function addEntries(
  { log, coseReceipt }: EvidenceSource,
  checkpoint: SignedCheckpoint,
  entries: readonly { readonly index: number; readonly bytes: Uint8Array }[],
  files: Map<string, Uint8Array>,
): Promise<void> {
  const add = async ({ index, bytes }: (typeof entries)[number]) => {
    const proof = await log.inclusionProof(index, checkpoint.size);
    files.set(EVIDENCE_PATHS.entry(index), bytes);
    files.set(EVIDENCE_PATHS.proof(index), utf8(formatTlogProof({ index, proof, checkpoint: checkpoint.text })));
    if (coseReceipt !== undefined) files.set(EVIDENCE_PATHS.cose(index), await coseReceipt(index, proof, checkpoint));
  };
  for (let at = 0; at < entries.length; at += AT_ONCE) await Promise.all(entries.slice(at, at + AT_ONCE).map(add));
}

/** Number of proofs that are made at once: the gateway has other work for its connections. */
const AT_ONCE = 4;

/** Collects the present schemas that the thread's messages follow. */
function schemasOf(source: EvidenceSource, entries: readonly PublishedEntry[]): [string, Uint8Array][] {
  const files = new Map<string, Uint8Array>();
  for (const { entry } of entries) {
    if (entry.type !== "accepted") continue;
    const [type, version] = [String(entry.messageType), String(entry.version)];
    const text = source.schema(type, version);
    if (text !== undefined) files.set(EVIDENCE_PATHS.schema(type, version), utf8(text));
  }
  return [...files];
}

/** Number of bytes hashed, in some milliseconds, before other work gets its turn. */
const HASHED_AT_ONCE = 4 * 1024 * 1024;

async function manifestFiles(files: ArchiveFiles, sha256: Sha256): Promise<Manifest["files"]> {
  const listed: ManifestFile[] = [];
  let hashed = 0;
  for (const [path, bytes] of files) {
    listed.push({ path, size: bytes.length, sha256: encodeHex(sha256(bytes)) });
    hashed += bytes.length;
    if (hashed < HASHED_AT_ONCE) continue;
    hashed = 0;
    await nextTurn();
  }
  return listed.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text, "utf8");
}
