import {
  createCipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import { calculateJwkThumbprint, type JWK } from "jose";

/** A key pair of a party as JWKs (RFC 7517), made for one run. */
export interface Pair {
  readonly publicJwk: JWK & { readonly kid: string };
  readonly privateJwk: JWK & { readonly kid: string };
  readonly privateKey: KeyObject;
}

/** A new P-256 pair whose `kid` is its RFC 7638 thumbprint. */
export async function newPair(use: "sig" | "enc"): Promise<Pair> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const bare = publicKey.export({ format: "jwk" }) as JWK;
  const members = { kid: await calculateJwkThumbprint(bare), use, alg: use === "sig" ? "ES256" : "ECDH-ES" };
  return {
    publicJwk: { ...bare, ...members },
    privateJwk: { ...(privateKey.export({ format: "jwk" }) as JWK), ...members },
    privateKey,
  };
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A compact JWS, ES256 (RFC 7515). */
export function compactJws(
  claims: unknown,
  typ: string,
  signer: { readonly kid: string; readonly privateKey: KeyObject },
): string {
  const input = `${json({ alg: "ES256", kid: signer.kid, typ })}.${json(claims)}`;
  const signature = sign("sha256", Buffer.from(input), { key: signer.privateKey, dsaEncoding: "ieee-p1363" });
  return `${input}.${signature.toString("base64url")}`;
}

/**
 * A compact JWE around it, ECDH-ES and A256GCM (RFC 7516, RFC 7518 section 4.6). The bench's own, and
 * synchronous: a driver must not be what limits what it drives.
 */
export function compactJwe(jws: string, recipient: { readonly kid: string; readonly jwk: JWK }): string {
  const ephemeral = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { kty, crv, x, y } = ephemeral.publicKey.export({ format: "jwk" });
  const header = json({ alg: "ECDH-ES", enc: "A256GCM", cty: "JWT", kid: recipient.kid, epk: { kty, crv, x, y } });
  const publicKey = createPublicKey({ key: { ...recipient.jwk }, format: "jwk" });
  const shared = diffieHellman({ privateKey: ephemeral.privateKey, publicKey });
  const key = createHash("sha256")
    .update(concatKdfInput(shared, "A256GCM", 256))
    .digest();
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(header));
  const ciphertext = Buffer.concat([cipher.update(jws), cipher.final()]);
  return [
    header,
    "",
    iv.toString("base64url"),
    ciphertext.toString("base64url"),
    cipher.getAuthTag().toString("base64url"),
  ].join(".");
}

/** The one round of Concat KDF's input (NIST SP 800-56A, RFC 7518 section 4.6.2) with empty PartyUInfo and PartyVInfo. */
function concatKdfInput(shared: Buffer, algorithm: string, bits: number): Buffer {
  const uint32 = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const id = Buffer.from(algorithm);
  return Buffer.concat([uint32(1), shared, uint32(id.length), id, uint32(0), uint32(0), uint32(bits)]);
}
