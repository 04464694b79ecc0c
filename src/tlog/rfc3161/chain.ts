import { Certificate, CertificateChainValidationEngine, CryptoEngine, ExtKeyUsage } from "pkijs";
import { fromBER } from "asn1js";
import { equalBytes } from "../../wire/bytes.ts";
import { EKU } from "./oids.ts";
import { type CertificateBytes, isIssuedBy, readCertificate } from "./x509.ts";

/** Parses a certificate with the library. @throws {TypeError} and the library's errors */
export function parseCertificate(der: Uint8Array): Certificate {
  const { offset, result } = fromBER(new Uint8Array(der));
  if (offset !== der.length) throw new TypeError("not one value");
  return new Certificate({ schema: result });
}

/** Tells whether a certificate is for time stamps alone (RFC 3161 section 2.3): one extended key usage, which is critical. */
export function isForTimestamps({ extensions = [] }: Certificate): boolean {
  const usages = extensions.filter(({ extnID }) => extnID === EKU.extension);
  const [usage] = usages;
  const parsed: unknown = usage?.parsedValue;
  return (
    usages.length === 1 &&
    usage?.critical === true &&
    parsed instanceof ExtKeyUsage &&
    parsed.keyPurposes.length === 1 &&
    parsed.keyPurposes[0] === EKU.timeStamping
  );
}

/** Tells whether the signer's certificate leads to a trusted one (RFC 5280 section 6), all of them valid at that time. */
export async function leadsToTrust(
  signer: CertificateBytes,
  others: readonly CertificateBytes[],
  roots: readonly Uint8Array[],
  at: Date,
): Promise<boolean> {
  const engine = new CryptoEngine({ name: "webcrypto", crypto: globalThis.crypto });
  const leaf = parseCertificate(signer.whole);
  const chain = new CertificateChainValidationEngine({
    trustedCerts: roots.map(parseCertificate),
    // The engine verifies the last one.
    certs: [...others.map(({ whole }) => parseCertificate(whole)), leaf],
    checkDate: at,
  });
  const found = await chain.verify({}, engine).catch(() => undefined);
  return found?.result === true && found.certificatePath?.[0] === leaf;
}

/**
 * Tells whether every certificate in the time stamp is in the signer's chain: it signed the signer's certificate or one
 * that did, and is itself trusted, or signed by a trusted one or another one in the time stamp. So a signature covers
 * each byte of each certificate, and there is no certificate without use.
 */
export async function everyCertificateIsInTheChain(
  signer: CertificateBytes,
  others: readonly CertificateBytes[],
  roots: readonly Uint8Array[],
): Promise<boolean> {
  if (others.some((one, n) => others.slice(n + 1).some((other) => equalBytes(one.whole, other.whole)))) return false;
  const trusted = roots.map(readCertificate);
  const reached = new Set([signer]);
  // The loop also visits members that are added while it runs.
  for (const certificate of reached) {
    let issued = roots.some((root) => equalBytes(root, certificate.whole));
    for (const candidate of [...others, signer, ...trusted]) {
      if (!(await isIssuedBy(certificate, candidate))) continue;
      issued = true;
      if (others.includes(candidate)) reached.add(candidate);
    }
    if (!issued) return false;
  }
  return reached.size === others.length + 1;
}
