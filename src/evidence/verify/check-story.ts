/** Checks what the entries say together: each packet's life, and the rules that were in force. */
import { encodeHex } from "../../wire/bytes.ts";
import { isObject } from "../../wire/value.ts";
import { canonicalObject, EVIDENCE_PATHS, evidenceFile } from "../format.ts";
import { isKnownType, isPacketType, packetStory } from "../packet-story.ts";
import { type Evidence, ofType, type ReadableEntry } from "./evidence.ts";
import { at, Findings } from "./finding.ts";
import type { CheckOutcome } from "./step.ts";

/** Members that are the same in every entry about one packet. */
const IDENTITY = ["message", "thread", "recipient", "digest"] as const;
/** Types whose actor is the gateway, and those whose actor is the recipient. */
const BY_GATEWAY: ReadonlySet<string> = new Set(["sealed", "attempt", "delivered", "failed"]);
const BY_RECIPIENT: ReadonlySet<string> = new Set(["fetched", "receipt", "conflict", "refused"]);
/** Rules that a policy file holds. */
/** Parts that the log has registered with the policy; the calendar until version 0.1. */
const PARTS = ["sharing-policy", "routing", "calendar", "retention"] as const;

/**
 * Checks that the entries of each packet tell a story that the state machine of protocol section 5 allows, about one
 * and the same packet.
 */
export function checkStory(evidence: Evidence): CheckOutcome {
  const findings = new Findings();
  for (const { index, entry } of evidence.readable) {
    if (entry.packet === undefined && isPacketType(entry.type)) {
      findings.expect(false, `${at(index).en} names no packet`, `${at(index).zh} 未指明数据包`);
    }
  }
  for (const [, entries] of packetsOf(evidence)) {
    for (const index of packetStory(entries).faults) {
      findings.expect(false, `${at(index).en} cannot follow the ones before it`, `${at(index).zh} 与前序条目矛盾`);
    }
    for (const found of entries) {
      const { index, entry } = found;
      findings.expect(
        IDENTITY.every((name) => entry[name] === entries[0]?.entry[name]) && actsRightly(evidence, found),
        `${at(index).en} names another packet, or another party as its actor`,
        `${at(index).zh} 与数据包或行为方不符`,
      );
    }
  }
  return findings.outcome;
}

/** Checks that every entry is of a known type. Others are reported as not checked. */
export function checkTypes({ readable }: Evidence): CheckOutcome {
  const unknown = readable.filter(({ entry }) => !isKnownType(entry.type)).length;
  if (unknown === 0) return { checked: readable.length, findings: [] };
  const en = `${unknown} entries are of types that this program does not know; they are in the log as they stand`;
  return { skipped: { en, zh: `有 ${unknown} 个条目的类型本程序无法识别；其内容如日志所载` } };
}

function packetsOf({ readable }: Evidence): ReadonlyMap<string, readonly ReadableEntry[]> {
  const packets = new Map<string, ReadableEntry[]>();
  for (const found of readable) {
    const { packet } = found.entry;
    if (packet !== undefined) packets.set(packet, [...(packets.get(packet) ?? []), found]);
  }
  return packets;
}

function actsRightly(evidence: Evidence, { entry }: ReadableEntry): boolean {
  if (BY_GATEWAY.has(entry.type)) return entry.actor === evidence.manifest?.gateway;
  if (BY_RECIPIENT.has(entry.type)) return entry.actor === entry.recipient;
  if (entry.type !== "withdrawn" && entry.type !== "rerouted") return true;
  // Only the sender of the packet's message can withdraw it, by a message of its own, or send a need on.
  const senderOf = (message: unknown) =>
    ofType(evidence, "accepted").find((one) => one.entry.message === message)?.entry.actor;
  return entry.actor === senderOf(entry.message) && (entry.type === "rerouted" || entry.actor === senderOf(entry.by));
}

/**
 * Checks that the rules that each message names were in force, and that the documents among the files are those that
 * the log committed to.
 */
export function checkRules(evidence: Evidence): CheckOutcome {
  const { files, sha256, manifest } = evidence;
  const findings = new Findings();
  const documents = new Map<unknown, Document>();
  for (const [path, bytes] of files) {
    const file = evidenceFile(path);
    if (file?.kind !== "rules") continue;
    findings.expect(
      encodeHex(sha256(bytes)) === file.id,
      `${path} is not the document that its name says`,
      `${path} 与其名称所示文件不符`,
    );
    documents.set(file.id, canonicalObject(bytes, 64));
  }
  const registrations = ofType(evidence, "directory").filter(
    ({ entry }) =>
      entry.change === "rules" &&
      entry.actor === manifest?.gateway &&
      partNamed(documents.get(entry.rules), entry.part) === entry.to,
  );
  for (const id of documents.keys()) {
    const path = EVIDENCE_PATHS.rules(String(id));
    findings.expect(
      registrations.some(({ entry }) => entry.rules === id),
      `${path} is not registered in the log`,
      `${path} 未在日志中登记`,
    );
  }
  for (const { index, entry } of [...ofType(evidence, "accepted"), ...ofType(evidence, "sealed")]) {
    findings.expect(
      registrations.some(
        (one) => one.index < index && one.entry.part === "sharing-policy" && one.entry.to === entry.policy,
      ),
      `the sharing policy of ${at(index).en} is not among the files`,
      `文件中没有${at(index).zh}所用的共享策略`,
    );
  }
  return findings.outcome;
}

type Document = Readonly<Record<string, unknown>> | undefined;

/** `{id}@{version}` of a part of the rules. Null, which no entry has, when there is no such part. */
function partNamed(document: Document, part: unknown): string | null {
  const rules = PARTS.some((one) => one === part) ? document?.[String(part)] : undefined;
  return isObject(rules) ? `${String(rules.id)}@${String(rules.version)}` : null;
}
