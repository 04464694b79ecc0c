import type { PublicKey } from "../../src/crypto/suite.ts";
import { requireDigest } from "../../src/sdk/content-digest.ts";
import { verifyRequest } from "../../src/sdk/http-signature.ts";
import { importKey, type Jwk, type Key } from "../../src/sdk/jwk.ts";
import { type HeaderFields, PUSH_COMPONENTS } from "../../src/wire/http-signature.ts";

/** How far the time of signing may lie from now, ms: what the SDK takes unless it is told otherwise. */
const FRESHNESS = 300_000;

/**
 * Verifies a push as a department's SDK does: its signature, then that its bytes are those of the signed digest.
 *
 * @param keyOf the gateway's public key by its kid
 * @param now seconds since the epoch
 */
export async function verifyPush(
  push: { readonly url: string; readonly headers: HeaderFields; readonly body: Uint8Array },
  keyOf: (kid: string) => PublicKey | undefined,
  now: number,
): Promise<void> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(push.headers)) {
    for (const line of value === undefined ? [] : [value].flat()) headers.append(name, line);
  }
  const imported = async (kid: string) => {
    const key = keyOf(kid);
    return key === undefined ? undefined : sdkKey(key);
  };
  await verifyRequest({ method: "POST", url: push.url, headers }, PUSH_COMPONENTS, imported, now * 1000, FRESHNESS);
  await requireDigest(push.body, headers.get("content-digest"));
}

function sdkKey({ use, alg, key }: PublicKey): Promise<Key> {
  return importKey({ ...key.export({ format: "jwk" }), use, alg } as Jwk);
}
