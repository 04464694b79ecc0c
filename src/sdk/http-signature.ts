import {
  HttpSignatureError,
  openSignature,
  PUSH_ALGORITHM,
  PUSH_LABEL,
  signedRequest,
} from "../wire/http-signature.ts";
import type { Key } from "./jwk.ts";

/** Parts of a request that its signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Address that the sender used. Behind a reverse proxy it is not the one that arrives. */
  readonly url: string;
  readonly headers: Headers;
}

/**
 * Verifies the HTTP message signature (RFC 9421) of a push: made with a P-256 key of the gateway, over all required
 * components. It covers the content by its Content-Digest, which the caller compares.
 *
 * @param now Milliseconds since the epoch.
 * @param freshness Longest time between signing and now, ms, in either direction.
 * @throws HttpSignatureError; what `keyOf` throws.
 */
export async function verifyRequest(
  request: SignedRequest,
  required: readonly string[],
  keyOf: (kid: string) => Promise<Key | undefined>,
  now: number,
  freshness: number,
): Promise<void> {
  const { keyid, base, signature } = openSignature(
    signedRequest(request.method, request.url, Object.fromEntries(request.headers)),
    {
      label: PUSH_LABEL,
      required,
      algorithm: PUSH_ALGORITHM,
      now: now / 1000,
      freshness: freshness / 1000,
    },
  );
  const key = await keyOf(keyid);
  if (key?.use !== "sig" || key.alg !== "ES256") throw new HttpSignatureError("unknown-key");
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  const data = new TextEncoder().encode(base);
  if (!(await crypto.subtle.verify(algorithm, key.key, signature as Uint8Array<ArrayBuffer>, data))) {
    throw new HttpSignatureError("bad-signature");
  }
}
