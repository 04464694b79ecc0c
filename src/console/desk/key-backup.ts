/** Copy of a unit's keys under a passphrase: a private JWK set in a compact JWE (RFC 7516, PBES2 of RFC 7518 section 4.8). */
import { CompactEncrypt, compactDecrypt } from "jose";
import type { JwkSet } from "../../sdk/jwk.ts";
import { decodeUtf8 } from "../../wire/utf8.ts";

const ALG = "PBES2-HS256+A128KW";
/** Rounds of PBKDF2 with SHA-256 (OWASP, 2023). */
const ROUNDS = 600_000;
/** Shortest passphrase. */
export const MIN_PASSPHRASE = 12;

const FORM = /^[\w-]+(\.[\w-]*){4}\s*$/;

/** Tells whether a text is such a copy. */
export function isBackup(text: string): boolean {
  return FORM.test(text);
}

/** Encrypts a private set. */
export function sealBackup(set: JwkSet, passphrase: string): Promise<string> {
  return sealUnder(passphrase, set, "jwk-set+json");
}

/** Encrypts a value, as JSON, under a passphrase. @param cty its media type below `application/` */
export function sealUnder(passphrase: string, value: object, cty: string): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(value)))
    .setProtectedHeader({ alg: ALG, enc: "A256GCM", cty })
    .setKeyManagementParameters({ p2c: ROUNDS })
    .encrypt(new TextEncoder().encode(passphrase.normalize("NFC")));
}

/** Decrypts a copy. @throws Error for another passphrase or a damaged file */
export async function openBackup(text: string, passphrase: string): Promise<string> {
  const { plaintext } = await compactDecrypt(text.trim(), new TextEncoder().encode(passphrase.normalize("NFC")), {
    keyManagementAlgorithms: [ALG],
    contentEncryptionAlgorithms: ["A256GCM"],
    maxPBES2Count: ROUNDS,
  });
  return decodeUtf8(plaintext);
}
