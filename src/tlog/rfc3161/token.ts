/**
 * The form of a kept time stamp: a DER TimeStampResp (RFC 3161 section 2.4.2) of which every byte is either signed,
 * or part of what a signature is found and checked by, or the only one that may stand there. So no single
 * bit of it can change without a verifier's no.
 */
import { type SignatureScheme, readDigest, readScheme } from "./algorithm.ts";
import { context, DerReader, TAG } from "./der.ts";
import { SIGNED_DATA_OID, TST_INFO_OID } from "./oids.ts";
import { TimestampError } from "./timestamp-error.ts";

/** What a token is made of, nothing of it verified. */
export interface TokenParts {
  /** TSTInfo, DER: what was signed, by its digest. */
  readonly info: Uint8Array;
  /** As Web Crypto calls it. */
  readonly digest: string;
  /** As they came, DER each. */
  readonly certificates: readonly Uint8Array[];
  /** Of the signer's certificate: Name, DER, and the number, as they stand in the certificate. */
  readonly signer: { readonly issuer: Uint8Array; readonly serial: Uint8Array };
  /** The signed attributes, one behind the other. */
  readonly attributes: Uint8Array;
  /** What was signed: the attributes as the SET that they are (RFC 5652 section 5.4). */
  readonly signed: Uint8Array;
  readonly scheme: SignatureScheme;
  readonly signature: Uint8Array;
}

const GRANTED = 0;
/** granted, grantedWithMods. */
const STAMPED: ReadonlySet<number> = new Set([GRANTED, 1]);
/** CMSVersion of a SignedData over anything but data, and of a SignerInfo that names issuer and number (RFC 5652). */
const VERSION = { signedData: 3, signerInfo: 1 } as const;
/** A chain is shorter. */
const MAX_CERTIFICATES = 10;

/**
 * An authority's answer in the form that is kept: of the status, which nobody signs, only that it was granted. Texts for
 * people, which many authorities add, are left out.
 *
 * @throws {TypeError} for what is not an answer
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

/** Reads the form that is kept. @throws {TypeError} @throws {TimestampError} `not-granted` */
export function readToken(kept: Uint8Array): TokenParts {
  const reader = new DerReader(kept);
  const response = reader.into(TAG.sequence);
  reader.end();
  const status = response.into(TAG.sequence);
  if (checkGranted(status) !== GRANTED) throw new TypeError("a status that nobody signs");
  status.end();
  const contentInfo = response.into(TAG.sequence);
  response.end();
  if (contentInfo.oid() !== SIGNED_DATA_OID) throw new TypeError("not signed");
  const wrapper = contentInfo.into(context(0));
  contentInfo.end();
  const signedData = wrapper.into(TAG.sequence);
  wrapper.end();
  return readSignedData(signedData);
}

/** The status, when a time stamp was granted. */
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
  if (content.oid() !== TST_INFO_OID) throw new TypeError("no time stamp");
  const octets = content.into(context(0));
  content.end();
  const info = octets.content(TAG.octetString);
  octets.end();
  const certificates: Uint8Array[] = [];
  const set = new DerReader(reader.optional(context(0))?.content ?? new Uint8Array());
  while (!set.done) certificates.push(set.value(TAG.sequence).whole);
  if (certificates.length > MAX_CERTIFICATES) throw new TypeError("more certificates than a chain has");
  // Revocation lists would stand here; nobody asked for them, and nobody reads them.
  const signers = reader.into(TAG.set);
  reader.end();
  const signer = readSigner(signers.into(TAG.sequence));
  signers.end();
  if (signer.digest !== digest) throw new TypeError("two digests");
  return { info, certificates, ...signer };
}

function readSigner(reader: DerReader): Omit<TokenParts, "info" | "certificates"> {
  if (reader.small() !== VERSION.signerInfo) throw new TypeError("another version");
  // A key identifier instead is allowed by CMS; RFC 3161 authorities name issuer and number.
  const sid = reader.into(TAG.sequence);
  const signer = { issuer: sid.value(TAG.sequence).whole, serial: sid.content(TAG.integer) };
  sid.end();
  const digest = readDigest(reader);
  const { content: attributes, whole } = reader.value(context(0));
  const scheme = readScheme(reader);
  const signature = reader.content(TAG.octetString);
  // Unsigned attributes would stand here.
  reader.end();
  if (scheme.digest !== undefined && scheme.digest !== digest) throw new TypeError("two digests");
  const signed = new Uint8Array(whole);
  signed[0] = TAG.set;
  return { signer, digest, attributes, signed, scheme: { ...scheme, digest }, signature };
}

function longLength(length: number): number[] {
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 0xff);
  return [0x80 | bytes.length, ...bytes];
}
