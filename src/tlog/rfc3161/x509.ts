import { equalBytes } from "../../wire/bytes.ts";
import { type SignatureScheme, readScheme } from "./algorithm.ts";
import { context, DerReader, TAG } from "./der.ts";
import { isSignedBy } from "./signature.ts";

/** Parts of a certificate (RFC 5280 section 4.1) that tell who signed it. */
export interface CertificateBytes {
  readonly whole: Uint8Array;
  /** TBSCertificate, which the issuer signed. */
  readonly signed: Uint8Array;
  readonly serial: Uint8Array;
  /** Names, DER each: they are compared byte for byte. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** The key, DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** Undefined for one that is not accepted: then no issuer is found. */
  readonly scheme: SignatureScheme | undefined;
  readonly signature: Uint8Array;
}

/** Reads a certificate. @throws {TypeError} for other bytes, and for two different signature algorithms in it */
export function readCertificate(whole: Uint8Array): CertificateBytes {
  const reader = new DerReader(whole);
  const certificate = reader.into(TAG.sequence);
  reader.end();
  const tbs = certificate.value(TAG.sequence);
  const outer = certificate.value(TAG.sequence).whole;
  const [unused, ...signature] = certificate.content(TAG.bitString);
  certificate.end();
  const fields = new DerReader(tbs.content);
  fields.optional(context(0));
  const serial = fields.content(TAG.integer);
  const inner = fields.value(TAG.sequence).whole;
  const issuer = fields.value(TAG.sequence).whole;
  fields.value(TAG.sequence);
  const subject = fields.value(TAG.sequence).whole;
  const spki = fields.value(TAG.sequence).whole;
  if (unused !== 0 || !equalBytes(outer, inner)) throw new TypeError("no certificate");
  return {
    whole,
    signed: tbs.whole,
    serial,
    issuer,
    subject,
    spki,
    scheme: schemeOf(inner),
    signature: Uint8Array.from(signature),
  };
}

/** Tells whether the issuer's key signed a certificate, and the issuer's name is in it. */
export async function isIssuedBy(certificate: CertificateBytes, issuer: CertificateBytes): Promise<boolean> {
  const { scheme, signed, signature } = certificate;
  if (scheme === undefined || !equalBytes(certificate.issuer, issuer.subject)) return false;
  return isSignedBy(issuer.spki, scheme, signed, signature);
}

function schemeOf(algorithm: Uint8Array): SignatureScheme | undefined {
  try {
    return readScheme(new DerReader(algorithm));
  } catch {
    return undefined;
  }
}
