/**
 * The Merkle tree of RFC 6962 section 2.1 (the same tree as RFC 9162's): hashes, proofs and their
 * verification. Runs in Node and in browsers; who calls brings SHA-256. Sizes and indexes are numbers up
 * to 2^53 − 1, so no bit operators here: they would cut at 32 bits.
 */
import { equalBytes } from "../wire/bytes.ts";

/** SHA-256 of bytes, 32 bytes. */
export type Sha256 = (data: Uint8Array) => Uint8Array;

/** The hashes of the tree (RFC 6962 section 2.1), each 32 bytes. */
export interface TreeHasher {
  /** SHA-256(0x00 ‖ entry). */
  leaf(entry: Uint8Array): Uint8Array;
  /** SHA-256(0x01 ‖ left ‖ right). */
  node(left: Uint8Array, right: Uint8Array): Uint8Array;
  /** Root of the tree without entries: SHA-256 of nothing. */
  readonly empty: Uint8Array;
}

/** Bytes of every hash of the tree. */
export const HASH_BYTES = 32;

/** A perfect subtree: the hash of the entries from `index · 2^level` to `(index + 1) · 2^level`, the end not included. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
}

/** Makes the tree's hashes out of SHA-256. */
export function treeHasher(sha256: Sha256): TreeHasher {
  // One buffer for all: making one for each hash costs as much as the hash.
  const children = new Uint8Array(1 + 2 * HASH_BYTES);
  children[0] = 1;
  let prefixed = new Uint8Array(1024);
  return {
    leaf(entry) {
      const length = entry.length + 1;
      if (prefixed.length < length) prefixed = new Uint8Array(2 * length);
      prefixed.set(entry, 1);
      return sha256(prefixed.subarray(0, length));
    },
    node(left, right) {
      children.set(left, 1);
      children.set(right, 1 + HASH_BYTES);
      return sha256(children);
    },
    empty: sha256(new Uint8Array()),
  };
}

