import { hash } from "node:crypto";
import { thumbprintInput } from "../../wire/thumbprint.ts";
import type { Jwk } from "../suite.ts";

/**
 * Computes the RFC 7638 SHA-256 thumbprint of a key, base64url: its `kid`. A private key has the thumbprint of
 * its public part.
 *
 * @throws {TypeError} for a `kty` other than EC, OKP and RSA
 */
export function thumbprint(jwk: Jwk): string {
  return hash("sha256", thumbprintInput(jwk), "base64url");
}
