import { equalBytes } from "../../wire/bytes.ts";
import { UnsupportedHere } from "../../wire/signatures.ts";
import { DerReader, type DerValue, TAG } from "./der.ts";
import { ATTRIBUTES, DIGESTS, TST_INFO_OID } from "./oids.ts";
import type { TokenParts } from "./token.ts";
import { TimestampError } from "./timestamp-error.ts";

/**
 * Checks that the signed attributes name the type of the content, its digest and the signer's certificate.
 *
 * @param certificate of the signer, DER as it came
 * @throws {TimestampError} `bad-signature`, `wrong-certificate`
 * @throws {TypeError} for attributes that cannot be read
 */
export async function checkAttributes(parts: TokenParts, certificate: Uint8Array): Promise<void> {
  const values = readAttributes(parts.attributes);
  const contentType = values.get(ATTRIBUTES.contentType);
  const messageDigest = values.get(ATTRIBUTES.messageDigest);
  if (
    contentType === undefined ||
    new DerReader(contentType.whole).oid() !== TST_INFO_OID ||
    messageDigest?.tag !== TAG.octetString ||
    !equalBytes(messageDigest.content, await digestOf(parts.digest, parts.info))
  ) {
    throw new TimestampError("bad-signature", "the time stamp signs another content than it has");
  }
  const older = values.get(ATTRIBUTES.signingCertificate);
  const newer = values.get(ATTRIBUTES.signingCertificateV2);
  // In the older attribute SHA-1 only names the certificate: the chain vouches for its key.
  const named = newer === undefined ? older && namedCertificate(older, "SHA-1") : namedCertificate(newer, "SHA-256");
  if (named === undefined || !equalBytes(named.hash, await digestOf(named.digest, certificate))) {
    throw new TimestampError("wrong-certificate", "the time stamp names another certificate than its signer's");
  }
}

/** Reads the attributes with one value, by type. One that comes twice is left out (RFC 5652 section 11). */
function readAttributes(attributes: Uint8Array): ReadonlyMap<string, DerValue> {
  const values = new Map<string, DerValue>();
  const twice = new Set<string>();
  const set = new DerReader(attributes);
  while (!set.done) {
    const attribute = set.into(TAG.sequence);
    const type = attribute.oid();
    const inner = attribute.into(TAG.set);
    attribute.end();
    const value = inner.any();
    if (values.has(type) || !inner.done) twice.add(type);
    values.set(type, value);
  }
  for (const type of twice) values.delete(type);
  return values;
}

/** Reads the hash of the first certificate that SigningCertificate or SigningCertificateV2 names (RFC 5035): the signer's. */
function namedCertificate(
  attribute: DerValue,
  defaultDigest: string,
): { digest: string; hash: Uint8Array } | undefined {
  const first = new DerReader(attribute.whole).into(TAG.sequence).into(TAG.sequence).into(TAG.sequence);
  const algorithm = first.optional(TAG.sequence);
  const digest = algorithm === undefined ? defaultDigest : DIGESTS[new DerReader(algorithm.content).oid()];
  return digest === undefined ? undefined : { digest, hash: first.content(TAG.octetString) };
}

/** Computes a digest. @param algorithm its name in Web Crypto @throws {UnsupportedHere} */
export async function digestOf(algorithm: string, bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return new Uint8Array(await globalThis.crypto.subtle.digest(algorithm, new Uint8Array(bytes)));
  } catch (cause) {
    // Bytes of any content have a digest.
    throw new UnsupportedHere(algorithm, { cause });
  }
}
