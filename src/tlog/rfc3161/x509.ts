import { equalBytes } from "../../wire/bytes.ts";
import { type SignatureScheme, readScheme } from "./algorithm.ts";
import { context, DerReader, TAG } from "./der.ts";
import { isSignedBy } from "./signature.ts";

/** A certificate's bytes (RFC 5280 section 4.1), as far as who signed it is told from them. */
export interface CertificateBytes {
  readonly whole: Uint8Array;
  /** TBSCertificate: what was signed. */
  readonly signed: Uint8Array;
  readonly serial: Uint8Array;
  /** Names, DER each: they are compared as they are written. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** The key, DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** Undefined for one that is not used here: then nobody is found to have signed it. */
  readonly scheme: SignatureScheme | undefined;
  readonly signature: Uint8Array;
}

/** @throws {TypeError} for what is no certificate, or says in two ways how it was signed */
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

/** Whether that certificate's key signed this one, under its name. */
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
