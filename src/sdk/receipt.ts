import { readHeader, signedAs, splitToken, TOKEN_TYPES } from "../wire/token.ts";
import { decodeBase64url } from "../wire/base64.ts";
import { parseStrict } from "../wire/json.ts";
import type { ReceiptClaims, ReceiptOutcome, RejectReason } from "../domain/receipt.ts";
import { encodeHex } from "../wire/bytes.ts";
import { uuid7Time } from "../wire/uuid7.ts";
import { CompactError, sign, verify } from "./compact.ts";
import { digestOf, sha256 } from "./content-digest.ts";
import type { PartySide } from "./party-side.ts";
import type { PublishedKeys } from "./published-keys.ts";
import { UntrustedError } from "./problem-error.ts";

/** A department's verdict on a packet: accepted, or rejected for one of the protocol's reasons. */
export type Verdict = "accepted" | { readonly rejected: RejectReason; readonly note?: string };

/** Gives the outcome of a verdict. */
export function outcomeOf(verdict: Verdict): ReceiptOutcome {
  return verdict === "accepted" ? "accepted" : "rejected";
}

/** Longest note to a rejection, in code points (protocol section 6). */
const MAX_NOTE = 500;

/**
 * Makes the claims of a receipt except `iat`. The same verdict on the same packet always has the same `jti`: a UUIDv7
 * with the packet's time and, instead of random bits, a hash over packet, recipient and verdict. So a receipt whose
 * answer was lost can be made again, even by another process, and is the same receipt.
 *
 * @throws TypeError for a note of more than 500 characters
 */
export async function receiptClaims(
  packet: { readonly id: string; readonly digest: string; readonly recipient: string; readonly gateway: string },
  verdict: Verdict,
): Promise<Record<string, string>> {
  const reason = verdict === "accepted" ? undefined : verdict.rejected;
  const note = verdict === "accepted" ? undefined : verdict.note;
  if (note !== undefined && Array.from(note).length > MAX_NOTE) {
    throw new TypeError("a note has at most 500 characters");
  }
  const seed = ["aid-receipt", packet.id, packet.digest, packet.recipient, reason ?? "accepted"].join("\n");
  return {
    iss: packet.recipient,
    aud: packet.gateway,
    jti: uuid7From(uuid7Time(packet.id), await sha256(new TextEncoder().encode(seed))),
    sub: packet.id,
    digest: packet.digest,
    outcome: outcomeOf(verdict),
    ...(reason === undefined ? {} : { reason }),
    ...(note === undefined ? {} : { note }),
  };
}

/** Signs a receipt (protocol section 6) as the recipient of a packet. @throws TypeError for a note of more than 500 characters */
export async function signReceipt(
  side: PartySide,
  packet: { readonly id: string; readonly digest: string },
  verdict: Verdict,
): Promise<string> {
  const [{ id: gateway }, signing] = await Promise.all([side.identity(), side.signingKey()]);
  const { id, digest } = packet;
  const claims = await receiptClaims({ id, digest, gateway, recipient: side.party }, verdict);
  const iat = Math.floor(side.environment.now() / 1000);
  return sign({ ...claims, iat }, TOKEN_TYPES.receipt, signing);
}

/**
 * Gives a receipt that was signed before, signed anew when the party signs with another key by now: the gateway takes no
 * receipt of a retired key. It stays the same receipt, with the same `jti`.
 * @throws HeaderError, TypeError for a text that is no receipt
 */
export async function signedAnew(side: PartySide, receipt: string): Promise<string> {
  const [header = "", payload = ""] = splitToken(receipt, 3) ?? [];
  const { kid } = readHeader(header, signedAs(TOKEN_TYPES.receipt));
  if ((await side.signingKey()).kid === kid) return receipt;
  const claims = parseStrict(decodeBase64url(payload) ?? "", { maxDepth: 8 });
  // Signed by this party: the form of what it wrote itself need not be doubted.
  const { sub, digest, reason, note } = claims as ReceiptClaims;
  const verdict: Verdict = reason === undefined ? "accepted" : { rejected: reason, ...(note && { note }) };
  return signReceipt(side, { id: sub, digest }, verdict);
}

