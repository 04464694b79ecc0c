import { TOKEN_TYPES } from "../wire/token.ts";
import { formatDigest } from "../wire/digest.ts";
import type { RecordedEntry } from "../domain/recorded-entry.ts";
import type { InquiryChange } from "../casework/inquiry/inquiry-port.ts";
import type { CaseChange } from "../casework/ports.ts";
import { type AuditEntry, LEGAL_BASES, type LegalBasis } from "../domain/audit-entry.ts";
import { present } from "../wire/present.ts";
import { isObject } from "../wire/value.ts";
import { opensThread } from "../domain/message.ts";
import { documentsIn } from "../domain/person.ts";
import { entry, packetEntry, sha256 } from "./entries.ts";
import type { Examined } from "./examine.ts";
import type { Flow } from "./flow.ts";
import type { StoredAnswer } from "./log-position.ts";
import type { NewPacket } from "./packet.ts";
import { type SealedMessage, sealPacket } from "./seal.ts";
import { sealedNumber } from "./shown-number.ts";
import type { NewMessage } from "./store-port.ts";

/** The members of a message that are known when it arrives. */
export type ReceivedMessage = Pick<NewMessage, "claimsMac" | "originDigest" | "envelope" | "envelopeMediaType">;

/** The members of a message that its entries and its receipt name. */
type MessageHead = SealedMessage & Pick<NewMessage, "requestDigest" | "policy" | "acceptedAt">;

/**
 * Seals a packet for each recipient and builds the one transaction that accepts the message: rows, audit
 * entries, and the answer with the submission receipt.
 * @param mayClaim tells whether this process may claim a packet and push it at once
 */
export async function buildCommit(
  flow: Flow,
  examined: Examined,
  received: ReceivedMessage,
  mayClaim: (packet: NewPacket) => boolean,
): Promise<NewMessage> {
  const { id, at: acceptedAt, claims, changes } = examined;
  const { change, inquiry } = changes;
  const head: MessageHead = {
    id,
    thread: claims.thread ?? id,
    type: claims.type,
    version: claims.version,
    sender: claims.iss,
    originDigest: received.originDigest,
    requestDigest: sha256(received.envelope),
    policy: flow.policy().id,
    acceptedAt,
  };
  const packets: NewPacket[] = [];
  // Packets of one thread go out in order, so only those of a message that opens its thread may be pushed at once.
  const first = opensThread(claims.type);
  for (const share of examined.shares) {
    const packet = await sealPacket(flow, head, share, acceptedAt);
    packets.push({ ...packet, leased: first && mayClaim(packet) });
  }
  const { owner, lease: duration } = flow.settings;
  const accepted = acceptedEntry(flow, head, packets.length, basisOf(claims));
  const receipt = await submissionReceipt(flow, head, packets, accepted.leafHash);
  return {
    ...head,
    ...received,
    jti: claims.jti,
    issuedAt: Math.floor(claims.iat * 1000),
    answer: JSON.stringify(answerOf(head, packets, receipt, examined)),
    leafHash: accepted.leafHash,
    packets,
    persons: Array.from(documentsIn(claims.body), flow.blindIndex),
    documentKeys: examined.documentKeys,
    documentNumber: sealedNumber(flow, head, claims.body),
    ...changes,
    entries: [
      accepted,
      ...packets.map((packet) => sealedEntry(flow, head, packet, examined.insteadOf.get(packet.recipient))),
      ...(change === undefined ? [] : [caseEntry(flow, head, change)]),
      ...(inquiry === undefined ? [] : inquiryEntries(flow, head, inquiry)),
    ],
    lease: packets.some(({ leased }) => leased) ? { owner, duration } : null,
  };
}

/** Reads the legal basis of a document: a code of a closed list; undefined when it has none. */
function basisOf({ body }: Examined["claims"]): LegalBasis | undefined {
  const { header } = body;
  return isObject(header) ? LEGAL_BASES.find((one) => one === header.legalBasis) : undefined;
}

