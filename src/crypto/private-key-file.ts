import { createPrivateKey, type KeyObject } from "node:crypto";
import forge from "node-forge";
import { certificateBlocks } from "../wire/pem.ts";

/** Largest file of a key that is read, bytes. */
export const MAX_KEY_FILE_BYTES = 1024 * 1024;

/** Private key of a file, with the certificates beside it, PEM each, in the file's order. */
export interface ImportedKey {
  readonly privateKey: KeyObject;
  readonly certificates: readonly string[];
}

/** Fault of a key file: another form, a wrong passphrase, or not exactly one key. */
export type KeyFileFault = "form" | "passphrase" | "keys";

/** Thrown for a key file that cannot be used. The message holds nothing of the file. */
export class KeyFileError extends Error {
  override readonly name = "KeyFileError";
  readonly fault: KeyFileFault;

  constructor(fault: KeyFileFault, options?: { cause?: unknown }) {
    super(`the key file cannot be used: ${fault}`, options);
    this.fault = fault;
  }
}

/**
 * Reads a private key from PKCS#12 (RFC 7292: PBES2 with AES, and the older forms) or PEM (PKCS#8, PKCS#1, SEC 1).
 * @throws {KeyFileError}
 */
export function readPrivateKeyFile(bytes: Buffer, passphrase: string | undefined): ImportedKey {
  if (bytes.length > MAX_KEY_FILE_BYTES) throw new KeyFileError("form");
  // DER begins with a SEQUENCE.
  return bytes[0] === 0x30 ? fromPkcs12(bytes, passphrase ?? "") : fromPem(bytes.toString("latin1"), passphrase);
}

function fromPem(text: string, passphrase: string | undefined): ImportedKey {
  const keys = text.match(/-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/g) ?? [];
  if (keys.length !== 1) throw new KeyFileError(keys.length === 0 ? "form" : "keys");
  try {
    const key = text.slice(text.indexOf(keys[0] ?? ""));
    return {
      privateKey: createPrivateKey({ key, ...(passphrase === undefined ? {} : { passphrase }) }),
      certificates: certificateBlocks(text),
    };
  } catch (cause) {
    throw new KeyFileError(/ENCRYPTED/.test(text) ? "passphrase" : "form", { cause });
  }
}

function fromPkcs12(bytes: Buffer, passphrase: string): ImportedKey {
  let asn1: forge.asn1.Asn1;
  try {
    asn1 = forge.asn1.fromDer(bytes.toString("binary"));
  } catch (cause) {
    throw new KeyFileError("form", { cause });
  }
  const safes = opened(asn1, passphrase).safeContents.flatMap(({ safeBags }) => safeBags);
  const keys = safes.filter(
    ({ type }) => type === forge.pki.oids.keyBag || type === forge.pki.oids.pkcs8ShroudedKeyBag,
  );
  const [bag] = keys;
  if (bag === undefined || keys.length > 1) throw new KeyFileError("keys");
  // forge reads RSA keys; of others it passes the PrivateKeyInfo on, which Node reads.
  const info = bag.key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(bag.key)) : bag.asn1;
  try {
    const privateKey = createPrivateKey({ key: derOf(info), format: "der", type: "pkcs8" });
    return { privateKey, certificates: safes.flatMap(certificateOf) };
  } catch (cause) {
    throw new KeyFileError("form", { cause });
  }
}

/**
 * Opens a PKCS#12 file. The older forms and the MAC take the passphrase as UTF-16, as forge does; PBES2 takes its UTF-8
 * bytes (RFC 8018), which forge expects as a text of bytes. So forge's PBKDF2 gets those while the file is opened.
 */
function opened(asn1: forge.asn1.Asn1, passphrase: string): forge.pkcs12.Pkcs12Pfx {
  const { pkcs5 } = forge;
  const { pbkdf2 } = pkcs5;
  const withUtf8 = (password: string, ...rest: unknown[]) =>
    (pbkdf2 as (...all: unknown[]) => unknown)(forge.util.encodeUtf8(password), ...rest);
  try {
    pkcs5.pbkdf2 = withUtf8 as typeof pbkdf2;
    return forge.pkcs12.pkcs12FromAsn1(asn1, true, passphrase);
  } catch (cause) {
    const wrong = cause instanceof Error && /MAC could not be verified|decrypt|password/i.test(cause.message);
    throw new KeyFileError(wrong ? "passphrase" : "form", { cause });
  } finally {
    pkcs5.pbkdf2 = pbkdf2;
  }
}

function certificateOf(bag: forge.pkcs12.Bag): string[] {
  if (bag.type !== forge.pki.oids.certBag) return [];
  const asn1 = bag.cert ? forge.pki.certificateToAsn1(bag.cert) : bag.asn1;
  const lines = derOf(asn1)
    .toString("base64")
    .replace(/.{1,64}/g, "$&\n");
  return [`-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----`];
}

function derOf(asn1: forge.asn1.Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), "binary");
}
