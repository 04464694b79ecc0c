/**
 * COSE_Sign1 with a detached payload (RFC 9052 section 4.2), as far as receipts need it: one Ed25519 signature,
 * integer labels. Reading is strict: definite lengths, shortest integers, no key twice, no trailing bytes.
 */
import { decode, encode, Tagged } from "cborg";
import { equalBytes } from "../../wire/bytes.ts";
import { type VerifierKey } from "../note.ts";
import { ProofError } from "../proof-error.ts";
import { verifyEd25519 } from "../../wire/signatures.ts";

/** CBOR tag of COSE_Sign1. */
const SIGN1_TAG = 18;
/** Header labels (RFC 9052 section 3.1). */
const LABELS = { alg: 1, crit: 2, kid: 4 } as const;
/** EdDSA (RFC 9053), and Ed25519 by its own name (RFC 9864): both with an Ed25519 key. */
const ALGORITHMS = { eddsa: -8, ed25519: -19 } as const;
/** Largest structure that is read, bytes. A receipt of a log of 2^53 entries is smaller. */
const MAX_BYTES = 16_384;

/** A header: values by their labels. */
export type CoseHeader = ReadonlyMap<number, unknown>;

/** The log's key that signs receipts. */
export interface ReceiptSigner {
  /** Id of the key, as checkpoints name it (C2SP signed-note): 4 bytes. */
  readonly kid: Uint8Array;
  /** Signs the bytes with Ed25519: 64 bytes. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** A signed structure without its payload, as it was read. Nothing of it is verified. */
export interface Sign1 {
  /** The protected header's bytes, verbatim: they are what was signed. */
  readonly protectedBytes: Uint8Array;
  readonly protected: CoseHeader;
  readonly unprotected: CoseHeader;
  readonly signature: Uint8Array;
}

/** Signs a payload, and encodes the structure without it. @param header protected labels besides alg and kid */
export async function sign1(
  header: CoseHeader,
  unprotected: CoseHeader,
  payload: Uint8Array,
  signer: ReceiptSigner,
): Promise<Uint8Array> {
  const protectedBytes = encode(
    new Map<number, unknown>([[LABELS.alg, ALGORITHMS.eddsa], [LABELS.kid, copied(signer.kid)], ...header]),
  );
  const signature = await signer.sign(toBeSigned(protectedBytes, payload));
  return encode(new Tagged(SIGN1_TAG, [protectedBytes, unprotected, null, copied(signature)]));
}

/** Reads a signed structure without a payload. @throws {ProofError} `malformed` */
export function readSign1(bytes: Uint8Array): Sign1 {
  if (bytes.length > MAX_BYTES) throw malformed();
  const tagged = readCbor(bytes, SIGN1_TAG);
  const parts: unknown = tagged instanceof Tagged ? tagged.value : undefined;
  if (!Array.isArray(parts) || parts.length !== 4) throw malformed();
  const [protectedBytes, unprotected, payload, signature] = parts as unknown[];
  if (!(protectedBytes instanceof Uint8Array) || !(signature instanceof Uint8Array) || payload !== null) {
    throw malformed();
  }
  const header = readCbor(protectedBytes);
  if (!isHeader(header) || !isHeader(unprotected)) throw malformed();
  // No label is in both headers (RFC 9052 section 3), and no extension has to be understood.
  if ([...header.keys()].some((label) => unprotected.has(label)) || header.has(LABELS.crit)) throw malformed();
  if (unprotected.has(LABELS.alg) || unprotected.has(LABELS.crit)) throw malformed();
  return { protectedBytes, protected: header, unprotected, signature };
}

/** Verifies the signature over a payload. @throws {ProofError} `bad-signature` */
export async function verifySign1(sign: Sign1, payload: Uint8Array, keys: readonly VerifierKey[]): Promise<void> {
  const alg = sign.protected.get(LABELS.alg);
  const kid = sign.protected.get(LABELS.kid);
  if (alg === ALGORITHMS.eddsa || alg === ALGORITHMS.ed25519) {
    const bytes = toBeSigned(sign.protectedBytes, payload);
    const meant = keys.filter(({ id }) => !(kid instanceof Uint8Array) || equalBytes(kid, id));
    for (const { publicKey } of meant) if (await verifyEd25519(publicKey, bytes, sign.signature)) return;
  }
  throw new ProofError("bad-signature", "no key that is trusted for the log signed the receipt");
}

/** Decodes CBOR strictly. @throws {ProofError} `malformed` */
export function readCbor(bytes: Uint8Array, ...tags: readonly number[]): unknown {
  try {
    return decode(bytes, {
      strict: true,
      allowIndefinite: false,
      allowUndefined: false,
      allowInfinity: false,
      allowNaN: false,
      allowBigInt: false,
      rejectDuplicateMapKeys: true,
      useMaps: true,
      tags: Tagged.preserve(...tags),
    });
  } catch {
    throw malformed();
  }
}

/** Writes Sig_structure (RFC 9052 section 4.4), which is what is signed. */
function toBeSigned(protectedBytes: Uint8Array, payload: Uint8Array): Uint8Array {
  return encode(["Signature1", protectedBytes, new Uint8Array(), copied(payload)]);
}

/** Copies bytes out of a Buffer, which the library does not take. */
function copied(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

function isHeader(value: unknown): value is CoseHeader {
  return value instanceof Map && [...value.keys()].every((label) => Number.isSafeInteger(label));
}

/** Makes the error for bytes that are not a receipt. */
export function malformed(): ProofError {
  return new ProofError("malformed", "not a COSE receipt of a log");
}
