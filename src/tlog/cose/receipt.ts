/**
 * COSE receipts of the log (RFC 9942): inclusion of an entry, or that a tree grew out of an older one, over the
 * same tree as the checkpoints (`RFC9162_SHA256`). Runs in Node and in browsers.
 */
import { encode } from "cborg";
import { consistentRoot, inclusionRoot, isSize, type TreeHasher } from "../merkle.ts";
import type { VerifierKey } from "../note.ts";
import { ProofError } from "../proof-error.ts";
import { type CoseHeader, malformed, readCbor, readSign1, type ReceiptSigner, sign1, verifySign1 } from "./sign1.ts";

/** Media type of a receipt (RFC 9052 section 11.1). */
export const RECEIPT_TYPE = 'application/cose; cose-type="cose-sign1"';

/** Header labels and values of RFC 9942. */
const VDS = { label: 395, rfc9162Sha256: 1 } as const;
const PROOFS = { label: 396, inclusion: -1, consistency: -2 } as const;
/** Most hashes of a proof. In a log of 2^53 entries a proof has fewer. */
const MAX_HASHES = 64;

/**
 * Content of a verified receipt of inclusion. The log signed the root alone: `index` and `size` fit it, but others may
 * fit too. A checkpoint over the same root tells the size.
 */
export interface IncludedEntry {
  readonly index: number;
  readonly size: number;
  /** Root of the tree of that size, which the log signed: 32 bytes. */
  readonly root: Uint8Array;
}

/** Content of a verified receipt of consistency. The log signed the new root alone. */
export interface GrownTree {
  readonly from: number;
  readonly to: number;
  readonly newRoot: Uint8Array;
}

/** Makes a receipt that the tree of `size` entries with this root has an entry at `index`. */
export function inclusionReceipt(
  { index, size, root, proof }: IncludedEntry & { readonly proof: readonly Uint8Array[] },
  signer: ReceiptSigner,
): Promise<Uint8Array> {
  return receipt(PROOFS.inclusion, [size, index, proof], root, signer);
}

/** Makes a receipt that the tree of `to` entries with the new root begins with the tree of `from` entries. */
export function consistencyReceipt(
  { from, to, newRoot, proof }: GrownTree & { readonly proof: readonly Uint8Array[] },
  signer: ReceiptSigner,
): Promise<Uint8Array> {
  return receipt(PROOFS.consistency, [from, to, proof], newRoot, signer);
}

/**
 * Verifies a receipt of inclusion: its proof leads from the entry to a root that the log signed.
 *
 * @param leaf hash of the entry, 32 bytes
 * @param logKeys trusted keys of the log
 * @throws {ProofError} `malformed`, `bad-proof`, `bad-signature`
 */
export async function verifyInclusionReceipt(
  hasher: TreeHasher,
  leaf: Uint8Array,
  bytes: Uint8Array,
  logKeys: readonly VerifierKey[],
): Promise<IncludedEntry> {
  const sign = readSign1(bytes);
  const [size, index, proof] = proofOf(sign, PROOFS.inclusion);
  const root = inclusionRoot(hasher, { index, size, leaf, proof });
  if (root === undefined) throw new ProofError("bad-proof", "the receipt's proof does not fit the entry");
  await verifySign1(sign, root, logKeys);
  return { index, size, root };
}

/**
 * Verifies a receipt of consistency with the root of the older tree.
 *
 * @throws {ProofError} `malformed`, `bad-proof`, `bad-signature`
 */
export async function verifyConsistencyReceipt(
  hasher: TreeHasher,
  oldRoot: Uint8Array,
  bytes: Uint8Array,
  logKeys: readonly VerifierKey[],
): Promise<GrownTree> {
  const sign = readSign1(bytes);
  const [from, to, proof] = proofOf(sign, PROOFS.consistency);
  const newRoot = consistentRoot(hasher, { from, to, oldRoot, proof });
  if (newRoot === undefined) throw new ProofError("bad-proof", "the receipt's proof does not fit the older tree");
  await verifySign1(sign, newRoot, logKeys);
  return { from, to, newRoot };
}

function receipt(
  kind: number,
  [first, second, proof]: readonly [number, number, readonly Uint8Array[]],
  root: Uint8Array,
  signer: ReceiptSigner,
): Promise<Uint8Array> {
  const inner = encode([first, second, proof.map((hash) => new Uint8Array(hash))]);
  const header = new Map([[VDS.label, VDS.rfc9162Sha256]]);
  return sign1(header, new Map([[PROOFS.label, new Map([[kind, [inner]]])]]), root, signer);
}

/** Reads the one proof of that kind in a receipt. */
function proofOf(
  sign: { readonly protected: CoseHeader; readonly unprotected: CoseHeader },
  kind: number,
): readonly [number, number, Uint8Array[]] {
  const proofs = sign.unprotected.get(PROOFS.label);
  if (sign.protected.get(VDS.label) !== VDS.rfc9162Sha256 || !(proofs instanceof Map) || proofs.size !== 1) {
    throw malformed();
  }
  const list: unknown = proofs.get(kind);
  // RFC 9942 allows several proofs. Ours have one, and with several it would not be clear which was meant.
  const [only] = Array.isArray(list) && list.length === 1 ? (list as unknown[]) : [];
  const inner = only instanceof Uint8Array ? readCbor(only) : undefined;
  if (!Array.isArray(inner) || inner.length !== 3) throw malformed();
  const [first, second, path] = inner as unknown[];
  if (!isCount(first) || !isCount(second) || !Array.isArray(path) || path.length > MAX_HASHES) throw malformed();
  if (!path.every((hash) => hash instanceof Uint8Array && hash.length === 32)) throw malformed();
  return [first, second, path as Uint8Array[]];
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && isSize(value);
}