function acceptedEntry(flow: Flow, head: MessageHead, packets: number, basis: LegalBasis | undefined): RecordedEntry {
  return entry("accepted", head.acceptedAt, head.sender, {
    message: head.id,
    thread: head.thread,
    digest: formatDigest(head.requestDigest),
    origin: formatDigest(head.originDigest),
    messageType: head.type,
    version: head.version,
    policy: head.policy,
    directory: flow.directory().version,
    packets,
    ...present({ basis }),
  });
}

/** Makes the entry of the facts that a document adds to its case: how many, the root over their salted digests, and how many link keys. */
export function caseEntry(
  flow: Flow,
  { id, thread, acceptedAt }: Pick<NewMessage, "id" | "thread" | "acceptedAt">,
  { facts, root, links = [] }: CaseChange,
): RecordedEntry {
  const about = {
    message: id,
    thread,
    facts: facts.length,
    root: formatDigest(root),
    ...(links.length === 0 ? {} : { links: links.length }),
  };
  return entry("case-facts", acceptedAt, flow.settings.gatewayId, about);
}

/** Makes the entries of an inquiry at each recipient, and of an answer: codes and counts, nothing about a person. */
function inquiryEntries(
  flow: Flow,
  { id: message, thread, acceptedAt }: Pick<NewMessage, "id" | "thread" | "acceptedAt">,
  { asked, settled }: InquiryChange,
): RecordedEntry[] {
  const made = (about: Partial<AuditEntry>) =>
    entry("inquiry", acceptedAt, flow.settings.gatewayId, { message, thread, ...about });
  return [
    ...asked.map(({ party, purpose, questions, subjects }) =>
      made({ recipient: party, purpose, questions: questions.map(({ code, mode }) => `${code}:${mode}`), subjects }),
    ),
    ...settled.flatMap(({ results }) => (results === undefined ? [] : [made({ results })])),
  ];
}

/**
 * Makes the entry of a sealed packet: with it, the packets for a party can be counted from the log alone.
 * @param insteadOf parties that the recipient took over from, when the packet was for them
 */
export function sealedEntry(
  flow: Flow,
  message: Pick<NewMessage, "id" | "thread" | "acceptedAt">,
  packet: NewPacket,
  insteadOf?: readonly string[],
): RecordedEntry {
  const about = { ...packet, message: message.id, thread: message.thread };
  return packetEntry("sealed", message.acceptedAt, flow.settings.gatewayId, about, {
    kid: packet.kid,
    policy: flow.policy().id,
    disclosed: packet.disclosed,
    ...(packet.replaces === null ? {} : { replaces: packet.replaces }),
    ...(insteadOf === undefined ? {} : { insteadOf }),
  });
}

function submissionReceipt(
  flow: Flow,
  head: MessageHead,
  packets: readonly NewPacket[],
  leafHash: Buffer,
): Promise<string> | string {
  const claims = {
    iss: flow.settings.gatewayId,
    aud: head.sender,
    iat: Math.floor(head.acceptedAt / 1000),
    jti: flow.newId(),
    sub: head.id,
    digest: formatDigest(head.requestDigest),
    packets: packets.map(({ id, recipient, digest }) => ({ id, recipient, digest: formatDigest(digest) })),
    log: { origin: flow.settings.logOrigin, leafHash: leafHash.toString("base64url") },
  };
  const payload = Buffer.from(JSON.stringify(claims));
  return flow.suites.get("jose").sign(payload, TOKEN_TYPES.submissionReceipt, flow.keys().signing);
}

function answerOf(
  { id, thread, type }: MessageHead,
  packets: readonly NewPacket[],
  receipt: string,
  { folded, warnings }: Examined,
): StoredAnswer {
  return {
    id,
    thread,
    type,
    packets: packets.map((packet) => ({
      id: packet.id,
      recipient: packet.recipient,
      state: "queued",
      digest: formatDigest(packet.digest),
      due: packet.due.receipt,
    })),
    receipt,
    ...(folded.length === 0 ? {} : { normalized: folded }),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}
