import { context, DerReader, TAG } from "./der.ts";
import { DIGESTS } from "./oids.ts";

/** Reads the AlgorithmIdentifier of a digest; its name as Web Crypto has it. @throws {TypeError} */
export function readDigest(reader: DerReader): string {
  const algorithm = reader.into(TAG.sequence);
  const name = DIGESTS[algorithm.oid()];
  // With or without NULL (RFC 5754 section 2): both mean the same.
  if (!algorithm.done) readNull(algorithm);
  if (name === undefined) throw new TypeError("not an accepted digest");
  return name;
}

/** Algorithm of a signature. */
export interface SignatureScheme {
  readonly name: "RSASSA-PKCS1-v1_5" | "RSA-PSS" | "ECDSA";
  /** Name in Web Crypto; undefined when another field has it (rsaEncryption in CMS). */
  readonly digest: string | undefined;
  /** Bytes of the salt of RSA-PSS. */
  readonly saltLength?: number;
}

/** Accepted signature algorithms (RFC 8017, RFC 4055, RFC 5758): none with SHA-1. */
const SIGNATURES: Readonly<Record<string, SignatureScheme>> = {
  "1.2.840.113549.1.1.1": { name: "RSASSA-PKCS1-v1_5", digest: undefined },
  "1.2.840.113549.1.1.11": { name: "RSASSA-PKCS1-v1_5", digest: "SHA-256" },
  "1.2.840.113549.1.1.12": { name: "RSASSA-PKCS1-v1_5", digest: "SHA-384" },
  "1.2.840.113549.1.1.13": { name: "RSASSA-PKCS1-v1_5", digest: "SHA-512" },
  "1.2.840.113549.1.1.10": { name: "RSA-PSS", digest: undefined },
  "1.2.840.10045.4.3.2": { name: "ECDSA", digest: "SHA-256" },
  "1.2.840.10045.4.3.3": { name: "ECDSA", digest: "SHA-384" },
  "1.2.840.10045.4.3.4": { name: "ECDSA", digest: "SHA-512" },
};

/** Reads the AlgorithmIdentifier of a signature. @throws {TypeError} */
export function readScheme(reader: DerReader): SignatureScheme {
  const algorithm = reader.into(TAG.sequence);
  const scheme = SIGNATURES[algorithm.oid()];
  if (scheme === undefined) throw new TypeError("not an accepted signature algorithm");
  if (scheme.name === "RSA-PSS") {
    const pss = readPss(algorithm.into(TAG.sequence));
    algorithm.end();
    return pss;
  }
  // RFC 4055 section 5 and RFC 5758 section 3.2: NULL with RSA, nothing with ECDSA.
  if (scheme.name === "RSASSA-PKCS1-v1_5") readNull(algorithm);
  algorithm.end();
  return scheme;
}

const MGF1 = "1.2.840.113549.1.1.8";
/** Bytes of the salt when it is not written (RFC 4055 section 3.1). */
const DEFAULT_SALT = 20;

/** Reads RSASSA-PSS-params (RFC 4055 section 3.1): the same digest for message and mask, the default trailer. */
function readPss(parameters: DerReader): SignatureScheme {
  const wrapped = parameters.into(context(0));
  const digest = readDigest(wrapped);
  wrapped.end();
  const masked = parameters.into(context(1));
  const generator = masked.into(TAG.sequence);
  masked.end();
  if (generator.oid() !== MGF1 || readDigest(generator) !== digest) throw new TypeError("two different digests");
  generator.end();
  const salt = parameters.optional(context(2));
  parameters.end();
  return {
    name: "RSA-PSS",
    digest,
    saltLength: salt === undefined ? DEFAULT_SALT : saltOf(new DerReader(salt.content)),
  };
}

function saltOf(reader: DerReader): number {
  const bytes = reader.positive();
  reader.end();
  const length = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  // DER does not write a default value (X.690 section 11.5).
  if (bytes.length > 2 || length === DEFAULT_SALT) throw new TypeError("not a salt length in DER");
  return length;
}

function readNull(reader: DerReader): void {
  if (reader.content(TAG.nullValue).length > 0) throw new TypeError("NULL has no content");
  reader.end();
}
