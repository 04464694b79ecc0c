import type { ReceiptAnswer } from "../domain/generated/answers.ts";
import { TOKEN_TYPES } from "../wire/token.ts";
import { EnvelopeError } from "../crypto/suite.ts";
import { formatDigest } from "../wire/digest.ts";
import type { RecordedEntry } from "../domain/audit-entry.ts";
import type { LogPosition } from "../domain/log-stage.ts";
import { REJECT_REASONS, type ReceiptClaims } from "../domain/receipt.ts";
import { type Issue, Refusal } from "../domain/refusal.ts";
import { isJti, type RawClaims } from "./claims.ts";
import { type PacketIdentity, packetEntry, sha256 } from "./entries.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import type { Flow } from "./flow.ts";
import { positionNow, waiting } from "./log-position.ts";
import { parseClaims, presentSigningKey, requireParty } from "./open.ts";
import type { Caller, Exchange } from "./service.ts";
import type { Packet } from "./packet.ts";
import type { StoredReceipt } from "./store-port.ts";
import type { Party } from "./ports.ts";

/** Longest signed receipt: its claims are small, a note has 500 characters. */
const MAX_RECEIPT = 16_384;
const MAX_NOTE = 500;

/** A receipt whose signature and claims hold for its packet. */
export interface CheckedReceipt {
  readonly claims: ReceiptClaims;
  readonly stored: Omit<StoredReceipt, "receivedAt" | "leafHash">;
}

/** What a receipt is checked against: the packet as the gateway sealed it. */
export type ReceiptSubject = PacketIdentity & Pick<Packet, "sealedAt">;

/**
 * Takes a recipient's receipt (protocol section 6).
 * @throws Refusal `not-found`, `invalid-envelope`, `invalid-claims`, `digest-mismatch`, `receipt-conflict`, `withdrawn`, `state-conflict`
 */
export async function receive(
  flow: Flow,
  caller: Caller,
  packetId: string,
  jws: string,
): ReturnType<Exchange["receipt"]> {
  const at = flow.clock.now();
  const recipient = requireParty(flow, caller);
  const packet = await flow.store.packet(packetId);
  // Another party's packet is as unknown as one that does not exist.
  if (packet === undefined || packet.recipient !== caller.party) throw new Refusal("not-found", { step: "packet" });
  let receipt: CheckedReceipt;
  try {
    receipt = await checkReceipt(flow, recipient, packet, jws, at);
  } catch (error) {
    if (error instanceof Refusal) await recordRefusal(flow, packet, error, at);
    throw error;
  }
  return applyReceipt(flow, packet, receipt, at);
}

/**
 * Checks signature and claims of a receipt against its packet; changes nothing.
 * @throws Refusal `invalid-envelope`, `invalid-claims`, `digest-mismatch`
 */
export async function checkReceipt(
  flow: Flow,
  recipient: Party,
  packet: ReceiptSubject,
  jws: string,
  now: number,
): Promise<CheckedReceipt> {
  if (jws.length > MAX_RECEIPT) throw new Refusal("too-large", { step: "receipt-size" });
  let payload: Buffer;
  try {
    const suite = flow.suites.get("jose");
    ({ payload } = await suite.verify(jws, TOKEN_TYPES.receipt, (kid) => presentSigningKey(recipient, kid)));
  } catch (error) {
    if (error instanceof EnvelopeError) throw new Refusal("invalid-envelope", { step: error.step, cause: error });
    throw error;
  }
  const raw = parseClaims(payload, flow.settings.maxDepth);
  const claims = checkClaims(raw, recipient.id, packet, now, flow);
  if (claims.digest !== formatDigest(packet.digest)) throw new Refusal("digest-mismatch", { step: "digest" });
  return {
    claims,
    stored: {
      packet: packet.id,
      jti: claims.jti,
      jws,
      outcome: claims.outcome,
      reason: claims.reason ?? null,
      issuedAt: Math.floor(claims.iat * 1000),
    },
  };
}

