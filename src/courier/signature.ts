import { createHash, timingSafeEqual, verify } from "node:crypto";
import { signEs256 } from "../crypto/jose/es256.ts";
import type { PrivateKey, PublicKey } from "../crypto/suite.ts";
import {
  components,
  contentDigestSha256,
  type HeaderFields,
  HttpSignatureError,
  openSignature,
  PUSH_ALGORITHM,
  PUSH_COMPONENTS,
  PUSH_LABEL,
  signatureBase,
} from "../wire/http-signature.ts";
import { serializeInnerList } from "../wire/structured-fields.ts";

const COVERED = components(PUSH_COMPONENTS);

/** The two fields that carry a message signature. */
export interface SignatureFields {
  readonly "signature-input": string;
  readonly signature: string;
}

/**
 * Signs a push (protocol section 5, RFC 9421, ES256). `headers` holds every covered field by its
 * lower-case name, `url` the absolute target URI; `created` is in seconds.
 */
export function signPush(url: string, headers: HeaderFields, signer: PrivateKey, created: number): SignatureFields {
  const params = new Map<string, string | number>([
    ["created", created],
    ["keyid", signer.kid],
    ["alg", PUSH_ALGORITHM],
  ]);
  const covered = { items: COVERED, params };
  const base = signatureBase({ method: "POST", url, headers }, covered);
  const signature = signEs256(Buffer.from(base), signer.privateKey);
  return {
    "signature-input": `${PUSH_LABEL}=${serializeInnerList(covered)}`,
    signature: `${PUSH_LABEL}=:${signature.toString("base64")}:`,
  };
}

/** A push as its receiver sees it. */
export interface ReceivedPush {
  /** Absolute target URI, as the gateway requested it. */
  readonly url: string;
  readonly headers: HeaderFields;
  readonly body: Uint8Array;
}

/**
 * Verifies that a push came from the gateway as it is: signature, freshness, coverage and the digest
 * of the body. `keyOf` gives the gateway's public key by its kid. Throws `HttpSignatureError`.
 */
export function verifyPush(
  push: ReceivedPush,
  keyOf: (kid: string) => PublicKey | undefined,
  now: number,
  maxAge = 300,
): void {
  const { keyid, base, signature } = openSignature(
    { method: "POST", url: push.url, headers: push.headers },
    { label: PUSH_LABEL, required: PUSH_COMPONENTS, algorithm: PUSH_ALGORITHM, now, maxAge, maxSkew: 60 },
  );
  const key = keyOf(keyid);
  if (key === undefined || key.use !== "sig" || key.alg !== "ES256") {
    throw new HttpSignatureError("unknown-key");
  }
  if (!verify("sha256", Buffer.from(base), { key: key.key, dsaEncoding: "ieee-p1363" }, signature)) {
    throw new HttpSignatureError("bad-signature");
  }
  if (!timingSafeEqual(contentDigestSha256(push.headers), createHash("sha256").update(push.body).digest())) {
    throw new HttpSignatureError("digest-mismatch");
  }
}
