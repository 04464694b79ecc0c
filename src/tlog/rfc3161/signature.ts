import { concatBytes } from "../../wire/bytes.ts";
import type { SignatureScheme } from "./algorithm.ts";
import { DerReader, TAG } from "./der.ts";

/** Curves, as Web Crypto calls them, with the bytes of a coordinate. */
const CURVES: Readonly<Record<string, { readonly name: string; readonly bytes: number }>> = {
  "1.2.840.10045.3.1.7": { name: "P-256", bytes: 32 },
  "1.3.132.0.34": { name: "P-384", bytes: 48 },
  "1.3.132.0.35": { name: "P-521", bytes: 66 },
};

/**
 * Whether a signature holds. False for anything that does not fit.
 *
 * @param spki the key, DER SubjectPublicKeyInfo
 */
export async function isSignedBy(
  spki: Uint8Array,
  scheme: SignatureScheme,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const { subtle } = globalThis.crypto;
  const { name, digest: hash, saltLength } = scheme;
  if (hash === undefined) return false;
  try {
    const curve = name === "ECDSA" ? curveOf(spki) : undefined;
    const importing = curve === undefined ? { name, hash } : { name, namedCurve: curve.name };
    const key = await subtle.importKey("spki", new Uint8Array(spki), importing, false, ["verify"]);
    const bytes = curve === undefined ? new Uint8Array(signature) : fixedForm(signature, curve.bytes);
    const verifying = {
      name,
      ...(curve === undefined ? {} : { hash }),
      ...(saltLength === undefined ? {} : { saltLength }),
    };
    return await subtle.verify(verifying, key, bytes, new Uint8Array(message));
  } catch {
    return false;
  }
}

function curveOf(spki: Uint8Array): { readonly name: string; readonly bytes: number } {
  const algorithm = new DerReader(spki).into(TAG.sequence).into(TAG.sequence);
  algorithm.oid();
  const curve = CURVES[algorithm.oid()];
  if (curve === undefined) throw new TypeError("a curve that is not used here");
  return curve;
}

/** An ECDSA signature as Web Crypto takes it: r and s, each as long as the curve's numbers. */
function fixedForm(signature: Uint8Array, bytes: number): Uint8Array<ArrayBuffer> {
  const reader = new DerReader(signature);
  const pair = reader.into(TAG.sequence);
  reader.end();
  const [r, s] = [pair.positive(), pair.positive()];
  pair.end();
  const padded = [r, s].map((number) => {
    if (number.length > bytes) throw new TypeError("a number beyond the curve");
    return concatBytes(new Uint8Array(bytes - number.length), number);
  });
  return new Uint8Array(concatBytes(...padded));
}
