/**
 * Verification of RFC 3161 time stamps, off line and without a clock, in Node and in browsers: a checkpoint
 * existed at a time because an authority says so that the verifier trusts.
 */
import { fromBER, ObjectIdentifier, OctetString, Sequence } from "asn1js";
import {
  Certificate,
  CertificateChainValidationEngine,
  CryptoEngine,
  ExtKeyUsage,
  IssuerAndSerialNumber,
  SignedData,
  type SignerInfo,
  TimeStampResp,
  TSTInfo,
} from "pkijs";
import { equalBytes } from "../base64.ts";
import { ATTRIBUTES, DIGESTS, EKU, SHA256_OID, TST_INFO_OID } from "./oids.ts";
import { nonceBytes } from "./request.ts";
import { type TimestampCode, TimestampError } from "./timestamp-error.ts";

/** What is verified, and by what. */
export interface TimestampClaim {
  /** The authority's answer, a DER TimeStampResp, as it came. */
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
/** granted, grantedWithMods (RFC 3161 section 2.4.2). */
const GRANTED: ReadonlySet<number> = new Set([0, 1]);

/** Verifies. @throws {TimestampError} */
export async function verifyTimestamp(claim: TimestampClaim): Promise<Timestamp> {
  const engine = new CryptoEngine({ name: "webcrypto", crypto: globalThis.crypto });
  const { signed, signer, content } = read(claim.token);
  const info = readInfo(content);
  const imprint = await digest("SHA-256", new TextEncoder().encode(claim.text));
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  expect(
    hashAlgorithm.algorithmId === SHA256_OID && equalBytes(octets(hashedMessage), imprint),
    "wrong-imprint",
    "the time stamp is over something else",
  );
  if (claim.nonce !== undefined) {
    const nonce = info.nonce === undefined ? new Uint8Array() : info.nonce.valueBlock.valueHexView;
    expect(equalBytes(nonce, nonceBytes(claim.nonce)), "wrong-nonce", "the time stamp answers another request");
  }
  expect(
    claim.policy === undefined || claim.policy === info.policy,
    "wrong-certificate",
    "the time stamp was given under another policy",
  );
  const certificates = (signed.certificates ?? []).filter((one): one is Certificate => one instanceof Certificate);
  const certificate = certificates.find((one) => isSigner(signer, one));
  if (certificate === undefined) throw new TimestampError("wrong-certificate", "the signer's certificate is missing");
  checkUsage(certificate);
  await checkAttributes(signer, certificate, content);
  await checkSignature(engine, signer, certificate);
  await checkChain(engine, claim.roots, certificates, certificate, info.genTime);
  const serial = Array.from(info.serialNumber.valueBlock.valueHexView, (byte) => byte.toString(16).padStart(2, "0"));
  return { genTime: info.genTime, policy: info.policy, serial: serial.join("") };
}

/** Roots as a PEM file has them, DER each. @throws {TimestampError} `malformed` for a file without any, or with something else */
export function readRoots(pem: string): Uint8Array[] {
  const roots = [...pem.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g)].map(
    ([, base64 = ""]) =>
      guarded(() => Uint8Array.from(atob(base64.replaceAll(/\s/g, "")), (char) => char.charCodeAt(0))),
  );
  expect(roots.length > 0, "malformed", "no certificate of an authority");
  for (const root of roots) certificateOf(root);
  return roots;
}

function read(token: Uint8Array): { signed: SignedData; signer: SignerInfo; content: Uint8Array } {
  expect(token.length <= MAX_TIMESTAMP_BYTES, "malformed", "a time stamp of more bytes than any has");
  const answer = guarded(() => new TimeStampResp({ schema: whole(token) }));
  expect(GRANTED.has(answer.status.status), "not-granted", "the authority granted no time stamp");
  return guarded(() => {
    if (answer.timeStampToken?.contentType !== "1.2.840.113549.1.7.2") throw new TypeError("not signed");
    const signed = new SignedData({ schema: answer.timeStampToken.content as never });
    const [signer] = signed.signerInfos;
    const { eContentType, eContent } = signed.encapContentInfo;
    if (signer === undefined || signed.signerInfos.length !== 1 || eContent === undefined)
      throw new TypeError("unsigned");
    if (eContentType !== TST_INFO_OID) throw new TypeError("no time stamp");
    return { signed, signer, content: octets(eContent) };
  });
}

function readInfo(content: Uint8Array): TSTInfo {
  return guarded(() => {
    const info = new TSTInfo({ schema: whole(content) });
    if (info.version !== 1 || Number.isNaN(info.genTime.getTime())) throw new TypeError("another version");
    return info;
  });
}

function isSigner({ sid }: SignerInfo, { issuer, serialNumber }: Certificate): boolean {
  // A key identifier instead is allowed by CMS; RFC 3161 authorities name issuer and number.
  return (
    sid instanceof IssuerAndSerialNumber &&
    sid.issuer.isEqual(issuer) &&
    equalBytes(sid.serialNumber.valueBlock.valueHexView, serialNumber.valueBlock.valueHexView)
  );
}

