import { TOKEN_TYPES } from "../wire/token.ts";
import { formatDigest } from "../wire/digest.ts";
import type { RecordedEntry } from "../domain/audit-entry.ts";
import type { MessageClaims } from "../domain/message.ts";
import { opensThread } from "../domain/message.ts";
import { documentsIn } from "../domain/person.ts";
import type { Issue } from "../domain/refusal.ts";
import { entry, packetEntry, sha256 } from "./entries.ts";
import type { Flow } from "./flow.ts";
import type { StoredAnswer } from "./log-position.ts";
import type { NewMessage, NewPacket } from "./store-port.ts";

/** A message with all its packets sealed: what is about to be committed. */
export interface Prepared {
  readonly id: string;
  readonly thread: string;
  readonly claims: MessageClaims;
  readonly claimsMac: Buffer;
  readonly originDigest: Buffer;
  readonly envelope: Buffer;
  readonly envelopeMediaType: string;
  readonly acceptedAt: number;
  readonly packets: readonly NewPacket[];
  readonly folded: readonly Issue[];
  readonly warnings: readonly Issue[];
}

/** Builds the one transaction that accepts a message: rows, audit entries, and the answer with the submission receipt. */
export async function buildCommit(flow: Flow, prepared: Prepared, leased: boolean): Promise<NewMessage> {
  const requestDigest = sha256(prepared.envelope);
  const accepted = acceptedEntry(flow, prepared, requestDigest);
  const receipt = await submissionReceipt(flow, prepared, requestDigest, accepted);
  const { claims, packets, acceptedAt } = prepared;
  // Packets of one thread go out in order, so only a message that opens its thread may be pushed at once.
  const atOnce = leased && opensThread(claims.type) && packets.some((packet) => packet.push);
  return {
    id: prepared.id,
    thread: prepared.thread,
    type: claims.type,
    version: claims.version,
    sender: claims.iss,
    jti: claims.jti,
    claimsMac: prepared.claimsMac,
    requestDigest,
    originDigest: prepared.originDigest,
    policy: flow.policy().id,
    issuedAt: Math.floor(claims.iat * 1000),
    acceptedAt,
    answer: JSON.stringify(answerOf(prepared, receipt)),
    envelope: prepared.envelope,
    envelopeMediaType: prepared.envelopeMediaType,
    packets,
    persons: Array.from(documentsIn(claims.body), flow.blindIndex),
    entries: [accepted, ...packets.map((packet) => sealedEntry(flow, prepared, packet))],
    lease: atOnce ? { owner: flow.settings.owner, until: acceptedAt + flow.settings.lease } : null,
  };
}

function acceptedEntry(flow: Flow, prepared: Prepared, requestDigest: Buffer): RecordedEntry {
  const { claims } = prepared;
  return entry("accepted", prepared.acceptedAt, claims.iss, {
    message: prepared.id,
    thread: prepared.thread,
    digest: formatDigest(requestDigest),
    origin: formatDigest(prepared.originDigest),
    messageType: claims.type,
    version: claims.version,
    policy: flow.policy().id,
    directory: flow.directory().version,
    packets: prepared.packets.length,
  });
}

/** The entry that makes every packet sealed for a party countable from the log alone. */
export function sealedEntry(
  flow: Flow,
  message: { readonly id: string; readonly thread: string; readonly acceptedAt: number },
  packet: NewPacket,
): RecordedEntry {
  const about = { ...packet, message: message.id, thread: message.thread };
  return packetEntry("sealed", message.acceptedAt, flow.settings.gatewayId, about, {
    kid: packet.kid,
    policy: flow.policy().id,
    disclosed: packet.disclosed,
    ...(packet.replaces === undefined ? {} : { replaces: packet.replaces }),
  });
}

function submissionReceipt(
  flow: Flow,
  prepared: Prepared,
  requestDigest: Buffer,
  accepted: RecordedEntry,
): Promise<string> | string {
  const claims = {
    iss: flow.settings.gatewayId,
    aud: prepared.claims.iss,
    iat: Math.floor(prepared.acceptedAt / 1000),
    jti: flow.newId(),
    sub: prepared.id,
    digest: formatDigest(requestDigest),
    packets: prepared.packets.map(({ id, recipient, digest }) => ({ id, recipient, digest: formatDigest(digest) })),
    log: { origin: flow.settings.logOrigin, leafHash: accepted.leafHash.toString("base64url") },
  };
  const payload = Buffer.from(JSON.stringify(claims));
  return flow.suites.get("jose").sign(payload, TOKEN_TYPES.submissionReceipt, flow.keys().signing);
}

function answerOf(prepared: Prepared, receipt: string): StoredAnswer {
  return {
    id: prepared.id,
    thread: prepared.thread,
    type: prepared.claims.type,
    packets: prepared.packets.map(({ id, recipient, digest, due }) => ({
      id,
      recipient,
      state: "queued",
      digest: formatDigest(digest),
      due: due.receipt,
    })),
    receipt,
    ...(prepared.folded.length === 0 ? {} : { normalized: prepared.folded }),
    ...(prepared.warnings.length === 0 ? {} : { warnings: prepared.warnings }),
  };
}
