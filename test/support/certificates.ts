import { generateKeyPairSync } from "node:crypto";
import forge from "node-forge";

/** A private key and its certificate, PEM. */
export interface Certified {
  readonly key: string;
  readonly cert: string;
}

/** Differences from a certificate that is valid now. */
export interface CertificateOptions {
  readonly notAfter?: Date;
  /** Signer; absent: the key itself. */
  readonly issuer?: Certified;
}

const DAY = 86_400_000;

/** Makes a certificate for a host name: an authority's when nobody else signs it. */
export function certificate(name: string, { notAfter, issuer }: CertificateOptions = {}): Certified {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const cert = forge.pki.createCertificate();
  cert.publicKey = forge.pki.publicKeyFromPem(publicKey);
  cert.serialNumber = "01";
  cert.validity.notBefore = new Date(Date.now() - 2 * DAY);
  cert.validity.notAfter = notAfter ?? new Date(Date.now() + 365 * DAY);
  cert.setSubject([{ name: "commonName", value: name }]);
  cert.setIssuer(
    issuer === undefined ? cert.subject.attributes : forge.pki.certificateFromPem(issuer.cert).subject.attributes,
  );
  cert.setExtensions([
    { name: "basicConstraints", cA: issuer === undefined },
    { name: "subjectAltName", altNames: [{ type: 2, value: name }] },
  ]);
  cert.sign(forge.pki.privateKeyFromPem(issuer?.key ?? privateKey), forge.md.sha256.create());
  return { key: privateKey, cert: forge.pki.certificateToPem(cert) };
}