/** Makes a UUIDv7 (RFC 9562 section 5.7) of a time, with at least ten given bytes instead of random ones. */
function uuid7From(time: number, bytes: Uint8Array): string {
  const id = bytes.slice(0, 16);
  let rest = time;
  for (let i = 5; i >= 0; i--) {
    id[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  id[6] = 0x70 | ((id[6] ?? 0) & 0x0f);
  id[8] = 0x80 | ((id[8] ?? 0) & 0x3f);
  return encodeHex(id).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Claims of the gateway's receipt for a message (protocol section 4). */
export interface SubmissionReceipt {
  readonly iss: string;
  readonly aud: string;
  /** Seconds. */
  readonly iat: number;
  /** Message id. */
  readonly sub: string;
  readonly jti: string;
  /** `sha-256=:…:` of the request body. */
  readonly digest: string;
  readonly packets: readonly { readonly id: string; readonly recipient: string; readonly digest: string }[];
  /** Origin of the log, and leaf hash of the audit entry. */
  readonly log: Readonly<Record<string, string>>;
}

/** Message that a submission receipt must be about. */
export interface ReceiptSubject {
  readonly gateway: string;
  readonly sender: string;
  /** Envelope that was sent. Absent when an earlier envelope of the same message may have been the first. */
  readonly envelope?: string | undefined;
  /** Message id of the answer. */
  readonly message: string;
  readonly packets: readonly { readonly id: string; readonly recipient: string; readonly digest: string }[];
}

/**
 * Verifies the gateway's receipt for a message: its signature, and that it is about this message, this envelope, this
 * sender and exactly these packets.
 * @throws UntrustedError `submission-receipt`
 */
export async function verifySubmissionReceipt(
  jws: string,
  subject: ReceiptSubject,
  keys: PublishedKeys,
): Promise<SubmissionReceipt> {
  const refuse = (what: string, cause?: unknown) =>
    new UntrustedError("submission-receipt", `the submission receipt is not valid: ${what}`, { cause });
  let claims: Readonly<Record<string, unknown>>;
  try {
    claims = await verify(jws, TOKEN_TYPES.submissionReceipt, (kid) => keys.signing(kid));
  } catch (cause) {
    // Keys that cannot be fetched now are no fault of the receipt.
    throw cause instanceof CompactError ? refuse("signature", cause) : cause;
  }
  const receipt = claims as unknown as SubmissionReceipt;
  if (receipt.iss !== subject.gateway) throw refuse("iss");
  if (receipt.aud !== subject.sender) throw refuse("aud");
  if (receipt.sub !== subject.message) throw refuse("sub");
  if (typeof receipt.iat !== "number") throw refuse("iat");
  if (subject.envelope !== undefined) {
    if (receipt.digest !== (await digestOf(new TextEncoder().encode(subject.envelope)))) throw refuse("digest");
  }
  if (!Array.isArray(receipt.packets) || !samePackets(receipt.packets, subject.packets)) throw refuse("packets");
  return receipt;
}

/**
 * Verifies a recipient's receipt for a packet with the recipient's own keys, so that it does not depend on the gateway's
 * word.
 * @throws UntrustedError `receipt`
 */
export async function verifyReceipt(
  jws: string,
  packet: { readonly id: string; readonly recipient: string; readonly digest: string },
  gateway: string,
  keys: PublishedKeys,
): Promise<ReceiptClaims> {
  const refuse = (what: string, cause?: unknown) =>
    new UntrustedError("receipt", `the receipt is not valid: ${what}`, { cause });
  let claims: Readonly<Record<string, unknown>>;
  try {
    claims = await verify(jws, TOKEN_TYPES.receipt, (kid) => keys.signing(kid));
  } catch (cause) {
    throw cause instanceof CompactError ? refuse("signature", cause) : cause;
  }
  const receipt = claims as unknown as ReceiptClaims;
  if (receipt.iss !== packet.recipient) throw refuse("iss");
  if (receipt.aud !== gateway) throw refuse("aud");
  if (receipt.sub !== packet.id) throw refuse("sub");
  if (receipt.digest !== packet.digest) throw refuse("digest");
  if (receipt.outcome !== "accepted" && receipt.outcome !== "rejected") throw refuse("outcome");
  return receipt;
}

function samePackets(signed: SubmissionReceipt["packets"], answered: SubmissionReceipt["packets"]): boolean {
  if (signed.length !== answered.length) return false;
  const byId = new Map(signed.map((packet) => [packet.id, packet]));
  return answered.every(({ id, recipient, digest }) => {
    const packet = byId.get(id);
    return packet !== undefined && packet.recipient === recipient && packet.digest === digest;
  });
}
