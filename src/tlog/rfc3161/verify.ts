/**
 * Verification of RFC 3161 time stamps, off line and without a clock, in Node and in browsers: a trusted authority
 * confirms that a checkpoint existed at a time.
 */
import { fromBER } from "asn1js";
import { TSTInfo } from "pkijs";
import { decodeBase64 } from "../../wire/base64.ts";
import { encodeHex, equalBytes } from "../../wire/bytes.ts";
import { UnsupportedHere } from "../../wire/signatures.ts";
import { checkAttributes, digestOf } from "./attributes.ts";
import { everyCertificateIsInTheChain, isForTimestamps, leadsToTrust, parseCertificate } from "./chain.ts";
import { SHA256_OID } from "./oids.ts";
import { nonceBytes } from "./request.ts";
import { isSignedBy } from "./signature.ts";
import { type TimestampCode, TimestampError } from "./timestamp-error.ts";
import { keptForm, readToken, type TokenParts } from "./token.ts";
import { type CertificateBytes, readCertificate } from "./x509.ts";

/** A time stamp, what it must stamp, and who is trusted for it. */
export interface TimestampClaim {
  /** Time stamp as it is kept (`keptTimestamp`). */
  readonly token: Uint8Array;
  /** The stamped text: a checkpoint without its signatures. */
  readonly text: string;
  /** Certificates of trusted authorities, DER. */
  readonly roots: readonly Uint8Array[];
  /** Nonce of the request, where it is known. */
  readonly nonce?: Uint8Array;
  /** The one accepted policy (an OID). Without it any is accepted. */
  readonly policy?: string;
}

/** Content of a verified time stamp. */
export interface Timestamp {
  readonly genTime: Date;
  /** OID of the authority's policy. */
  readonly policy: string;
  /** The authority's number of the time stamp, hexadecimal. */
  readonly serial: string;
}

/** Largest answer of an authority that is read, bytes, certificates included. */
export const MAX_TIMESTAMP_BYTES = 65_536;

/** Verifies a time stamp. @throws {TimestampError} {UnsupportedHere} */
export async function verifyTimestamp(claim: TimestampClaim): Promise<Timestamp> {
  expect(claim.token.length <= MAX_TIMESTAMP_BYTES, "malformed", "the time stamp is too large");
  const parts = guarded(() => readToken(claim.token));
  const info = guarded(() => readInfo(parts.info));
  await checkInfo(claim, info);
  const { signer, others } = findSigner(parts);
  await guardedAsync(() => checkAttributes(parts, signer.whole));
  const signed = await isSignedBy(signer.spki, parts.scheme, parts.signed, parts.signature);
  expect(signed, "bad-signature", "the signature of the time stamp does not hold");
  const chained = await guardedAsync(() => everyCertificateIsInTheChain(signer, others, claim.roots));
  expect(chained, "untrusted", "a certificate in the time stamp does not lead to a trusted authority");
  const usable = guarded(() => isForTimestamps(parseCertificate(signer.whole)));
  expect(usable, "wrong-certificate", "the certificate is not for time stamps alone");
  const trusted = await guardedAsync(() => leadsToTrust(signer, others, claim.roots, info.genTime));
  expect(trusted, "untrusted", "the certificate does not lead to a trusted authority, or was not valid at that time");
  const serial = encodeHex(info.serialNumber.valueBlock.valueHexView);
  return { genTime: info.genTime, policy: info.policy, serial };
}

/**
 * Turns an authority's answer into the form that is kept and verified. Drops the unsigned PKIFreeText; the time stamp
 * itself stays as it came, byte for byte.
 *
 * @throws {TimestampError} `malformed`, `not-granted`
 */
export function keptTimestamp(answer: Uint8Array): Uint8Array {
  expect(answer.length <= MAX_TIMESTAMP_BYTES, "malformed", "the time stamp is too large");
  return guarded(() => keptForm(answer));
}

/** Reads the certificates in a PEM file, DER each. @throws {TimestampError} `malformed` for a file without certificates, or with other content */
export function readRoots(pem: string): Uint8Array[] {
  const [, ...blocks] = pem.split("-----BEGIN CERTIFICATE-----");
  const roots = blocks.map((block) => {
    const end = block.indexOf("-----END CERTIFICATE-----");
    expect(end >= 0, "malformed", "a certificate without its end");
    return decodeBase64(block.slice(0, end).replaceAll(/\s/g, "")) ?? new Uint8Array();
  });
  expect(roots.length > 0, "malformed", "the file has no certificate of an authority");
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

/** Checks that the time stamp is over that text, for that request, under that policy. */
async function checkInfo({ text, nonce, policy }: TimestampClaim, info: TSTInfo): Promise<void> {
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  const imprint = await digestOf("SHA-256", new TextEncoder().encode(text));
  expect(
    hashAlgorithm.algorithmId === SHA256_OID && equalBytes(new Uint8Array(hashedMessage.getValue()), imprint),
    "wrong-imprint",
    "the time stamp stamps something else",
  );
  if (nonce !== undefined) {
    const answered = info.nonce === undefined ? new Uint8Array() : info.nonce.valueBlock.valueHexView;
    expect(equalBytes(answered, nonceBytes(nonce)), "wrong-nonce", "the time stamp answers another request");
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

/** Turns every error of a reader into `malformed`. */
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

function malformed(cause: unknown): TimestampError | UnsupportedHere {
  return cause instanceof TimestampError || cause instanceof UnsupportedHere
    ? cause
    : new TimestampError("malformed", "not a time stamp (RFC 3161)", { cause });
}
