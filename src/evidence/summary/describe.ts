/** Describes evidence of a thread as plain data, from its own files alone: the maker and the verifier get the same. */
import type { Bilingual } from "../../domain/bilingual.ts";
import { formatDigest } from "../../wire/digest.ts";
import { isObject } from "../../wire/value.ts";
import type { AuditEntry } from "../../domain/audit-entry.ts";
import type { RejectReason, ReceiptOutcome } from "../../domain/receipt.ts";
import type { ArchiveFiles } from "../archive.ts";
import { canonicalObject, evidenceFile, EVIDENCE_PATHS, type Manifest } from "../format.ts";
import type {
  EvidenceKey,
  EvidenceMessage,
  EvidenceModel,
  EvidencePacket,
  EvidenceRule,
  EvidenceSuccession,
  TimelineEntry,
} from "../model.ts";
import type { Begun } from "../../tlog/begun.ts";
import type { Sha256 } from "../../tlog/merkle.ts";
import { begunEntries } from "../verify/chain.ts";
import { packetStory, type PlacedEntry } from "../packet-story.ts";
import { readPlainEntry } from "../../tlog/read-entry.ts";
import { kidOf } from "../verify/signed-token.ts";
import { describeCheckpoint, describeTimestamp } from "./describe-checkpoint.ts";
import { utf8In } from "../../wire/utf8.ts";

/** Members of the manifest besides its list of files. */
export type ManifestHead = Pick<Manifest, "thread" | "madeAt" | "gateway" | "software" | "pending">;

/**
 * Describes evidence.
 * @param files of the evidence; readable summaries among them are not read
 * @throws {ProofError} `malformed` without a readable checkpoint
 */
export function describe(files: ArchiveFiles, head: ManifestHead, sha256: Sha256): EvidenceModel {
  const { thread, madeAt, gateway, software, pending } = head;
  const all = entriesOf(files);
  const entries = all.filter(({ entry }) => entry.thread === thread);
  const stories = byPacket(entries);
  const timestamp = describeTimestamp(files);
  return {
    format: 1,
    thread,
    madeAt,
    gateway,
    software,
    checkpoint: describeCheckpoint(files),
    ...(timestamp === undefined ? {} : { timestamp }),
    successions: begunEntries(all).links.map(successionOf),
    messages: entries.filter(({ entry }) => entry.type === "accepted").map((placed) => messageOf(files, placed)),
    packets: entries
      .filter(({ entry }) => entry.type === "sealed")
      .map((placed) => packetOf(files, placed, stories.get(placed.entry.packet) ?? [])),
    timeline: entries.map(timelineEntry),
    pending,
    parties: partiesOf(files),
    rules: [...policiesOf(files, all), ...schemasOf(files, entries, sha256)],
    keys: all.filter(({ entry }) => entry.type === "key").map(keyOf),
  };
}

/** Entries that can be read, in the order of the tree. */
function entriesOf(files: ArchiveFiles): PlacedEntry[] {
  const entries: PlacedEntry[] = [];
  for (const [path, bytes] of files) {
    const file = evidenceFile(path);
    const entry = file?.kind === "entry" ? readPlainEntry(bytes) : undefined;
    if (file?.kind === "entry" && entry !== undefined) entries.push({ index: file.index, entry });
  }
  return entries.sort((a, b) => a.index - b.index);
}

function byPacket(entries: readonly PlacedEntry[]): ReadonlyMap<string | undefined, readonly PlacedEntry[]> {
  const packets = new Map<string | undefined, PlacedEntry[]>();
  for (const placed of entries) {
    const known = packets.get(placed.entry.packet);
    if (known === undefined) packets.set(placed.entry.packet, [placed]);
    else known.push(placed);
  }
  return packets;
}

function messageOf(files: ArchiveFiles, { index, entry }: PlacedEntry): EvidenceMessage {
  const id = entry.message ?? "";
  return {
    id,
    type: textOf(entry, "messageType"),
    version: textOf(entry, "version"),
    sender: entry.actor,
    acceptedAt: entry.time,
    digest: entry.digest ?? "",
    origin: textOf(entry, "origin"),
    policy: textOf(entry, "policy"),
    entry: index,
    receipt: files.has(EVIDENCE_PATHS.submissionReceipt(id)),
  };
}