/** The largest power of two below `n`, for n of 2 or more: where RFC 6962 splits a tree of n entries. */
export function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** The perfect subtrees that make up the entries from `begin` to `end` (not included), left to right. */
export function perfectNodes(begin: number, end: number): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (let at = begin; at < end; ) {
    let level = 0;
    let width = 1;
    while (at % (width * 2) === 0 && at + width * 2 <= end) {
      width *= 2;
      level++;
    }
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

/** The hash over perfect subtrees that lie side by side, given left to right (the right ones smaller): at least one. */
export function foldRight(hasher: TreeHasher, hashes: readonly Uint8Array[]): Uint8Array {
  const [last, ...left] = hashes.toReversed();
  if (last === undefined) return hasher.empty;
  return left.reduce((right, hash) => hasher.node(hash, right), last);
}

/** A run of entries, the end not included, whose hash is one line of a proof. */
export interface EntryRange {
  readonly begin: number;
  readonly end: number;
}

/**
 * What an inclusion proof consists of (RFC 6962 section 2.1.1), from the leaf's sibling to the root's child.
 * @throws {RangeError} for an index that the tree has not
 */
export function inclusionRanges(index: number, size: number): EntryRange[] {
  if (!isSize(size) || !isSize(index) || index >= size) throw new RangeError("no such entry in the tree");
  const ranges: EntryRange[] = [];
  let begin = 0;
  let end = size;
  while (end - begin > 1) {
    const middle = begin + splitOf(end - begin);
    if (index < middle) {
      ranges.push({ begin: middle, end });
      end = middle;
    } else {
      ranges.push({ begin, end: middle });
      begin = middle;
    }
  }
  return ranges.toReversed();
}

/**
 * What a consistency proof consists of (RFC 6962 section 2.1.2). Nothing for equal sizes and from size 0.
 * @throws {RangeError} for `from` above `to`
 */
export function consistencyRanges(from: number, to: number): EntryRange[] {
  if (!isSize(from) || !isSize(to) || from > to) throw new RangeError("the old tree is larger than the new one");
  if (from === 0 || from === to) return [];
  const ranges: EntryRange[] = [];
  let begin = 0;
  let end = to;
  let known = true;
  while (from !== end) {
    const middle = begin + splitOf(end - begin);
    if (from <= middle) {
      ranges.push({ begin: middle, end });
      end = middle;
    } else {
      ranges.push({ begin, end: middle });
      begin = middle;
      known = false;
    }
  }
  if (!known) ranges.push({ begin, end });
  return ranges.toReversed();
}

/** What an inclusion proof claims. */
export interface Inclusion {
  readonly index: number;
  readonly size: number;
  /** Hash of the entry. */
  readonly leaf: Uint8Array;
  readonly proof: readonly Uint8Array[];
  /** Root of the tree of `size` entries. */
  readonly root: Uint8Array;
}

/**
 * The root that an inclusion proof leads to (RFC 9162 section 2.1.3.2). Undefined for anything that does not
 * fit; never throws.
 */
export function inclusionRoot(
  hasher: TreeHasher,
  { index, size, leaf, proof }: Omit<Inclusion, "root">,
): Uint8Array | undefined {
  if (!isSize(size) || !isSize(index) || index >= size || !allHashes([leaf, ...proof])) return undefined;
  let fn = index;
  let sn = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (sn === 0) return undefined;
    if (fn % 2 === 1 || fn === sn) {
      hash = hasher.node(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) {
        fn /= 2;
        sn = Math.floor(sn / 2);
      }
    } else {
      hash = hasher.node(hash, sibling);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 ? hash : undefined;
}

/** Whether an inclusion proof leads to the root. False for anything that does not fit; never throws. */
export function verifyInclusion(hasher: TreeHasher, { root, ...claim }: Inclusion): boolean {
  const found = inclusionRoot(hasher, claim);
  return found !== undefined && equalBytes(found, root);
}

/** What a consistency proof claims: that the old tree is the beginning of the new one. */
export interface Consistency {
  readonly from: number;
  readonly to: number;
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * The new root that a consistency proof leads to (RFC 9162 section 2.1.4.2), when it leads to the old one too.
 * Undefined for anything that does not fit, and from size 0, where a proof says nothing; never throws.
 */
export function consistentRoot(
  hasher: TreeHasher,
  { from, to, oldRoot, proof }: Omit<Consistency, "newRoot">,
): Uint8Array | undefined {
  if (!isSize(from) || !isSize(to) || from === 0 || from > to || !allHashes([oldRoot, ...proof])) return undefined;
  if (from === to) return proof.length === 0 ? oldRoot : undefined;
  let fn = from - 1;
  let sn = to - 1;
  while (fn % 2 === 1) {
    fn = (fn - 1) / 2;
    sn = Math.floor(sn / 2);
  }
  // A tree of 2^n entries is a node of the new one: its root opens the proof without being sent.
  const path = fn === 0 ? [oldRoot, ...proof] : [...proof];
  const first = path.shift();
  if (first === undefined) return undefined;
  let oldHash = first;
  let newHash = first;
  for (const hash of path) {
    if (sn === 0) return undefined;
    if (fn % 2 === 1 || fn === sn) {
      oldHash = hasher.node(hash, oldHash);
      newHash = hasher.node(hash, newHash);
      while (fn % 2 === 0 && fn !== 0) {
        fn /= 2;
        sn = Math.floor(sn / 2);
      }
    } else {
      newHash = hasher.node(newHash, hash);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && equalBytes(oldHash, oldRoot) ? newHash : undefined;
}

/** Whether a consistency proof holds. False for anything that does not fit; never throws. */
export function verifyConsistency(hasher: TreeHasher, { newRoot, ...claim }: Consistency): boolean {
  const { from, to, oldRoot, proof } = claim;
  if (!allHashes([oldRoot, newRoot])) return false;
  // Every tree begins with the one without entries; its root says nothing, but it must be the right one.
  if (from === 0 && to !== 0) return isSize(to) && proof.length === 0 && equalBytes(oldRoot, hasher.empty);
  if (from === 0) return proof.length === 0 && equalBytes(oldRoot, newRoot);
  const found = consistentRoot(hasher, claim);
  return found !== undefined && equalBytes(found, newRoot);
}

/** Whether a number can be a size or an index. */
export function isSize(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 0;
}

function allHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every(({ length }) => length === HASH_BYTES);
}
