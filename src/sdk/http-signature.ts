import {
  HttpSignatureError,
  openSignature,
  PUSH_ALGORITHM,
  PUSH_COMPONENTS,
  PUSH_LABEL,
  signedRequest,
} from "../wire/http-signature.ts";
import type { Key } from "./jwk.ts";

/** A request as its signature sees it. */
export interface SignedRequest {
  readonly method: string;
  /** The address that the sender used, which behind a reverse proxy is not the one that arrives. */
  readonly url: string;
  readonly headers: Headers;
}

/**
 * Verifies the HTTP message signature (RFC 9421) of a push: made by the gateway with its P-256 key, over
 * everything that a push is made of. The content is covered through its Content-Digest, which the
 * caller compares.
 *
 * @param now Milliseconds since the epoch.
 * @param freshness How far the time of signing may lie from now, ms, either way.
 * @throws HttpSignatureError; what `keyOf` throws.
 */
export async function verifyRequest(
  request: SignedRequest,
  keyOf: (kid: string) => Promise<Key | undefined>,
  now: number,
  freshness: number,
): Promise<void> {
  const { keyid, base, signature } = openSignature(
    signedRequest(request.method, request.url, Object.fromEntries(request.headers)),
    {
      label: PUSH_LABEL,
      required: PUSH_COMPONENTS,
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
