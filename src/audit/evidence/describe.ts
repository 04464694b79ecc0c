/** What evidence of a thread says as plain data, out of its published entries and receipts. */
import type { AuditEntry, EntryType } from "../../domain/audit-entry.ts";
import type { RejectReason, ReceiptOutcome } from "../../domain/receipt.ts";
import { encodeBase64 } from "../base64.ts";
import type { Checkpoint } from "../checkpoint.ts";
import type {
  Bilingual,
  EvidenceKey,
  EvidenceMessage,
  EvidenceModel,
  EvidencePacket,
  EvidenceRule,
  EvidenceWitness,
  TimelineEntry,
} from "../evidence-model.ts";
import { packetStory, type PlacedEntry } from "../packet-story.ts";
import { kidOf } from "../verify/signed-token.ts";
import { EVIDENCE_CHECKS } from "../verify/verify-evidence.ts";

/** Everything that the description is made of. */
export interface Described {
  readonly thread: string;
  readonly madeAt: string;
  readonly gateway: string;
  readonly software: string;
  readonly checkpoint: Checkpoint & {
    readonly logKeys: readonly string[];
    readonly witnesses: readonly EvidenceWitness[];
  };
  /** Published entries of the thread, in the order of the tree. */
  readonly entries: readonly PlacedEntry[];
  readonly pending: readonly string[];
  /** Signed receipts by message and by packet. */
  readonly submissionReceipts: ReadonlyMap<string, string>;
  readonly receipts: ReadonlyMap<string, string>;
  readonly keys: readonly EvidenceKey[];
  readonly rules: readonly EvidenceRule[];
  readonly nameOf: (party: string) => Bilingual | undefined;
}

/** Describes. */
export function describe(source: Described): EvidenceModel {
  const { thread, madeAt, gateway, software, entries, pending, keys, rules } = source;
  const { origin, size, root, logKeys, witnesses } = source.checkpoint;
  const parties = new Set(entries.flatMap(({ entry }) => [entry.actor, entry.recipient ?? entry.actor]));
  const names = [...parties, gateway].toSorted().map((id) => [id, source.nameOf(id)] as const);
  return {
    format: 1,
    thread,
    madeAt,
    gateway,
    software,
    checkpoint: { origin, size, root: encodeBase64(root), logKeys, witnesses },
    messages: entries.filter(({ entry }) => entry.type === "accepted").map((placed) => messageOf(source, placed)),
    packets: entries.filter(({ entry }) => entry.type === "sealed").map((placed) => packetOf(source, placed)),
    timeline: entries.map(timelineEntry),
    pending,
    parties: Object.fromEntries(names.filter((named): named is readonly [string, Bilingual] => named[1] !== undefined)),
    rules,
    keys,
    steps: EVIDENCE_CHECKS.map(({ id, title }) => ({ id, title })),
  };
}

function messageOf({ submissionReceipts }: Described, { index, entry }: PlacedEntry): EvidenceMessage {
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
    receipt: submissionReceipts.has(id),
  };
}

function packetOf(source: Described, { index, entry }: PlacedEntry): EvidencePacket {
  const id = entry.packet ?? "";
  const story = packetStory(source.entries.filter((placed) => placed.entry.packet === id));
  const { state, attempts, deliveredAt, via, erasedAt, receipt } = story;
  const { disclosed, replaces } = entry;
  return {
    id,
    message: entry.message ?? "",
    recipient: entry.recipient ?? "",
    digest: entry.digest ?? "",
    sealedAt: entry.time,
    disclosed: Array.isArray(disclosed) ? disclosed : [],
    state,
    attempts,
    ...(deliveredAt === undefined ? {} : { deliveredAt }),
    ...(via === undefined ? {} : { via }),
    ...(receipt === undefined ? {} : { receipt: receiptOf(receipt, source.receipts.get(id)) }),
    ...(typeof replaces === "string" ? { replaces } : {}),
    ...(erasedAt === undefined ? {} : { erasedAt }),
    entry: index,
  };
}

function receiptOf({ index, entry }: PlacedEntry, jws: string | undefined): NonNullable<EvidencePacket["receipt"]> {
  const reason = entry.reason as RejectReason | undefined;
  return {
    outcome: entry.outcome as ReceiptOutcome,
    ...(reason === undefined ? {} : { reason }),
    issuedAt: textOf(entry, "issued"),
    receivedAt: entry.time,
    digest: textOf(entry, "receipt"),
    kid: kidOf(jws ?? "") ?? "",
    entry: index,
  };
}

const SHOWN: ReadonlySet<string> = new Set(["v", "type", "time", "actor", "message", "packet", "recipient", "thread"]);

function timelineEntry({ index, entry }: PlacedEntry): TimelineEntry {
  const { time, actor, message, packet, recipient } = entry;
  const type: EntryType = entry.type;
  const more = Object.entries(entry).filter(
    (member): member is [string, string | number | boolean | readonly string[]] =>
      !SHOWN.has(member[0]) && member[1] !== undefined,
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

function textOf(entry: AuditEntry, name: string): string {
  const value = entry[name];
  return typeof value === "string" ? value : "";
}
