import { base64url, CompactEncrypt, CompactSign, compactDecrypt, compactVerify } from "jose";
import { parseStrict } from "../wire/json.ts";
import { CONTENT_ENCRYPTION, type Key } from "./jwk.ts";

/** Where a compact JOSE object failed: its form, its encryption, its signature, or what was signed. */
export type CompactFault = "form" | "decryption" | "signature" | "content";

/** A compact JOSE object that is not acceptable. */
export class CompactError extends Error {
  override readonly name = "CompactError";
  readonly fault: CompactFault;

  constructor(fault: CompactFault, options?: { cause?: unknown }) {
    super(`a JOSE object fails at its ${fault}`, options);
    this.fault = fault;
  }
}

/** A header of a JOSE object, parsed strictly. */
type Header = Readonly<Record<string, unknown>>;

/**
 * Header members that are refused whatever they say (protocol section 2): they bring a key, an
 * address of one, compression, or an extension that would have to be understood.
 */
const FORBIDDEN = ["jwk", "jku", "x5u", "x5c", "zip", "crit", "b64", "p2s", "p2c"];

/** How deep a header or a signed document may nest. */
export const MAX_DEPTH = 64;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Signs `claims` as a compact JWS (RFC 7515) of media type `typ`. */
export function sign(claims: object, typ: string, key: Key): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: key.alg, typ, kid: key.kid })
    .sign(key.key);
}

/** Encrypts a compact JWS for a key as a compact JWE (RFC 7516). */
export function encrypt(jws: string, key: Key): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(jws))
    .setProtectedHeader({ alg: key.alg, enc: CONTENT_ENCRYPTION, kid: key.kid, cty: "JWT" })
    .encrypt(key.key);
}

/**
 * Decrypts a compact JWE with the key that its header names.
 * @returns The compact JWS in it.
 * @throws CompactError `form` or `decryption`
 */
export async function decrypt(jwe: string, keyOf: (kid: string) => Key | undefined): Promise<string> {
  const header = headerOf(jwe, 5);
  const key = keyOf(kidOf(header));
  if (header.enc !== CONTENT_ENCRYPTION) throw new CompactError("form");
  if (key === undefined || !mayDecrypt(key, header.alg)) throw new CompactError("decryption");
  try {
    const { plaintext } = await compactDecrypt(jwe, key.key, {
      keyManagementAlgorithms: [String(header.alg)],
      contentEncryptionAlgorithms: [CONTENT_ENCRYPTION],
    });
    return utf8.decode(plaintext);
  } catch (cause) {
    throw new CompactError("decryption", { cause });
  }
}

/**
 * Verifies a compact JWS of media type `typ` with the key that its header names.
 * @returns Its claims, parsed strictly: a JSON object without duplicate members.
 * @throws CompactError `form`, `signature`, or `content` when it verifies and is no such object
 */
export async function verify(
  jws: string,
  typ: string,
  keyOf: (kid: string) => Promise<Key | undefined> | Key | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const header = headerOf(jws, 3);
  if (header.typ !== typ) throw new CompactError("signature");
  const key = await keyOf(kidOf(header));
  if (key === undefined || !maySign(key, header.alg)) throw new CompactError("signature");
  let payload: Uint8Array;
  try {
    ({ payload } = await compactVerify(jws, key.key, { algorithms: [String(header.alg)] }));
  } catch (cause) {
    throw new CompactError("signature", { cause });
  }
  return objectOf(payload, "content");
}

/** The protected header of a compact serialisation of `parts` parts, each of them canonical base64url. */
function headerOf(compact: string, parts: number): Header {
  const split = compact.split(".");
  if (split.length !== parts || !split.every(isCanonical)) throw new CompactError("form");
  const header = objectOf(base64url.decode(split[0] ?? ""), "form");
  if (FORBIDDEN.some((name) => name in header)) throw new CompactError("form");
  return header;
}

/**
 * Whether a text is base64url in its one canonical form (RFC 4648 section 3.5): a second spelling of
 * the same bytes would make a second digest of the same token.
 */
function isCanonical(part: string): boolean {
  if (!/^[A-Za-z0-9_-]*$/.test(part) || part.length % 4 === 1) return false;
  const spare = part.length % 4 === 2 ? 0b1111 : part.length % 4 === 3 ? 0b11 : 0;
  return (ALPHABET.indexOf(part.at(-1) ?? "A") & spare) === 0;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

function kidOf(header: Header): string {
  if (typeof header.kid !== "string") throw new CompactError("form");
  return header.kid;
}

/** EdDSA is Ed25519's older name (RFC 9864): one key answers to both. */
function maySign(key: Key, alg: unknown): boolean {
  if (key.use !== "sig") return false;
  return alg === key.alg || (isEdwards(alg) && isEdwards(key.alg));
}

function isEdwards(alg: unknown): boolean {
  return alg === "Ed25519" || alg === "EdDSA";
}

/** A key agreement key takes both forms of it (RFC 7518 section 4.6), whatever it prefers. */
function mayDecrypt(key: Key, alg: unknown): boolean {
  if (key.use !== "enc") return false;
  return alg === key.alg || (isAgreement(alg) && isAgreement(key.alg));
}

function isAgreement(alg: unknown): boolean {
  return alg === "ECDH-ES" || alg === "ECDH-ES+A256KW";
}

function objectOf(bytes: Uint8Array, fault: CompactFault): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parseStrict(bytes, { maxDepth: MAX_DEPTH });
  } catch (cause) {
    throw new CompactError(fault, { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new CompactError(fault);
  return value as Readonly<Record<string, unknown>>;
}
