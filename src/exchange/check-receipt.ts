import { EnvelopeError } from "../crypto/suite.ts";
import type { RecordedEntry } from "../domain/recorded-entry.ts";
import { REJECT_REASONS, type ReceiptClaims } from "../domain/receipt.ts";
import { type Issue, Refusal } from "../domain/refusal.ts";
import { formatDigest } from "../wire/digest.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import { TOKEN_TYPES } from "../wire/token.ts";
import { isJti, type RawClaims } from "./claims.ts";
import { type PacketIdentity, packetEntry, sha256 } from "./entries.ts";
import type { Flow } from "./flow.ts";
import { parseClaims, presentSigningKey } from "./open.ts";
import type { Packet } from "./packet.ts";
import type { Party } from "./ports.ts";
import type { StoredReceipt } from "./store-port.ts";

/** Longest signed receipt, characters: its claims are small, and a note has at most 500. */
const MAX_RECEIPT = 16_384;
const MAX_NOTE = 500;

/** A receipt whose signature and claims are right for its packet. */
export interface CheckedReceipt {
  readonly claims: ReceiptClaims;
  readonly stored: Omit<StoredReceipt, "receivedAt" | "leafHash">;
}

/** The members of a packet against which a receipt is checked. */
export type ReceiptSubject = PacketIdentity & Pick<Packet, "sealedAt">;

/**
 * Checks signature and claims of a receipt against its packet. Changes nothing.
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
    // A receipt may be much older than its arrival, for it may come on a disc. `iat` has whole seconds.
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

/** Makes the row and the audit entry of a checked receipt. The note stays out of the entry, for it is free text. */
export function recordedReceipt(
  packet: ReceiptSubject,
  { claims, stored }: CheckedReceipt,
  at: number,
): { readonly entry: RecordedEntry; readonly receipt: StoredReceipt } {
  const { outcome, reason, iat } = claims;
  const entry = packetEntry("receipt", at, packet.recipient, packet, {
    outcome,
    ...(reason === undefined ? {} : { reason }),
    issued: rfc3339(Math.floor(iat * 1000)),
    receipt: formatDigest(sha256(stored.jws)),
  });
  return { entry, receipt: { ...stored, receivedAt: at, leafHash: entry.leafHash } };
}
