/**
 * Verifies that one tree continues another (RFC 6962 section 2.1.2), written along the recursion that defines the proof.
 * Shares no code with the log, so that a fault in one is not in both.
 */
import { createHash } from "node:crypto";

/** Root of the empty tree: SHA-256 of nothing (RFC 6962). */
export const EMPTY_ROOT = createHash("sha256").digest();

/** A tree head. */
export interface Head {
  readonly size: bigint;
  /** 32 bytes. */
  readonly root: Buffer;
}

/** Tells whether `proof` shows that `to` continues `from`; false unless 0 < `from.size` <= `to.size`. */
export function isConsistent(from: Head, to: Head, proof: readonly Buffer[]): boolean {
  if (from.size <= 0n || from.size > to.size) return false;
  const left = [...proof];
  const roots = walk(from.size, to.size, true, from.root, left);
  return roots !== undefined && left.length === 0 && roots.old.equals(from.root) && roots.now.equals(to.root);
}

interface Roots {
  readonly old: Buffer;
  readonly now: Buffer;
}

/**
 * SUBPROOF(m, D[n], whole) read backwards: computes the old and the new root of a subtree of n entries, of which the old
 * tree has the first m. Takes its hashes from the front of `proof`.
 */
function walk(m: bigint, n: bigint, whole: boolean, oldRoot: Buffer, proof: Buffer[]): Roots | undefined {
  if (m === n) {
    // Both trees have this subtree: its hash is known when it is the whole old tree, else it is in the proof.
    const hash = whole ? oldRoot : proof.shift();
    return hash === undefined ? undefined : { old: hash, now: hash };
  }
  const k = split(n);
  if (m <= k) {
    const inner = walk(m, k, whole, oldRoot, proof);
    const right = proof.shift();
    return inner === undefined || right === undefined ? undefined : { old: inner.old, now: parent(inner.now, right) };
  }
  const inner = walk(m - k, n - k, false, oldRoot, proof);
  const left = proof.shift();
  if (inner === undefined || left === undefined) return undefined;
  return { old: parent(left, inner.old), now: parent(left, inner.now) };
}

/** The largest power of two below n. */
function split(n: bigint): bigint {
  return 1n << BigInt((n - 1n).toString(2).length - 1);
}

function parent(left: Buffer, right: Buffer): Buffer {
  return createHash("sha256").update(Buffer.of(1)).update(left).update(right).digest();
}