/** RFC 3161 section 2.3: one extended key usage, and critical. */
function checkUsage({ extensions = [] }: Certificate): void {
  const usages = extensions.filter(({ extnID }) => extnID === EKU.extension);
  const [usage] = usages;
  const parsed: unknown = usage?.parsedValue;
  expect(
    usages.length === 1 &&
      usage?.critical === true &&
      parsed instanceof ExtKeyUsage &&
      parsed.keyPurposes.length === 1 &&
      parsed.keyPurposes[0] === EKU.timeStamping,
    "wrong-certificate",
    "the certificate is not one for time stamps alone",
  );
}

/** The signed attributes say: of this kind, over this content, with this certificate. */
async function checkAttributes(signer: SignerInfo, certificate: Certificate, content: Uint8Array): Promise<void> {
  const hash = DIGESTS[signer.digestAlgorithm.algorithmId];
  expect(hash !== undefined && signer.signedAttrs !== undefined, "bad-signature", "the time stamp signs no attributes");
  const of = (type: string): unknown => {
    const found = signer.signedAttrs?.attributes.filter((attribute) => attribute.type === type) ?? [];
    return found.length === 1 && found[0]?.values.length === 1 ? found[0].values[0] : undefined;
  };
  const kind = of(ATTRIBUTES.contentType);
  const said = of(ATTRIBUTES.messageDigest);
  expect(
    kind instanceof ObjectIdentifier &&
      kind.valueBlock.toString() === TST_INFO_OID &&
      said instanceof OctetString &&
      equalBytes(octets(said), await digest(hash ?? "SHA-256", content)),
    "bad-signature",
    "what the time stamp signs is not what it holds",
  );
  const der = new Uint8Array(certificate.toSchema().toBER());
  const older = of(ATTRIBUTES.signingCertificate);
  const newer = of(ATTRIBUTES.signingCertificateV2);
  const named = newer === undefined ? certificateHash(older, "SHA-1") : certificateHash(newer, "SHA-256");
  expect(
    named !== undefined && equalBytes(named.value, await digest(named.hash, der)),
    "wrong-certificate",
    "the time stamp names another certificate than the one that is there",
  );
}

/** First ESSCertID or ESSCertIDv2 of a signing-certificate attribute; its algorithm stands before the hash, when not the default. */
function certificateHash(attribute: unknown, otherwise: string): { hash: string; value: Uint8Array } | undefined {
  const first = child(child(attribute, 0), 0);
  const [head, second] = [child(first, 0), child(first, 1)];
  if (head instanceof OctetString) return { hash: otherwise, value: octets(head) };
  const oid = child(head, 0);
  const hash = oid instanceof ObjectIdentifier ? DIGESTS[oid.valueBlock.toString()] : undefined;
  return hash !== undefined && second instanceof OctetString ? { hash, value: octets(second) } : undefined;
}

function child(value: unknown, at: number): unknown {
  return value instanceof Sequence ? value.valueBlock.value[at] : undefined;
}

async function checkSignature(engine: CryptoEngine, signer: SignerInfo, certificate: Certificate): Promise<void> {
  const signedBytes = new Uint8Array(signer.signedAttrs?.encodedValue ?? new ArrayBuffer(0));
  // Signed is the SET itself, not its tag within the structure (RFC 5652 section 5.4).
  signedBytes[0] = 0x31;
  const { signature, signatureAlgorithm, digestAlgorithm } = signer;
  const holds = await engine
    .verifyWithPublicKey(
      signedBytes,
      signature,
      certificate.subjectPublicKeyInfo,
      signatureAlgorithm,
      DIGESTS[digestAlgorithm.algorithmId] ?? "SHA-256",
    )
    .catch(() => false);
  expect(holds, "bad-signature", "the signature of the time stamp does not hold");
}

async function checkChain(
  engine: CryptoEngine,
  roots: readonly Uint8Array[],
  certificates: readonly Certificate[],
  certificate: Certificate,
  at: Date,
): Promise<void> {
  const chain = new CertificateChainValidationEngine({
    trustedCerts: roots.map(certificateOf),
    // The one that is asked about comes last.
    certs: [...certificates.filter((one) => one !== certificate), certificate],
    checkDate: at,
  });
  const found = await chain.verify({}, engine).catch(() => undefined);
  const leaf = found?.certificatePath?.[0];
  const isLeaf = leaf !== undefined && equalBytes(derOf(leaf), derOf(certificate));
  expect(
    found?.result === true && isLeaf,
    "untrusted",
    "no trusted authority stands behind the certificate at that time",
  );
}

function certificateOf(der: Uint8Array): Certificate {
  return guarded(() => new Certificate({ schema: whole(der) }));
}

function derOf(certificate: Certificate): Uint8Array {
  return new Uint8Array(certificate.toSchema().toBER());
}

/** One DER value and nothing behind it. */
function whole(bytes: Uint8Array): never {
  const { offset, result } = fromBER(new Uint8Array(bytes));
  if (offset !== bytes.length) throw new TypeError("not one value");
  return result as never;
}

/** The bytes of an octet string, also of one that comes in pieces. */
function octets(value: OctetString): Uint8Array {
  return new Uint8Array(value.getValue());
}

async function digest(algorithm: string, bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await globalThis.crypto.subtle.digest(algorithm, new Uint8Array(bytes)));
}

function expect(holds: boolean, code: TimestampCode, message: string): void {
  if (!holds) throw new TimestampError(code, message);
}

/** What a library throws at foreign bytes is one answer: they are none. */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof TimestampError) throw cause;
    throw new TimestampError("malformed", "not a time stamp (RFC 3161)", { cause });
  }
}
