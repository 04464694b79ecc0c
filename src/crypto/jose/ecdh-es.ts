import {
  createPublicKey,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  hash,
  type JsonWebKey,
  type KeyObject,
} from "node:crypto";
import type { KeyKind } from "../../wire/algorithms.ts";

/**
 * ECDH-ES with direct key agreement (RFC 7518 section 4.6) for A256GCM on P-256 and X25519 (RFC 8037
 * section 3.2), on node:crypto, synchronous.
 */

/** Counter of the KDF's only round. */
const ROUND = Buffer.from([0, 0, 0, 1]);
/** AlgorithmID: the length and the name of the content encryption, as direct agreement has it. */
const ALGORITHM_ID = Buffer.concat([Buffer.from([0, 0, 0, 7]), Buffer.from("A256GCM", "ascii")]);
/** SuppPubInfo: the length of the key in bits. */
const KEY_BITS = Buffer.from([0, 0, 1, 0]);
const EMPTY = Buffer.alloc(0);
const PLAIN_INFO = otherInfo(EMPTY, EMPTY);

/** A content encryption key, and the ephemeral public key (`epk` of the header) from which the recipient derives it. */
export interface Agreed {
  readonly key: KeyObject;
  readonly epk: JsonWebKey;
}

/** Makes a new content encryption key for the owner of `recipient`, a checked key of that kind. */
export function agree(recipient: KeyObject, kind: KeyKind): Agreed {
  const { privateKey, publicKey } =
    kind === "X25519" ? generateKeyPairSync("x25519") : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const secret = diffieHellman({ privateKey, publicKey: recipient });
  return { key: deriveKey(secret, PLAIN_INFO), epk: publicKey.export({ format: "jwk" }) };
}

/**
 * Derives the content encryption key that a sender made with `agree`.
 *
 * @param epk the ephemeral public key, of the private key's kind
 * @param apu agreement PartyUInfo, empty when the header has none
 * @param apv agreement PartyVInfo, likewise
 * @throws {Error} when `epk` is not on the curve, or the shared secret is zero
 */
export function findKey(privateKey: KeyObject, epk: JsonWebKey, apu: Buffer, apv: Buffer): KeyObject {
  // OpenSSL refuses a point off P-256 at the import, and an all-zero X25519 secret at the derivation
  // (RFC 7748 section 6.1): a point off the curve or of small order reveals nothing of the private key.
  const publicKey = createPublicKey({ key: epk, format: "jwk" });
  return deriveKey(diffieHellman({ privateKey, publicKey }), otherInfo(apu, apv));
}

/** Derives a key with the Concat KDF (SP 800-56A section 5.8.1) and SHA-256: 256 bits are one round. */
function deriveKey(secret: Buffer, info: Buffer): KeyObject {
  return createSecretKey(hash("sha256", Buffer.concat([ROUND, secret, info]), "buffer"));
}

/** Writes OtherInfo (RFC 7518 section 4.6.2). */
function otherInfo(apu: Buffer, apv: Buffer): Buffer {
  return Buffer.concat([ALGORITHM_ID, length32(apu.length), apu, length32(apv.length), apv, KEY_BITS]);
}

function length32(length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return bytes;
}
