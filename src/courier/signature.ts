import { signEs256 } from "../crypto/jose/es256.ts";
import type { PrivateKey } from "../crypto/suite.ts";
import {
  components,
  type HeaderFields,
  PUSH_ALGORITHM,
  PUSH_COMPONENTS,
  PUSH_LABEL,
  signatureBase,
  signedRequest,
  TEST_COMPONENTS,
} from "../wire/http-signature.ts";
import { serializeInnerList } from "../wire/structured-fields.ts";

const COVERED = components(PUSH_COMPONENTS);
const COVERED_OF_TEST = components(TEST_COMPONENTS);

/** The two fields that carry a message signature. */
export interface SignatureFields {
  readonly "signature-input": string;
  readonly signature: string;
}

/**
 * Signs a push, or the test of an endpoint, which has `aid-test` (protocol section 5, RFC 9421, ES256). `headers` holds every covered field by its
 * lower-case name, `url` the absolute target URI; `created` is in seconds.
 */
export function signPush(url: string, headers: HeaderFields, signer: PrivateKey, created: number): SignatureFields {
  const params = new Map<string, string | number>([
    ["created", created],
    ["keyid", signer.kid],
    ["alg", PUSH_ALGORITHM],
  ]);
  const covered = { items: "aid-test" in headers ? COVERED_OF_TEST : COVERED, params };
  const base = signatureBase(signedRequest("POST", url, headers), covered);
  const signature = signEs256(Buffer.from(base), signer.privateKey);
  return {
    "signature-input": `${PUSH_LABEL}=${serializeInnerList(covered)}`,
    signature: `${PUSH_LABEL}=:${signature.toString("base64")}:`,
  };
}
