import { EMPTY_EDGE, grow, rootOf, type TreeEdge } from "../../tlog/tree-edge.ts";
import { NATIVE_HASHER } from "../../tlog/native-hasher.ts";

/** Merkle root (RFC 6962) over the digests of the facts that a report counts, in the order of threads and acceptance. */
export class FactsRoot {
  #edge: TreeEdge = EMPTY_EDGE;

  /** Adds digests of facts, 32 bytes each. */
  add(digests: readonly Uint8Array[]): void {
    const leaves = digests.map((digest) => NATIVE_HASHER.leaf(digest));
    this.#edge = grow(NATIVE_HASHER, this.#edge, leaves).edge;
  }

  /** Number of facts so far. */
  get size(): number {
    return this.#edge.size;
  }

  /** Computes the root, 32 bytes. */
  read(): Uint8Array {
    return this.#edge.size === 0 ? NATIVE_HASHER.empty : rootOf(NATIVE_HASHER, this.#edge);
  }
}
