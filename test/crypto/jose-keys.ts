import { generateJwk, importPrivateJwk } from "../../src/crypto/jose/jwk.ts";
import type { PrivateKey } from "../../src/crypto/suite.ts";

/** New keys of every algorithm of the suite `jose`, by name; ECDH-ES also on its other curve. */
export interface JoseKeys {
  readonly sig: Readonly<Record<"ES256" | "EdDSA" | "Ed25519" | "PS256", PrivateKey>>;
  readonly enc: Readonly<
    Record<"ECDH-ES" | "ECDH-ES X25519" | "ECDH-ES+A256KW" | "ECDH-ES+A256KW X25519" | "RSA-OAEP-256", PrivateKey>
  >;
}

/** Makes a key of each algorithm; RSA takes some tenths of a second. */
export function makeJoseKeys(): JoseKeys {
  const make = (...of: Parameters<typeof generateJwk>): PrivateKey => importPrivateJwk(generateJwk(...of));
  return {
    sig: {
      ES256: make("sig"),
      EdDSA: make("sig", "EdDSA"),
      Ed25519: make("sig", "Ed25519"),
      PS256: make("sig", "PS256"),
    },
    enc: {
      "ECDH-ES": make("enc"),
      "ECDH-ES X25519": make("enc", "ECDH-ES", "X25519"),
      "ECDH-ES+A256KW": make("enc", "ECDH-ES+A256KW"),
      "ECDH-ES+A256KW X25519": make("enc", "ECDH-ES+A256KW", "X25519"),
      "RSA-OAEP-256": make("enc", "RSA-OAEP-256"),
    },
  };
}

/** Keys to decrypt with, by kid. */
export function ringOf(...keys: readonly PrivateKey[]): ReadonlyMap<string, PrivateKey> {
  return new Map(keys.map((key) => [key.kid, key]));
}

/** Look-up that knows one signer. */
export function onlySigner(key: PrivateKey): (kid: string) => PrivateKey | undefined {
  return (kid) => (kid === key.kid ? key : undefined);
}
