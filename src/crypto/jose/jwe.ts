import { algorithmFits, CONTENT_ENCRYPTION, type KeyKind, keyKind } from "../../wire/algorithms.ts";
import { type Header, readEncryptedHeader } from "../../wire/token.ts";
import { encodedLength, writeBase64url } from "../../wire/base64.ts";
import type { KeyObject } from "node:crypto";
import { CompactEncrypt, compactDecrypt } from "jose";
import { EnvelopeError, type MaybePromise, type PrivateKey, type PublicKey } from "../suite.ts";
import { decrypt, encryptOnce, IV_LENGTH, type Sealed, TAG_LENGTH } from "./a256gcm.ts";
import { decodeHeader, decodeSegment, splitCompact } from "./compact.ts";
import { agree, findKey } from "./ecdh-es.ts";

/**
 * Encrypts a compact JWS for one recipient: the ASCII bytes of a compact JWE (RFC 7516). Synchronous for ECDH-ES.
 *
 * @throws {TypeError} for a key that is not for encryption
 */
export function encryptJwe(jws: Buffer, recipient: PublicKey): MaybePromise<Buffer> {
  const kind = keyKind(recipient.jwk);
  if (recipient.use !== "enc" || kind === undefined) throw new TypeError("not a key to encrypt for");
  const header = { alg: recipient.alg, enc: CONTENT_ENCRYPTION, kid: recipient.kid, cty: "JWT" };
  if (recipient.alg !== "ECDH-ES") {
    const encrypt = new CompactEncrypt(jws).setProtectedHeader(header);
    return encrypt.encrypt(recipient.key).then((text) => Buffer.from(text, "latin1"));
  }
  const { key, epk } = agree(recipient.key, kind);
  const aad = Buffer.from(JSON.stringify({ ...header, epk })).toString("base64url");
  const { iv, ciphertext, tag } = encryptOnce(key, jws, aad);
  const start = `${aad}..${iv.toString("base64url")}.`;
  const end = `.${tag.toString("base64url")}`;
  const jwe = Buffer.allocUnsafe(start.length + encodedLength(ciphertext.length) + end.length);
  jwe.write(end, writeBase64url(ciphertext, jwe, jwe.write(start, "latin1")), "latin1");
  return jwe;
}

/** Content of a JWE, and the key that opened it. */
export interface Decrypted {
  readonly jws: Buffer;
  readonly recipient: PrivateKey;
}

/**
 * Decrypts a compact JWE of a JWT, given as its ASCII bytes, with the key of `ring` that its header names. Synchronous
 * for ECDH-ES.
 *
 * @throws {EnvelopeError} steps `parse`, `header`, `key`, `decrypt`; with other algorithms than ECDH-ES the promise
 *   rejects with `decrypt`
 */
export function decryptJwe(jwe: Buffer, ring: ReadonlyMap<string, PrivateKey>): MaybePromise<Decrypted> {
  const segments = splitCompact(jwe, 5, "parse") as [Buffer, Buffer, Buffer, Buffer, Buffer];
  const header = decodeHeader(() => readEncryptedHeader(segments[0]), "header");
  const encryptedKey = decodeSegment(segments[1], "parse");
  const sealed: Sealed = {
    iv: decodeSegment(segments[2], "parse"),
    ciphertext: decodeSegment(segments[3], "parse"),
    tag: decodeSegment(segments[4], "parse"),
  };
  if (sealed.iv.length !== IV_LENGTH || sealed.tag.length !== TAG_LENGTH) throw new EnvelopeError("parse");

  const { alg } = header;
  const recipient = ring.get(header.kid);
  const kind = recipient === undefined ? undefined : keyKind(recipient.jwk);
  if (recipient === undefined || recipient.use !== "enc" || kind === undefined) throw new EnvelopeError("key");
  if (!algorithmFits(alg, "enc", kind)) throw new EnvelopeError("header");
  const agreement = checkAgreement(header, kind);

  if (alg === "ECDH-ES" && agreement !== undefined) {
    // RFC 7516 section 5.2 step 10: direct agreement has no encrypted key.
    if (encryptedKey.length !== 0) throw new EnvelopeError("parse");
    return { jws: attempt(() => decrypt(keyFor(recipient.privateKey, agreement), sealed, segments[0])), recipient };
  }
  const algorithms = { keyManagementAlgorithms: [alg], contentEncryptionAlgorithms: [CONTENT_ENCRYPTION] };
  return compactDecrypt(jwe, recipient.privateKey, algorithms).then(
    ({ plaintext }) => ({ jws: Buffer.from(plaintext.buffer, plaintext.byteOffset, plaintext.byteLength), recipient }),
    (cause: unknown) => {
      throw new EnvelopeError("decrypt", { cause });
    },
  );
}

/** Parameters of a key agreement (RFC 7518 section 4.6.1). */
interface Agreement {
  readonly epk: { readonly kty: string; readonly crv: string; readonly x: string; readonly y?: string };
  readonly apu: Buffer;
  readonly apv: Buffer;
}

/**
 * Reads the agreement parameters of a header: of the key's curve, and with no member that the curve does not need.
 * Undefined for RSA, which has none. A point off the curve is refused later, when the key is derived.
 */
function checkAgreement(header: Header, kind: KeyKind): Agreement | undefined {
  const { epk, apu, apv } = header;
  if (kind === "RSA") {
    if (epk !== undefined || apu !== undefined || apv !== undefined) throw new EnvelopeError("header");
    return undefined;
  }
  if (typeof epk !== "object" || epk === null || Array.isArray(epk)) throw new EnvelopeError("header");
  const { kty, crv, x, y, ...others } = epk as Header;
  if (Object.keys(others).length > 0 || crv !== kind) throw new EnvelopeError("header");
  const coordinate = (value: unknown): string => {
    if (typeof value !== "string" || decodeSegment(Buffer.from(value), "header").length !== 32) {
      throw new EnvelopeError("header");
    }
    return value;
  };
  const info = (value: unknown): Buffer => {
    if (value === undefined) return Buffer.alloc(0);
    if (typeof value !== "string") throw new EnvelopeError("header");
    return decodeSegment(Buffer.from(value), "header");
  };
  const party = { apu: info(apu), apv: info(apv) };
  if (kind === "X25519") {
    if (kty !== "OKP" || y !== undefined) throw new EnvelopeError("header");
    return { epk: { kty, crv: kind, x: coordinate(x) }, ...party };
  }
  if (kty !== "EC") throw new EnvelopeError("header");
  return { epk: { kty, crv: kind, x: coordinate(x), y: coordinate(y) }, ...party };
}

function keyFor(privateKey: KeyObject, { epk, apu, apv }: Agreement): KeyObject {
  return findKey(privateKey, epk, apu, apv);
}

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new EnvelopeError("decrypt", { cause });
  }
}
