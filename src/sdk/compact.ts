import { CompactEncrypt, CompactSign, compactDecrypt, compactVerify } from "jose";
import { CONTENT_ENCRYPTION } from "../wire/algorithms.ts";
import { parseStrict } from "../wire/json.ts";
import { HeaderError, readEncryptedHeader, readHeader, signedAs, splitToken } from "../wire/token.ts";
import { isObject } from "../wire/value.ts";
import type { Key } from "./jwk.ts";
import { decodeUtf8 } from "../wire/utf8.ts";

/** Step at which a compact JOSE object failed: its form, its decryption, its signature, or the signed content. */
export type CompactFault = "form" | "decryption" | "signature" | "content";

/** Thrown for a compact JOSE object that is refused. */
export class CompactError extends Error {
  override readonly name = "CompactError";
  readonly fault: CompactFault;

  constructor(fault: CompactFault, options?: { cause?: unknown }) {
    super(`a JOSE object is refused: ${fault}`, options);
    this.fault = fault;
  }
}

/** Deepest nesting of a signed document or an answer. */
export const MAX_DEPTH = 64;

/** Signs `claims` as a compact JWS (RFC 7515) of media type `typ`. */
export function sign(claims: object, typ: string, key: Key): Promise<string> {
  return signText(JSON.stringify(claims), typ, key);
}

/** Signs a text as a compact JWS of media type `typ`. */
export function signText(content: string, typ: string, key: Key): Promise<string> {
  return new CompactSign(new TextEncoder().encode(content))
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
export async function decrypt(
  jwe: string,
  keyOf: (kid: string) => Promise<Key | undefined> | Key | undefined,
): Promise<string> {
  const { kid, alg } = headerOf(jwe, 5, readEncryptedHeader);
  const key = await keyOf(kid);
  if (key?.use !== "enc" || !key.algorithms.includes(alg)) throw new CompactError("decryption");
  try {
    const { plaintext } = await compactDecrypt(jwe, key.key, {
      keyManagementAlgorithms: [alg],
      contentEncryptionAlgorithms: [CONTENT_ENCRYPTION],
    });
    return decodeUtf8(plaintext);
  } catch (cause) {
    throw new CompactError("decryption", { cause });
  }
}

/**
 * Verifies a compact JWS of media type `typ` with the key that its header names.
 * @returns Its claims, parsed strictly: a JSON object without duplicate members.
 * @throws CompactError `form`; `signature`; `content` when it verifies but is not such an object
 */
export async function verify(
  jws: string,
  typ: string,
  keyOf: (kid: string) => Promise<Key | undefined> | Key | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const { kid, alg } = headerOf(jws, 3, (part) => readHeader(part, signedAs(typ)));
  const key = await keyOf(kid);
  if (key?.use !== "sig" || !key.algorithms.includes(alg)) throw new CompactError("signature");
  let payload: Uint8Array;
  try {
    ({ payload } = await compactVerify(jws, key.key, { algorithms: [alg] }));
  } catch (cause) {
    throw new CompactError("signature", { cause });
  }
  return objectOf(payload, "content");
}

/** Reads the protected header of a compact serialisation of `count` parts. @throws CompactError */
function headerOf<T>(compact: string, count: 3 | 5, read: (part: string) => T): T {
  const [header] = splitToken(compact, count) ?? [];
  if (header === undefined) throw new CompactError("form");
  try {
    return read(header);
  } catch (cause) {
    if (!(cause instanceof HeaderError)) throw cause;
    throw new CompactError(cause.fault === "type" ? "signature" : "form", { cause });
  }
}

function objectOf(bytes: Uint8Array, fault: CompactFault): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parseStrict(bytes, { maxDepth: MAX_DEPTH });
  } catch (cause) {
    throw new CompactError(fault, { cause });
  }
  if (!isObject(value)) throw new CompactError(fault);
  return value;
}
