import { readFileSync } from "node:fs";
import t from "tap";
import { treeHasher, verifyConsistency, verifyInclusion } from "../../src/tlog/merkle.ts";
import { sha256 } from "../../src/tlog/native-sha256.ts";

const hasher = treeHasher(sha256);

/**
 * Vectors with another outcome here than published. They are proofs between two trees of one size whose equal
 * "roots" are 11 bytes of text, published as valid. Only 32 bytes are a hash here, so they are refused.
 */
const NO_HASHES = ["additional/sizes-are-equal-one-and-proof-is-empty"];
/**
 * Vectors published as valid: an empty subtree of an empty tree whose "root" is 11 bytes of text. The empty tree has
 * one root, and two roots of one size are a fork, so they are refused here.
 */
const EMPTY_WITH_ANOTHER_ROOT = [
  "additional/subtree-is-empty-sizes-are-equal-zero-subtree-root-valid-tree-root-random-proof-is-empty",
];

interface Vector {
  readonly name: string;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}
interface InclusionVector extends Vector {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly leafHash: string | null;
  readonly root: string | null;
}
interface ConsistencyVector extends Vector {
  readonly size1: number;
  readonly size2: number;
  readonly root1: string | null;
  readonly root2: string | null;
}
type SubtreeInclusionVector = Omit<InclusionVector, "treeSize"> & { readonly start: number; readonly end: number };
type SubtreeConsistencyVector = Omit<ConsistencyVector, "size1" | "size2"> & {
  readonly start: number;
  readonly end: number;
  readonly size: number;
};

function vectors<T>(name: string): readonly T[] {
  return JSON.parse(readFileSync(new URL(`../vectors/merkle/${name}.json`, import.meta.url), "utf8")) as T[];
}

function bytes(base64: string | null): Uint8Array {
  return new Uint8Array(Buffer.from(base64 ?? "", "base64"));
}

function included({ leafIdx, treeSize, leafHash, root, proof }: InclusionVector): boolean {
  const claim = { index: leafIdx, size: treeSize, leaf: bytes(leafHash), root: bytes(root) };
  return verifyInclusion(hasher, { ...claim, proof: (proof ?? []).map(bytes) });
}

function consistent({ size1, size2, root1, root2, proof }: ConsistencyVector): boolean {
  const claim = { from: size1, to: size2, oldRoot: bytes(root1), newRoot: bytes(root2) };
  return verifyConsistency(hasher, { ...claim, proof: (proof ?? []).map(bytes) });
}

/** Tells whether a run is a subtree of the drafts: it starts at a multiple of the power of two that covers it. */
function isSubtree(start: number, end: number): boolean {
  let width = 1;
  while (width < end - start) width *= 2;
  return start < end && start % width === 0;
}

/** Names of the vectors with another outcome than published. */
function differing<T extends Vector>(all: readonly T[], holds: (vector: T) => boolean): string[] {
  return all.filter((vector) => holds(vector) === vector.wantErr).map(({ name }) => name);
}

t.test("inclusion proofs of transparency-dev/merkle", async (t) => {
  const all = vectors<InclusionVector>("inclusion");
  t.equal(all.length, 98);
  t.ok(all.some(({ wantErr }) => !wantErr) && all.some(({ wantErr }) => wantErr));
  t.strictSame(differing(all, included), []);
});

t.test("consistency proofs of transparency-dev/merkle", async (t) => {
  const all = vectors<ConsistencyVector>("consistency");
  t.equal(all.length, 98);
  t.strictSame(differing(all, consistent), NO_HASHES);
});

t.test("inclusion in a subtree is inclusion in a tree of its entries", async (t) => {
  const all = vectors<SubtreeInclusionVector>("subtreeinclusion");
  t.equal(all.length, 204);
  const holds = (vector: SubtreeInclusionVector): boolean =>
    isSubtree(vector.start, vector.end) &&
    included({ ...vector, leafIdx: vector.leafIdx - vector.start, treeSize: vector.end - vector.start });
  t.strictSame(differing(all, holds), []);
});

t.test("consistency of a subtree that starts at 0 is consistency of a tree", async (t) => {
  const all = vectors<SubtreeConsistencyVector>("subtreeconsistency");
  t.equal(all.length, 118);
  const atZero = all.filter(({ start }) => start === 0);
  t.equal(atZero.length, 102);
  t.strictSame(
    differing(atZero, (vector) => consistent({ ...vector, size1: vector.end, size2: vector.size })),
    [...NO_HASHES, ...EMPTY_WITH_ANOTHER_ROOT],
  );
});
