import { hash } from "node:crypto";
import type { Jwk } from "../suite.ts";

/** Members that a thumbprint is made of, by `kty`, in lexicographic order (RFC 7638 section 3.2, RFC 8037 section 2). */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  EC: ["crv", "kty", "x", "y"],
  OKP: ["crv", "kty", "x"],
  RSA: ["e", "kty", "n"],
};

/**
 * Computes the RFC 7638 SHA-256 thumbprint of a key, base64url: its `kid`. A private key has the thumbprint of
 * its public part.
 *
 * @throws {TypeError} for a `kty` other than EC, OKP and RSA
 */
export function thumbprint(jwk: Jwk): string {
  const members = REQUIRED[jwk.kty];
  if (members === undefined) throw new TypeError("no thumbprint for this kty");
  // JSON.stringify writes the members in this order and without white space, as section 3.3 asks.
  return hash("sha256", JSON.stringify(Object.fromEntries(members.map((name) => [name, jwk[name]]))), "base64url");
}
