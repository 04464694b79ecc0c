/**
 * Form of a kept time stamp: a DER TimeStampResp (RFC 3161 section 2.4.2) in which every byte is signed, or is used to
 * find and check a signature, or is the only one that is allowed at its place. So a verifier refuses it when any single
 * bit of it changes.
 */
import { type SignatureScheme, readDigest, readScheme } from "./algorithm.ts";
import { context, DerReader, TAG } from "./der.ts";
import { SIGNED_DATA_OID, TST_INFO_OID } from "./oids.ts";
import { TimestampError } from "./timestamp-error.ts";

/** Parts of a time stamp token. Nothing of them is verified. */
export interface TokenParts {
  /** TSTInfo, DER. Its digest is among the signed attributes. */
  readonly info: Uint8Array;
  /** Name in Web Crypto. */
  readonly digest: string;
  /** Certificates as they came, DER each. */
  readonly certificates: readonly Uint8Array[];
  /** Issuer (Name, DER) and serial number of the signer's certificate. */
  readonly signer: { readonly issuer: Uint8Array; readonly serial: Uint8Array };
  /** The signed attributes in their order. */
  readonly attributes: Uint8Array;
  /** Bytes that the signer signed: the attributes as a SET (RFC 5652 section 5.4). */
  readonly signed: Uint8Array;
  readonly scheme: SignatureScheme;
  readonly signature: Uint8Array;
}

const GRANTED = 0;
/** Statuses with a time stamp: granted, grantedWithMods. */
const STAMPED: ReadonlySet<number> = new Set([GRANTED, 1]);
/** CMSVersion of a SignedData over another content than data, and of a SignerInfo that names issuer and serial number (RFC 5652). */
const VERSION = { signedData: 3, signerInfo: 1 } as const;
/** Most certificates in a time stamp. A chain is shorter. */
const MAX_CERTIFICATES = 10;

/**
 * Turns an authority's answer into the form that is kept: of the status, which is not signed, only that a time stamp was
 * granted. Drops the unsigned PKIFreeText that many authorities add.
 *
 * @throws {TypeError} for bytes that are not an answer
 * @throws {TimestampError} `not-granted`
 */
export function keptForm(answer: Uint8Array): Uint8Array {
  const reader = new DerReader(answer);
  const response = reader.into(TAG.sequence);
  reader.end();
  checkGranted(response.into(TAG.sequence));
  const token = response.value(TAG.sequence).whole;
  response.end();
  const body = [TAG.sequence, 3, TAG.integer, 1, GRANTED, ...token];
  const length = body.length < 0x80 ? [body.length] : longLength(body.length);
  return Uint8Array.from([TAG.sequence, ...length, ...body]);
}

/** Reads a time stamp in the form that is kept. @throws {TypeError} @throws {TimestampError} `not-granted` */
export function readToken(kept: Uint8Array): TokenParts {
  const reader = new DerReader(kept);
  const response = reader.into(TAG.sequence);
  reader.end();
  const status = response.into(TAG.sequence);
  if (checkGranted(status) !== GRANTED) throw new TypeError("more in the unsigned status than is kept");
  status.end();
  const contentInfo = response.into(TAG.sequence);
  response.end();
  if (contentInfo.oid() !== SIGNED_DATA_OID) throw new TypeError("not a SignedData");
  const wrapper = contentInfo.into(context(0));
  contentInfo.end();
  const signedData = wrapper.into(TAG.sequence);
  wrapper.end();
  return readSignedData(signedData);
}

/** Reads the status of an answer. @throws {TimestampError} `not-granted` */
function checkGranted(status: DerReader): number {
  const value = status.small();
  if (!STAMPED.has(value)) throw new TimestampError("not-granted", "the authority granted no time stamp");
  return value;
}

function readSignedData(reader: DerReader): TokenParts {
  if (reader.small() !== VERSION.signedData) throw new TypeError("another version");
  const digests = reader.into(TAG.set);
  const digest = readDigest(digests);
  digests.end();
  const content = reader.into(TAG.sequence);
  if (content.oid() !== TST_INFO_OID) throw new TypeError("not a TSTInfo");
  const octets = content.into(context(0));
  content.end();
  const info = octets.content(TAG.octetString);
  octets.end();
  const certificates: Uint8Array[] = [];
  const set = new DerReader(reader.optional(context(0))?.content ?? new Uint8Array());
  while (!set.done) certificates.push(set.value(TAG.sequence).whole);
  if (certificates.length > MAX_CERTIFICATES) throw new TypeError("too many certificates");
  // Revocation lists, which could come here, are refused: they would not be verified.
  const signers = reader.into(TAG.set);
  reader.end();
  const signer = readSigner(signers.into(TAG.sequence));
  signers.end();
  if (signer.digest !== digest) throw new TypeError("two different digests");
  return { info, certificates, ...signer };
}

function readSigner(reader: DerReader): Omit<TokenParts, "info" | "certificates"> {
  if (reader.small() !== VERSION.signerInfo) throw new TypeError("another version");
  // CMS would allow a key identifier here. RFC 3161 authorities name issuer and serial number.
  const sid = reader.into(TAG.sequence);
  const signer = { issuer: sid.value(TAG.sequence).whole, serial: sid.content(TAG.integer) };
  sid.end();
  const digest = readDigest(reader);
  const { content: attributes, whole } = reader.value(context(0));
  const scheme = readScheme(reader);
  const signature = reader.content(TAG.octetString);
  // Unsigned attributes, which could come here, are refused.
  reader.end();
  if (scheme.digest !== undefined && scheme.digest !== digest) throw new TypeError("two different digests");
  const signed = new Uint8Array(whole);
  signed[0] = TAG.set;
  return { signer, digest, attributes, signed, scheme: { ...scheme, digest }, signature };
}

function longLength(length: number): number[] {
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 0xff);
  return [0x80 | bytes.length, ...bytes];
}
