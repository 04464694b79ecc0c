import { concatBytes } from "../../wire/bytes.ts";
import { checkWith } from "../../wire/signatures.ts";
import type { SignatureScheme } from "./algorithm.ts";
import { DerReader, TAG } from "./der.ts";

/** Curves: names in Web Crypto, and bytes of a coordinate. */
const CURVES: Readonly<Record<string, { readonly name: string; readonly bytes: number }>> = {
  "1.2.840.10045.3.1.7": { name: "P-256", bytes: 32 },
  "1.3.132.0.34": { name: "P-384", bytes: 48 },
  "1.3.132.0.35": { name: "P-521", bytes: 66 },
};

/**
 * Tells whether a signature is valid. False for a key or signature of another form.
 *
 * @throws {UnsupportedHere}
 * @param spki the key, DER SubjectPublicKeyInfo
 */
export async function isSignedBy(
  spki: Uint8Array,
  scheme: SignatureScheme,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const { name, digest: hash, saltLength } = scheme;
  if (hash === undefined) return false;
  return checkWith(`${name} ${hash}`, async (subtle) => {
    const curve = name === "ECDSA" ? curveOf(spki) : undefined;
    const importing = curve === undefined ? { name, hash } : { name, namedCurve: curve.name };
    const key = await subtle.importKey("spki", new Uint8Array(spki), importing, false, ["verify"]);
    const bytes = curve === undefined ? new Uint8Array(signature) : rawSignature(signature, curve.bytes);
    const verifying = {
      name,
      ...(curve === undefined ? {} : { hash }),
      ...(saltLength === undefined ? {} : { saltLength }),
    };
    return subtle.verify(verifying, key, bytes, new Uint8Array(message));
  });
}

function curveOf(spki: Uint8Array): { readonly name: string; readonly bytes: number } {
  const algorithm = new DerReader(spki).into(TAG.sequence).into(TAG.sequence);
  algorithm.oid();
  const curve = CURVES[algorithm.oid()];
  if (curve === undefined) throw new TypeError("not an accepted curve");
  return curve;
}

/** Turns an ECDSA signature in DER into r ‖ s, each as long as a coordinate, as Web Crypto takes it. */
function rawSignature(signature: Uint8Array, bytes: number): Uint8Array<ArrayBuffer> {
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
