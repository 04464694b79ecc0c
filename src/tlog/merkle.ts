/**
 * Merkle tree of RFC 6962 section 2.1, which is RFC 9162's tree too: hashes, proofs and their verification.
 * Runs in Node and in browsers; the caller brings SHA-256. Sizes and indexes are numbers up to 2^53 − 1,
 * so there are no bit operators here: they would cut at 32 bits.
 */
import { equalBytes } from "../wire/bytes.ts";

/** Function that computes SHA-256: 32 bytes. */
export type Sha256 = (data: Uint8Array) => Uint8Array;

/** Hashes of the tree (RFC 6962 section 2.1), 32 bytes each. */
export interface TreeHasher {
  /** SHA-256(0x00 ‖ entry). */
  leaf(entry: Uint8Array): Uint8Array;
  /** SHA-256(0x01 ‖ left ‖ right). */
  node(left: Uint8Array, right: Uint8Array): Uint8Array;
  /** Root of the empty tree: SHA-256 of no bytes. */
  readonly empty: Uint8Array;
}

/** Bytes of a hash of the tree. */
export const HASH_BYTES = 32;

/** A perfect subtree: over the entries from `index · 2^level` up to, not including, `(index + 1) · 2^level`. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
}

/** Makes the hashes of the tree from SHA-256. */
export function treeHasher(sha256: Sha256): TreeHasher {
  // One buffer for all hashes: a new one for each costs as much as the hash.
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

/** Finds where RFC 6962 splits a tree of `n` entries, n of 2 or more: at the largest power of two below n. */
export function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** Divides the entries from `begin` up to, not including, `end` into perfect subtrees, left to right. */
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

/** Hashes adjacent perfect subtrees, given left to right with the smaller ones on the right, to one hash. */
export function foldRight(hasher: TreeHasher, hashes: readonly Uint8Array[]): Uint8Array {
  const [last, ...left] = [...hashes].reverse();
  if (last === undefined) return hasher.empty;
  return left.reduce((right, hash) => hasher.node(hash, right), last);
}

/** A run of entries, without its end, whose hash is one line of a proof. */
export interface EntryRange {
  readonly begin: number;
  readonly end: number;
}

/**
 * Finds the runs of entries whose hashes are an inclusion proof (RFC 6962 section 2.1.1), from the leaf's sibling to
 * the root's child.
 * @throws {RangeError} for an index beyond the tree
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
  return ranges.reverse();
}

/**
 * Finds the runs of entries whose hashes are a consistency proof (RFC 6962 section 2.1.2): none for equal sizes and
 * from size 0.
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
  return ranges.reverse();
}

/** Claim of an inclusion proof. */
export interface Inclusion {
  readonly index: number;
  readonly size: number;
  /** Hash of the entry. */
  readonly leaf: Uint8Array;
  readonly proof: readonly Uint8Array[];
  /** Root of the tree of `size` entries. */
  readonly root: Uint8Array;
}

/** Step of an inclusion proof: the hash so far is joined with its sibling on that side, which makes the node. */
export interface PathStep {
  readonly side: "left" | "right";
  readonly sibling: Uint8Array;
  readonly node: Uint8Array;
}

/**
 * Computes the root that an inclusion proof leads to (RFC 9162 section 2.1.3.2). Undefined for a proof that does not
 * fit index and size; never throws.
 */
export function inclusionRoot(hasher: TreeHasher, claim: Omit<Inclusion, "root">): Uint8Array | undefined {
  const path = inclusionPath(hasher, claim);
  return path && (path.at(-1)?.node ?? claim.leaf);
}

/** Computes the nodes from a leaf to the root, lowest first; see `inclusionRoot`. */
export function inclusionPath(
  hasher: TreeHasher,
  { index, size, leaf, proof }: Omit<Inclusion, "root">,
): readonly PathStep[] | undefined {
  if (!isSize(size) || !isSize(index) || index >= size || !allHashes([leaf, ...proof])) return undefined;
  let fn = index;
  let sn = size - 1;
  let hash = leaf;
  const steps: PathStep[] = [];
  for (const sibling of proof) {
    if (sn === 0) return undefined;
    const side = fn % 2 === 1 || fn === sn ? "left" : "right";
    if (side === "left") {
      hash = hasher.node(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) {
        fn /= 2;
        sn = Math.floor(sn / 2);
      }
    } else {
      hash = hasher.node(hash, sibling);
    }
    steps.push({ side, sibling, node: hash });
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 ? steps : undefined;
}

/** Tells whether an inclusion proof leads to the root. False for a proof that does not fit; never throws. */
export function verifyInclusion(hasher: TreeHasher, { root, ...claim }: Inclusion): boolean {
  const found = inclusionRoot(hasher, claim);
  return found !== undefined && equalBytes(found, root);
}

/** Claim of a consistency proof: the old tree is the beginning of the new one. */
export interface Consistency {
  readonly from: number;
  readonly to: number;
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * Computes the new root that a consistency proof leads to (RFC 9162 section 2.1.4.2) when it leads to the old root too.
 * Undefined for a proof that does not fit, and from size 0, where a proof proves nothing; never throws.
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
  // The root of a tree of 2^n entries is a node of the new one: it is the first hash of the proof, and is not sent.
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

/** Tells whether a consistency proof leads to both roots. False for a proof that does not fit; never throws. */
export function verifyConsistency(hasher: TreeHasher, { newRoot, ...claim }: Consistency): boolean {
  const { from, to, oldRoot, proof } = claim;
  if (!allHashes([oldRoot, newRoot])) return false;
  // Every tree begins with the empty one: only the root of the empty tree has to be right.
  if (from === 0 && to !== 0) return isSize(to) && proof.length === 0 && equalBytes(oldRoot, hasher.empty);
  if (from === 0) return proof.length === 0 && equalBytes(oldRoot, newRoot);
  const found = consistentRoot(hasher, claim);
  return found !== undefined && equalBytes(found, newRoot);
}

/** Tells whether a number can be a size or an index. */
export function isSize(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 0;
}

function allHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every(({ length }) => length === HASH_BYTES);
}
