import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from "node:crypto";

const signer = generateKeyPairSync("ec", { namedCurve: "P-256" });
const recipient = generateKeyPairSync("ec", { namedCurve: "P-256" });
/** An ephemeral public key as it came with a packet, and a content key as a KeyObject (a Buffer costs 20 µs more). */
const arrived = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
const contentKey = createSecretKey(randomBytes(32));
const iv = randomBytes(12);

/** ES256 over some bytes, as OpenSSL makes it (DER). */
export const es256Sign = (bytes: Buffer): Buffer => sign("sha256", bytes, signer.privateKey);

/** Its verification. */
export const es256Verify = (bytes: Buffer, signature: Buffer): boolean =>
  verify("sha256", bytes, signer.publicKey, signature);

/** A fresh key pair and one key agreement: what ECDH-ES costs the one who seals. */
export const ephemeralAgreement = (): Buffer =>
  diffieHellman({
    privateKey: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey,
    publicKey: recipient.publicKey,
  });

/** One key agreement with a key that came as a point: what ECDH-ES costs the one who opens. */
export const agreement = (): Buffer =>
  diffieHellman({ privateKey: recipient.privateKey, publicKey: createPublicKey({ key: arrived, format: "jwk" }) });

/** SHA-256. */
export const sha256 = (bytes: Buffer): Buffer => createHash("sha256").update(bytes).digest();

/** AES-256-GCM. The nonce is one and the same: this is a stopwatch, not a seal. */
export function gcmEncrypt(bytes: Buffer): { ciphertext: Buffer; tag: Buffer } {
  const cipher = createCipheriv("aes-256-gcm", contentKey, iv);
  const ciphertext = cipher.update(bytes);
  cipher.final();
  return { ciphertext, tag: cipher.getAuthTag() };
}

/** Its decryption. */
export function gcmDecrypt(sealed: { ciphertext: Buffer; tag: Buffer }): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", contentKey, iv);
  decipher.setAuthTag(sealed.tag);
  const bytes = decipher.update(sealed.ciphertext);
  decipher.final();
  return bytes;
}

/**
 * What sealing one packet of `bytes` cannot do without: sign it, make a key pair, agree, derive, encrypt
 * the signed text (a third longer in base64url). No JSON, no base64, no header.
 */
export function sealBare(bytes: Buffer, signedText: Buffer): unknown {
  es256Sign(bytes);
  sha256(ephemeralAgreement());
  return gcmEncrypt(signedText);
}

/** What opening one packet cannot do without: take the point, agree, derive, decrypt, verify. */
export function openBare(bytes: Buffer, sealed: { ciphertext: Buffer; tag: Buffer }, signature: Buffer): unknown {
  sha256(agreement());
  gcmDecrypt(sealed);
  return es256Verify(bytes, signature);
}