function checkClaims(
  raw: RawClaims,
  recipient: string,
  packet: ReceiptSubject,
  now: number,
  flow: Flow,
): ReceiptClaims {
  const { gatewayId, clockSkew } = flow.settings;
  const errors: Issue[] = [];
  const rule = (holds: boolean, pointer: string, code: string, message: string, messageZh: string) => {
    if (!holds) errors.push({ pointer, code, message, messageZh });
  };
  const rejected = raw.outcome === "rejected";
  const reasons: readonly unknown[] = REJECT_REASONS;
  rule(raw.iss === recipient, "/iss", "claim-issuer", "The issuer must be the recipient", "签发方须为接收单位");
  rule(raw.aud === gatewayId, "/aud", "claim-audience", "The audience must be this gateway", "接收方须为本网关");
  rule(raw.sub === packet.id, "/sub", "claim-subject", "The subject must be the packet's id", "主体须为该数据包标识");
  rule(
    isJti(raw.jti),
    "/jti",
    "claim-id",
    "The id must be 1 to 128 visible ASCII characters",
    "标识须为1至128个可见ASCII字符",
  );
  rule(
    // A receipt may be older than its arrival, for a disc travels; sealing times have whole seconds in `iat`.
    typeof raw.iat === "number" &&
      raw.iat * 1000 >= Math.floor(packet.sealedAt / 1000) * 1000 - clockSkew &&
      raw.iat * 1000 <= now + clockSkew,
    "/iat",
    "claim-issued-at",
    "The time of issue must lie between the packet's sealing and now",
    "签发时间须在数据包封装之后且不晚于当前时间",
  );
  rule(typeof raw.digest === "string", "/digest", "claim-digest", "The digest is missing", "缺少摘要");
  rule(
    raw.outcome === "accepted" || rejected,
    "/outcome",
    "claim-outcome",
    "The outcome must be accepted or rejected",
    "结果须为accepted或rejected",
  );
  rule(
    rejected ? reasons.includes(raw.reason) : raw.reason === undefined,
    "/reason",
    "claim-reason",
    "A rejection, and only a rejection, names one of the reasons",
    "仅当拒收时须给出规定的原因代码",
  );
  rule(
    raw.note === undefined || (typeof raw.note === "string" && [...raw.note].length <= MAX_NOTE),
    "/note",
    "claim-note",
    "The note must be a text of at most 500 characters",
    "说明须为不超过500个字符的文本",
  );
  if (errors.length > 0) throw new Refusal("invalid-claims", { errors, step: errors[0]?.code ?? "claims" });
  return raw as unknown as ReceiptClaims;
}

/**
 * Records a checked receipt, once. The first outcome stands: the same word again is answered as before,
 * another one is a conflict that the log keeps.
 *
 * @param packet as it was read just now
 * @throws Refusal `receipt-conflict`, `withdrawn`, `state-conflict`
 */
export async function applyReceipt(
  flow: Flow,
  packet: Packet,
  receipt: CheckedReceipt,
  at: number,
): ReturnType<Exchange["receipt"]> {
  const word = receiptEntry(packet, receipt, at);
  // A receipt for a packet still queued counts as its delivery too (protocol section 5).
  const arrived = packetEntry("delivered", at, flow.settings.gatewayId, packet, { via: "receipt" });
  const entries = packet.state === "queued" ? [arrived, word] : [word];
  const { outcome } = receipt.claims;
  const stored: StoredReceipt = { ...receipt.stored, receivedAt: at, leafHash: word.leafHash };
  const settled = await flow.store.settle({
    packet: packet.id,
    to: outcome,
    nextAt: null,
    at,
    receipt: stored,
    entries,
  });
  if (settled.done) {
    flow.observer.changed(outcome);
    flow.observer.receipt(outcome);
    return { repeat: false, entry: shown(stored, waiting(flow, stored.leafHash)) };
  }
  const earlier = settled.receipt;
  if (earlier !== undefined && earlier.outcome === outcome && earlier.reason === stored.reason) {
    return { repeat: true, entry: shown(earlier, await positionNow(flow, earlier.leafHash)) };
  }
  return refuseLate(flow, settled.now ?? packet, receipt, earlier, at);
}

/** A word that comes too late or against an earlier one: kept in the log, never applied. */
async function refuseLate(
  flow: Flow,
  packet: Packet,
  receipt: CheckedReceipt,
  earlier: StoredReceipt | undefined,
  at: number,
): Promise<never> {
  const { outcome, reason } = receipt.claims;
  flow.observer.receipt("conflict");
  await flow.store.record([
    packetEntry("conflict", at, packet.recipient, packet, {
      outcome,
      ...(reason === undefined ? {} : { reason }),
      state: packet.state,
    }),
  ]);
  if (earlier !== undefined) {
    throw new Refusal("receipt-conflict", { members: { recorded: earlier.outcome }, step: "outcome" });
  }
  throw new Refusal(packet.state === "withdrawn" ? "withdrawn" : "state-conflict", {
    members: { state: packet.state },
    step: "state",
  });
}

async function recordRefusal(flow: Flow, packet: Packet, refusal: Refusal, at: number): Promise<void> {
  flow.observer.refused(refusal.code);
  const { step } = refusal.options;
  const more = { code: refusal.code, ...(step === undefined ? {} : { step }) };
  await flow.store.record([packetEntry("refused", at, packet.recipient, packet, more)]);
}

/** The entry of a receipt; the note stays out of it, for it is free text. */
export function receiptEntry(packet: ReceiptSubject, receipt: CheckedReceipt, at: number): RecordedEntry {
  const { outcome, reason, iat } = receipt.claims;
  return packetEntry("receipt", at, packet.recipient, packet, {
    outcome,
    ...(reason === undefined ? {} : { reason }),
    issued: rfc3339(Math.floor(iat * 1000)),
    receipt: formatDigest(sha256(receipt.stored.jws)),
  });
}

function shown(receipt: StoredReceipt, log: LogPosition): ReceiptAnswer {
  return {
    packet: receipt.packet,
    outcome: receipt.outcome,
    receivedAt: rfc3339(receipt.receivedAt),
    log,
  };
}
