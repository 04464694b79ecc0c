import { type KeyObject, sign, verify } from "node:crypto";

/**
 * ES256 (RFC 7518 section 3.4) on node:crypto, synchronous. OpenSSL's DER form of a signature is turned
 * into r ‖ s and back here: asking Node for `ieee-p1363` takes twice as long.
 */

/** Signs `input`. @returns r ‖ s, 64 bytes */
export function signEs256(input: Uint8Array, privateKey: KeyObject): Buffer {
  return fromDer(sign("sha256", input, privateKey));
}

/** Tells whether a signature r ‖ s over `input` is the key's. False for any other length than 64 bytes. */
export function verifyEs256(input: Uint8Array, signature: Uint8Array, publicKey: KeyObject): boolean {
  return signature.length === 64 && verify("sha256", input, publicKey, toDer(signature));
}

/** Turns SEQUENCE { INTEGER r, INTEGER s } of OpenSSL, with short lengths and minimal integers, into r ‖ s. */
function fromDer(der: Buffer): Buffer {
  const signature = Buffer.alloc(64);
  const rLength = der[3] as number;
  const sLength = der[5 + rLength] as number;
  putInteger(der.subarray(4, 4 + rLength), signature.subarray(0, 32));
  putInteger(der.subarray(6 + rLength, 6 + rLength + sLength), signature.subarray(32));
  return signature;
}

/** Copies an integer of at most 33 bytes, the first of 33 being 0, to the end of 32 zero bytes. */
function putInteger(integer: Buffer, target: Buffer): void {
  const magnitude = integer.length > 32 ? integer.subarray(integer.length - 32) : integer;
  target.set(magnitude, 32 - magnitude.length);
}

/** Turns r ‖ s into SEQUENCE { INTEGER r, INTEGER s } in DER. OpenSSL refuses r and s that are out of range. */
function toDer(signature: Uint8Array): Buffer {
  const der = Buffer.allocUnsafe(72);
  let at = 2;
  at = putDerInteger(signature.subarray(0, 32), der, at);
  at = putDerInteger(signature.subarray(32), der, at);
  der[0] = 0x30;
  der[1] = at - 2;
  return der.subarray(0, at);
}

function putDerInteger(magnitude: Uint8Array, der: Buffer, at: number): number {
  let first = 0;
  while (first < 31 && magnitude[first] === 0) first++;
  // A first bit of 1 would be a sign: a zero byte goes in front.
  const zero = (magnitude[first] as number) >= 0x80 ? 1 : 0;
  const length = 32 - first + zero;
  der[at] = 0x02;
  der[at + 1] = length;
  if (zero === 1) der[at + 2] = 0;
  der.set(magnitude.subarray(first), at + 2 + zero);
  return at + 2 + length;
}
