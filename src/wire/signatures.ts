/**
 * Verifies signatures with Web Crypto and, where it is missing or lacks an algorithm, with @noble/curves. What can be
 * checked by neither is told apart from what is false: it says nothing about the signature. Runs in browsers.
 */
import { concatBytes } from "./bytes.ts";
import { decodeBase64url } from "./base64.ts";

/** Thrown for what this platform cannot check. It is no fault of what was to be checked. */
export class UnsupportedHere extends Error {
  override readonly name = "UnsupportedHere";
  /** Algorithm that is missing. */
  readonly algorithm: string;

  constructor(algorithm: string, options?: { cause?: unknown }) {
    super(`this platform cannot check ${algorithm}`, options);
    this.algorithm = algorithm;
  }
}

/**
 * Runs a check of Web Crypto. False when it throws for what it was given.
 * @throws {UnsupportedHere} without Web Crypto (a page over plain http), or the algorithm in it
 */
export async function checkWith(
  algorithm: string,
  check: (subtle: typeof crypto.subtle) => Promise<boolean>,
): Promise<boolean> {
  const { subtle } = globalThis.crypto as { readonly subtle?: typeof crypto.subtle };
  if (subtle === undefined) throw new UnsupportedHere(algorithm);
  try {
    return await check(subtle);
  } catch (cause) {
    if (cause instanceof Error && cause.name === "NotSupportedError") throw new UnsupportedHere(algorithm, { cause });
    return false;
  }
}

/**
 * Tells whether an Ed25519 signature (RFC 8032) is valid. False for bytes of another form.
 * @throws {UnsupportedHere} when Web Crypto has no Ed25519 (Chromium before 137) and @noble/curves cannot be loaded
 */
export async function verifyEd25519(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  return orElse(
    () =>
      checkWith("Ed25519", async (subtle) => {
        const key = await subtle.importKey("raw", new Uint8Array(publicKey), "Ed25519", false, ["verify"]);
        return subtle.verify("Ed25519", key, new Uint8Array(signature), new Uint8Array(message));
      }),
    async () => {
      const { ed25519 } = await loadEd25519();
      return () => ed25519.verify(signature, message, publicKey, { zip215: false });
    },
  );
}

const loadEd25519 = () => import("@noble/curves/ed25519.js");
const loadP256 = () => import("@noble/curves/nist.js");

/** Loads @noble/curves, for a page that will be off line when it meets the first signature that needs them. */
export async function loadCurves(): Promise<void> {
  await Promise.all([loadEd25519(), loadP256()]);
}

/** Public key as a JWK (RFC 7517). */
type PublicJwk = Readonly<Record<string, unknown>>;

/**
 * Tells whether a JWS signature (RFC 7518 section 3, RFC 8037) is valid: `alg` is `ES256`, `PS256`, `EdDSA` or `Ed25519`,
 * and fits the key.
 * @throws {UnsupportedHere}
 */
export async function verifyJwsSignature(
  alg: string,
  jwk: PublicJwk,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const { kty, crv } = jwk;
  if (alg === "EdDSA" || alg === "Ed25519") return verifyEd25519(coordinate(jwk, "x"), message, signature);
  if (alg === "PS256") {
    const scheme = { name: "RSA-PSS", hash: "SHA-256" };
    return checkWith(alg, (subtle) =>
      verifyJwk(subtle, { kty, n: jwk.n, e: jwk.e }, scheme, { ...scheme, saltLength: 32 }, signature, message),
    );
  }
  if (alg !== "ES256" || signature.length !== 64) return false;
  return orElse(
    () =>
      checkWith(alg, (subtle) => {
        const scheme = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
        return verifyJwk(subtle, { kty, crv, x: jwk.x, y: jwk.y }, scheme, scheme, signature, message);
      }),
    async () => {
      const { p256 } = await loadP256();
      const point = concatBytes(Uint8Array.of(4), coordinate(jwk, "x"), coordinate(jwk, "y"));
      return () => p256.verify(signature, message, point, { lowS: false });
    },
  );
}

async function verifyJwk(
  subtle: typeof crypto.subtle,
  jwk: object,
  importing: RsaHashedImportParams | EcKeyImportParams,
  verifying: RsaPssParams | EcdsaParams,
  signature: Uint8Array,
  message: Uint8Array,
): Promise<boolean> {
  const key = await subtle.importKey("jwk", jwk as JsonWebKey, importing, false, ["verify"]);
  return subtle.verify(verifying, key, new Uint8Array(signature), new Uint8Array(message));
}

/** Runs a check of the platform, or of the library where the platform cannot. */
async function orElse(native: () => Promise<boolean>, load: () => Promise<() => boolean>): Promise<boolean> {
  try {
    return await native();
  } catch (error) {
    if (!(error instanceof UnsupportedHere)) throw error;
    const check = await load().catch((cause: unknown) => {
      throw new UnsupportedHere(error.algorithm, { cause });
    });
    try {
      return check();
    } catch {
      return false;
    }
  }
}

function coordinate(jwk: PublicJwk, name: string): Uint8Array {
  const value = jwk[name];
  return (typeof value === "string" ? decodeBase64url(value) : undefined) ?? new Uint8Array();
}