function packetOf(files: ArchiveFiles, { index, entry }: PlacedEntry, entries: readonly PlacedEntry[]): EvidencePacket {
  const id = entry.packet ?? "";
  const { state, attempts, deliveredAt, via, erasedAt, receipt } = packetStory(entries);
  const { disclosed, replaces } = entry;
  return {
    id,
    message: entry.message ?? "",
    recipient: entry.recipient ?? "",
    digest: entry.digest ?? "",
    sealedAt: entry.time,
    disclosed: Array.isArray(disclosed) ? disclosed : [],
    sealedFor: textOf(entry, "kid"),
    state,
    attempts,
    ...(deliveredAt === undefined ? {} : { deliveredAt }),
    ...(via === undefined ? {} : { via }),
    ...(receipt === undefined ? {} : { receipt: receiptOf(files, id, receipt) }),
    ...(typeof replaces === "string" ? { replaces } : {}),
    ...(erasedAt === undefined ? {} : { erasedAt }),
    entry: index,
  };
}

function receiptOf(
  files: ArchiveFiles,
  packet: string,
  { index, entry }: PlacedEntry,
): NonNullable<EvidencePacket["receipt"]> {
  const jws = utf8In(files.get(EVIDENCE_PATHS.receipt(packet))) ?? "";
  return {
    // Not verified yet: a code that is not the protocol's is shown as it is.
    outcome: textOf(entry, "outcome") as ReceiptOutcome,
    ...(entry.reason === undefined ? {} : { reason: textOf(entry, "reason") as RejectReason }),
    issuedAt: textOf(entry, "issued"),
    receivedAt: entry.time,
    digest: textOf(entry, "receipt"),
    kid: kidOf(jws) ?? "",
    entry: index,
  };
}

const TOLD: ReadonlySet<string> = new Set(["v", "type", "time", "actor", "message", "packet", "recipient", "thread"]);

function timelineEntry({ index, entry }: PlacedEntry): TimelineEntry {
  const { time, type, actor, message, packet, recipient } = entry;
  const more = Object.entries(entry).filter(
    (member): member is [string, string | number | boolean | readonly string[]] =>
      !TOLD.has(member[0]) && member[1] !== undefined,
  );
  return {
    index,
    time,
    type,
    actor,
    ...(message === undefined ? {} : { message }),
    ...(packet === undefined ? {} : { packet }),
    ...(recipient === undefined ? {} : { recipient }),
    more: Object.fromEntries(more),
  };
}

function successionOf({ predecessor, origin, index: size, known, time, reference }: Begun): EvidenceSuccession {
  return { predecessor, origin, size, ...(known === undefined ? {} : { known }), time, reference };
}

function keyOf({ index, entry }: PlacedEntry): EvidenceKey {
  const [party, kid, change] = [textOf(entry, "party"), textOf(entry, "kid"), textOf(entry, "change")];
  return { party, kid, change, time: entry.time, entry: index };
}

/** Sharing policies that the log registered, with the documents that are there. */
function policiesOf(files: ArchiveFiles, entries: readonly PlacedEntry[]): EvidenceRule[] {
  return entries
    .filter(({ entry }) => entry.type === "directory" && entry.change === "rules")
    .map(({ entry }) => {
      const version = textOf(entry, "rules");
      const bytes = Uint8Array.from(version.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
      const present = files.has(EVIDENCE_PATHS.rules(version));
      return {
        part: textOf(entry, "part"),
        id: textOf(entry, "to"),
        ...(present ? { digest: formatDigest(bytes) } : {}),
      };
    });
}

/** Versions of the schemas that the messages follow. */
function schemasOf(files: ArchiveFiles, entries: readonly PlacedEntry[], sha256: Sha256): EvidenceRule[] {
  const named = new Map<string, EvidenceRule>();
  for (const { entry } of entries) {
    if (entry.type !== "accepted") continue;
    const [type, version] = [textOf(entry, "messageType"), textOf(entry, "version")];
    const bytes = files.get(EVIDENCE_PATHS.schema(type, version));
    const id = `${type}@${version}`;
    named.set(id, { part: "schema", id, ...(bytes === undefined ? {} : { digest: formatDigest(sha256(bytes)) }) });
  }
  return [...named.values()];
}

function partiesOf(files: ArchiveFiles): Readonly<Record<string, Bilingual>> {
  const named = canonicalObject(files.get(EVIDENCE_PATHS.parties) ?? new Uint8Array(), 2) ?? {};
  return Object.fromEntries(
    Object.entries(named).filter((party): party is [string, Bilingual] => {
      const { zh, en } = isObject(party[1]) ? party[1] : {};
      return typeof zh === "string" && typeof en === "string";
    }),
  );
}

function textOf(entry: AuditEntry, name: string): string {
  const value = entry[name];
  return typeof value === "string" ? value : "";
}
