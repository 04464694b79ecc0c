import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";
import type { Jwk, JwkSet } from "../../../src/sdk/jwk.ts";

/** A party's private JWK set: P-256, one key to sign and one to decrypt. */
export async function newKeySet(): Promise<JwkSet> {
  return { keys: [await newJwk("sig", "ES256"), await newJwk("enc", "ECDH-ES")] };
}

/** A private JWK with its thumbprint as `kid`. */
export async function newJwk(use: "sig" | "enc", alg: string, crv?: string): Promise<Jwk> {
  const pair = await generateKeyPair(alg, { extractable: true, ...(crv === undefined ? {} : { crv }) });
  const jwk = await exportJWK(pair.privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), use, alg } as Jwk;
}

/** The public half of a private JWK set. */
export function publicSet(set: JwkSet): JwkSet {
  return { keys: set.keys.map(({ d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...jwk }) => jwk as Jwk) };
}
