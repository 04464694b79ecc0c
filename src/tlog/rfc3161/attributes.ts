import { equalBytes } from "../../wire/bytes.ts";
import { DerReader, type DerValue, TAG } from "./der.ts";
import { ATTRIBUTES, DIGESTS, TST_INFO_OID } from "./oids.ts";
import type { TokenParts } from "./token.ts";
import { TimestampError } from "./timestamp-error.ts";

/**
 * The signed attributes say: of this kind, over this content, with this certificate.
 *
 * @param certificate of the signer, DER as it came
 * @throws {TimestampError} `bad-signature`, `wrong-certificate`
 * @throws {TypeError} for attributes that are none
 */
export async function checkAttributes(parts: TokenParts, certificate: Uint8Array): Promise<void> {
  const values = readAttributes(parts.attributes);
  const kind = values.get(ATTRIBUTES.contentType);
  const said = values.get(ATTRIBUTES.messageDigest);
  if (
    kind === undefined ||
    new DerReader(kind.whole).oid() !== TST_INFO_OID ||
    said?.tag !== TAG.octetString ||
    !equalBytes(said.content, await digestOf(parts.digest, parts.info))
  ) {
    throw new TimestampError("bad-signature", "what the time stamp signs is not what it holds");
  }
  const older = values.get(ATTRIBUTES.signingCertificate);
  const newer = values.get(ATTRIBUTES.signingCertificateV2);
  // SHA-1 only names a certificate, in the older attribute; whose key it is the chain says.
  const named = newer === undefined ? older && namedBy(older, "SHA-1") : namedBy(newer, "SHA-256");
  if (named === undefined || !equalBytes(named.hash, await digestOf(named.digest, certificate))) {
    throw new TimestampError(
      "wrong-certificate",
      "the time stamp names another certificate than the one that is there",
    );
  }
}

/** The values of the attributes that have one; an attribute that is there twice has none (RFC 5652 section 11). */
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

/** The first certificate that SigningCertificate or SigningCertificateV2 names (RFC 5035): the signer's. */
function namedBy(attribute: DerValue, otherwise: string): { digest: string; hash: Uint8Array } | undefined {
  const first = new DerReader(attribute.whole).into(TAG.sequence).into(TAG.sequence).into(TAG.sequence);
  const algorithm = first.optional(TAG.sequence);
  const digest = algorithm === undefined ? otherwise : DIGESTS[new DerReader(algorithm.content).oid()];
  return digest === undefined ? undefined : { digest, hash: first.content(TAG.octetString) };
}

/** @param algorithm as Web Crypto calls it */
export async function digestOf(algorithm: string, bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await globalThis.crypto.subtle.digest(algorithm, new Uint8Array(bytes)));
}
