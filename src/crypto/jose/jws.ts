import { algorithmFits, keyKind } from "../../wire/algorithms.ts";
import { type SignedRules, readHeader } from "../../wire/token.ts";
import { encodedLength, writeBase64url } from "../../wire/base64.ts";
import { hash } from "node:crypto";
import { CompactSign, compactVerify } from "jose";
import { EnvelopeError, type MaybePromise, type Opened, type PrivateKey, type PublicKey } from "../suite.ts";
import { decodeHeader, decodeSegment, splitCompact } from "./compact.ts";
import { signEs256, verifyEs256 } from "./es256.ts";

const ES256_SIGNATURE = 64;
const DOT = 0x2e;

/**
 * Signs `payload`: the ASCII bytes of a compact JWS (RFC 7515). Synchronous for ES256.
 *
 * @param typ media type of the content, without `application/`
 * @throws {TypeError} for a key that is not for signing
 */
export function signJws(payload: Uint8Array, typ: string, signer: PrivateKey): MaybePromise<Buffer> {
  if (signer.use !== "sig") throw new TypeError("not a key to sign with");
  const header = { alg: signer.alg, typ, kid: signer.kid };
  if (signer.alg === "ES256") return signEs256Jws(payload, typ, signer);
  const signing = new CompactSign(payload).setProtectedHeader(header).sign(signer.privateKey);
  return signing.then((text) => Buffer.from(text, "latin1"));
}

/** Signs `payload` as `signJws` does, with a key for ES256. @throws {TypeError} for another key */
export function signEs256Jws(payload: Uint8Array, typ: string, signer: PrivateKey): Buffer {
  if (signer.use !== "sig" || signer.alg !== "ES256") throw new TypeError("not a key for ES256");
  const header = { alg: signer.alg, typ, kid: signer.kid };
  const start = `${Buffer.from(JSON.stringify(header)).toString("base64url")}.`;
  const jws = Buffer.allocUnsafe(start.length + encodedLength(payload.length) + 1 + encodedLength(ES256_SIGNATURE));
  const end = writeBase64url(payload, jws, jws.write(start, "latin1"));
  const signature = signEs256(jws.subarray(0, end), signer.privateKey);
  jws[end] = DOT;
  writeBase64url(signature, jws, end + 1);
  return jws;
}

/**
 * Verifies a compact JWS, given as its ASCII bytes, with the key that its header names. Synchronous for ES256.
 *
 * @param rules for the header: `signedAs` a media type
 * @throws {EnvelopeError} steps `inner-parse`, `inner-header`, `signer`, `signature`; with other algorithms than
 *   ES256 the promise rejects with `signature`
 */
export function verifyJws(
  jws: Buffer,
  rules: SignedRules,
  signerOf: (kid: string) => PublicKey | undefined,
): MaybePromise<Opened> {
  const [protectedHeader, content, tail] = splitCompact(jws, 3, "inner-parse") as [Buffer, Buffer, Buffer];
  const { alg, kid } = decodeHeader(() => readHeader(protectedHeader, rules), "inner-header");
  const payload = decodeSegment(content, "inner-parse");
  const signature = decodeSegment(tail, "inner-parse");

  // The sender chose `kid` and `alg`: the key that is known by this kid decides what alg may be.
  const signer = signerOf(kid);
  const kind = signer === undefined ? undefined : keyKind(signer.jwk);
  if (signer === undefined || signer.kid !== kid || signer.use !== "sig" || kind === undefined) {
    throw new EnvelopeError("signer");
  }
  if (!algorithmFits(alg, "sig", kind)) throw new EnvelopeError("inner-header");

  const opened = (): Opened => ({ payload, signedDigest: hash("sha256", jws, "buffer"), signer });
  if (alg === "ES256") {
    const input = jws.subarray(0, jws.length - tail.length - 1);
    if (!verifyEs256(input, signature, signer.key)) throw new EnvelopeError("signature");
    return opened();
  }
  return compactVerify(jws, signer.key, { algorithms: [alg] }).then(opened, (cause: unknown) => {
    throw new EnvelopeError("signature", { cause });
  });
}
