/**
 * Verification of RFC 3161 time stamps, off line and without a clock, in Node and in browsers: a checkpoint
 * existed at a time because an authority says so that the verifier trusts.
 */
import { fromBER } from "asn1js";
import { TSTInfo } from "pkijs";
import { decodeBase64 } from "../../wire/base64.ts";
import { encodeHex, equalBytes } from "../../wire/bytes.ts";
import { checkAttributes, digestOf } from "./attributes.ts";
import { allHaveTheirPlace, isForTimestamps, leadsToTrust, parseCertificate } from "./chain.ts";
import { SHA256_OID } from "./oids.ts";
import { nonceBytes } from "./request.ts";
import { isSignedBy } from "./signature.ts";
import { type TimestampCode, TimestampError } from "./timestamp-error.ts";
import { keptForm, readToken, type TokenParts } from "./token.ts";
import { type CertificateBytes, readCertificate } from "./x509.ts";

/** What is verified, and by what. */
export interface TimestampClaim {
  /** The time stamp as it is kept (`keptTimestamp`). */
  readonly token: Uint8Array;
  /** What was stamped: the signed text of a checkpoint, without its signatures. */
  readonly text: string;
  /** Certificates of trusted authorities, DER. */
  readonly roots: readonly Uint8Array[];
  /** Of the request, when it is at hand. */
  readonly nonce?: Uint8Array;
  /** The one policy that is accepted (an OID); without it, any. */
  readonly policy?: string;
}

/** A time stamp that holds. */
export interface Timestamp {
  readonly genTime: Date;
  /** OID of the policy under which the authority gave it. */
  readonly policy: string;
  /** Hexadecimal, as the authority counts. */
  readonly serial: string;
}

/** No answer of an authority is larger, certificates included. */
export const MAX_TIMESTAMP_BYTES = 65_536;

/** Verifies. @throws {TimestampError} */
export async function verifyTimestamp(claim: TimestampClaim): Promise<Timestamp> {
  expect(claim.token.length <= MAX_TIMESTAMP_BYTES, "malformed", "a time stamp of more bytes than any has");
  const parts = guarded(() => readToken(claim.token));
  const info = guarded(() => readInfo(parts.info));
  await checkInfo(claim, info);
  const { signer, others } = findSigner(parts);
  await guardedAsync(() => checkAttributes(parts, signer.whole));
  const signed = await isSignedBy(signer.spki, parts.scheme, parts.signed, parts.signature);
  expect(signed, "bad-signature", "the signature of the time stamp does not hold");
  const placed = await guardedAsync(() => allHaveTheirPlace(signer, others, claim.roots));
  expect(placed, "untrusted", "a certificate came along that leads to no trusted authority");
  const usable = guarded(() => isForTimestamps(parseCertificate(signer.whole)));
  expect(usable, "wrong-certificate", "the certificate is not one for time stamps alone");
  const trusted = await guardedAsync(() => leadsToTrust(signer, others, claim.roots, info.genTime));
  expect(trusted, "untrusted", "no trusted authority stands behind the certificate at that time");
  const serial = encodeHex(info.serialNumber.valueBlock.valueHexView);
  return { genTime: info.genTime, policy: info.policy, serial };
}

/**
 * An authority's answer as it is kept and verified: without the texts for people that it may have, which nobody signs.
 * The time stamp itself stays as it came, byte for byte.
 *
 * @throws {TimestampError} `malformed`, `not-granted`
 */
export function keptTimestamp(answer: Uint8Array): Uint8Array {
  expect(answer.length <= MAX_TIMESTAMP_BYTES, "malformed", "a time stamp of more bytes than any has");
  return guarded(() => keptForm(answer));
}

/** Roots as a PEM file has them, DER each. @throws {TimestampError} `malformed` for a file without any, or with something else */
export function readRoots(pem: string): Uint8Array[] {
  const [, ...blocks] = pem.split("-----BEGIN CERTIFICATE-----");
  const roots = blocks.map((block) => {
    const end = block.indexOf("-----END CERTIFICATE-----");
    expect(end >= 0, "malformed", "a certificate without its end");
    return decodeBase64(block.slice(0, end).replaceAll(/\s/g, "")) ?? new Uint8Array();
  });
  expect(roots.length > 0, "malformed", "no certificate of an authority");
  for (const root of roots) guarded(() => [parseCertificate(root), readCertificate(root)]);
  return roots;
}

function readInfo(content: Uint8Array): TSTInfo {
  const { offset, result } = fromBER(new Uint8Array(content));
  if (offset !== content.length) throw new TypeError("not one value");
  const info = new TSTInfo({ schema: result });
  if (info.version !== 1 || Number.isNaN(info.genTime.getTime())) throw new TypeError("another version");
  return info;
}

/** What was stamped is what is asked about. */
async function checkInfo({ text, nonce, policy }: TimestampClaim, info: TSTInfo): Promise<void> {
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  const imprint = await digestOf("SHA-256", new TextEncoder().encode(text));
  expect(
    hashAlgorithm.algorithmId === SHA256_OID && equalBytes(new Uint8Array(hashedMessage.getValue()), imprint),
    "wrong-imprint",
    "the time stamp is over something else",
  );
  if (nonce !== undefined) {
    const said = info.nonce === undefined ? new Uint8Array() : info.nonce.valueBlock.valueHexView;
    expect(equalBytes(said, nonceBytes(nonce)), "wrong-nonce", "the time stamp answers another request");
  }
  const accepted = policy === undefined || policy === info.policy;
  expect(accepted, "wrong-certificate", "the time stamp was given under another policy");
}

function findSigner({ certificates, signer: { issuer, serial } }: TokenParts): {
  signer: CertificateBytes;
  others: readonly CertificateBytes[];
} {
  const all = guarded(() => certificates.map(readCertificate));
  const signer = all.find((one) => equalBytes(one.issuer, issuer) && equalBytes(one.serial, serial));
  if (signer === undefined) throw new TimestampError("wrong-certificate", "the signer's certificate is missing");
  return { signer, others: all.filter((one) => one !== signer) };
}

function expect(holds: boolean, code: TimestampCode, message: string): void {
  if (!holds) throw new TimestampError(code, message);
}

/** What a reader throws at foreign bytes is one answer: they are none. */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw malformed(cause);
  }
}

async function guardedAsync<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw malformed(cause);
  }
}

function malformed(cause: unknown): TimestampError {
  return cause instanceof TimestampError
    ? cause
    : new TimestampError("malformed", "not a time stamp (RFC 3161)", { cause });
}
