/** Compares growth, tiles and proofs with the definitions of RFC 6962 section 2.1, written out as they are there. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import t from "tap";
import { tilesOf } from "../support/log/tiles-of.ts";
import { concatBytes } from "../../src/wire/bytes.ts";
import {
  consistencyRanges,
  inclusionPath,
  inclusionRanges,
  perfectNodes,
  verifyConsistency,
} from "../../src/tlog/merkle.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import {
  decodeBundle,
  encodeBundle,
  hashesOfRanges,
  parseTilePath,
  TILE_WIDTH,
  tilePath,
  tileWidth,
} from "../../src/tlog/tile.ts";
import { EMPTY_EDGE, grow, rootOf } from "../../src/tlog/tree-edge.ts";
import { holds } from "../support/holds.ts";

const sha256 = (...parts: Uint8Array[]) =>
  createHash("sha256")
    .update(concatBytes(...parts))
    .digest();

function mth(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return sha256();
  if (leaves.length === 1) return only;
  const k = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return sha256(Uint8Array.of(1), mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}

const leavesOf = (size: number, seed = 0) =>
  Array.from({ length: size }, (_, n) => sha256(Buffer.from(`${seed} ${n}`)));

t.test("tree, root and tiles do not depend on the batches", async (t) => {
  await holds(
    t,
    fc.asyncProperty(
      fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 600 })), { maxLength: 6 }),
      async (batches) => {
        const all = leavesOf(batches.reduce((sum, batch) => sum + batch, 0));
        const stored = new Map<string, Uint8Array>();
        let edge = EMPTY_EDGE;
        for (const batch of batches) {
          const grown = grow(NATIVE_HASHER, edge, all.slice(edge.size, edge.size + batch));
          for (const { level, index, width, bytes } of grown.tiles) {
            const before = stored.get(`${level}/${index}`) ?? new Uint8Array();
            if (bytes.length !== width * 32 || bytes.length <= before.length) return false;
            if (Buffer.compare(bytes.subarray(0, before.length), before) !== 0) return false;
            stored.set(`${level}/${index}`, bytes);
          }
          edge = grown.edge;
          if (Buffer.compare(rootOf(NATIVE_HASHER, edge), mth(all.slice(0, edge.size))) !== 0) return false;
        }
        const names = [...tilesOf(all.length)];
        if (names.length !== stored.size) return false;
        return names.every(({ level, index, width }) => {
          const span = TILE_WIDTH ** level;
          const first = index * TILE_WIDTH;
          const hashes = Array.from({ length: width }, (_, n) =>
            mth(all.slice((first + n) * span, (first + n + 1) * span)),
          );
          return Buffer.compare(stored.get(`${level}/${index}`) ?? new Uint8Array(), concatBytes(...hashes)) === 0;
        });
      },
    ),
    { numRuns: 40 },
  );
});

t.test("proofs from tiles, wider ones too, are those of the definition", async (t) => {
  const LARGEST = 1200;
  const all = leavesOf(LARGEST);
  const grown = grow(NATIVE_HASHER, EMPTY_EDGE, all);
  const stored = new Map(grown.tiles.map((tile) => [`${tile.level}/${tile.index}`, tile.bytes]));
  const read = async ({ level, index }: { level: number; index: number }) =>
    stored.get(`${level}/${index}`) ?? new Uint8Array();
  await holds(
    t,
    fc.asyncProperty(fc.integer({ min: 1, max: LARGEST }), fc.nat(), async (size, pick) => {
      const m = pick % size;
      const inclusion = inclusionRanges(m, size);
      const consistency = consistencyRanges(m, size);
      for (const ranges of [inclusion, consistency]) {
        const hashes = await hashesOfRanges(NATIVE_HASHER, read, ranges, size);
        if (
          ranges.some(({ begin, end }, n) => Buffer.compare(hashes[n] ?? new Uint8Array(), mth(all.slice(begin, end))))
        ) {
          return false;
        }
      }
      const proof = await hashesOfRanges(NATIVE_HASHER, read, consistency, size);
      const claim = { from: m, to: size, oldRoot: mth(all.slice(0, m)), newRoot: mth(all.slice(0, size)), proof };
      return verifyConsistency(NATIVE_HASHER, claim);
    }),
    { numRuns: 60 },
  );
});

t.test("perfect subtrees cover a run without gap or overlap", async (t) => {
  await holds(
    t,
    fc.property(fc.nat(2 ** 20), fc.nat(2 ** 20), (begin, width) => {
      let at = begin;
      for (const { level, index } of perfectNodes(begin, begin + width)) {
        if (index * 2 ** level !== at) return false;
        at += 2 ** level;
      }
      return at === begin + width;
    }),
  );
});

t.test("a tile has one path, and every other path is refused", (t) => {
  fc.assert(
    fc.property(
      fc.oneof(fc.constant("entries" as const), fc.integer({ min: 0, max: 63 })),
      fc.maxSafeNat(),
      fc.integer({ min: 1, max: 256 }),
      (level, index, width) => {
        const name = { level, index, width };
        return JSON.stringify(parseTilePath(tilePath(name))) === JSON.stringify(name);
      },
    ),
  );
  t.equal(tilePath({ level: 0, index: 1_234_067, width: 256 }), "tile/0/x001/x234/067");
  t.equal(tilePath({ level: "entries", index: 0, width: 17 }), "tile/entries/000.p/17");
  for (const path of [
    "",
    "tile/0/0",
    "tile/0/00",
    "tile/00/000",
    "tile/64/000",
    "tile/-1/000",
    "tile/0/x000/001",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/000.p/257",
    "tile/0/000.p/01",
    "tile/0/000.p/",
    "tile/0/000/",
    "tile/0//000",
    "/tile/0/000",
    "tile/0/001/000",
    "tile/0/x001/x000",
    "tile/0/x999/x999/x999/x999/x999/999",
    "tile/entries/..",
    "tile/data/000",
    "tile/0/０００",
    "tile/0/000\n",
  ]) {
    t.equal(parseTilePath(path), undefined, JSON.stringify(path));
  }
  t.end();
});

t.test("a tile is as wide as the tree has grown", (t) => {
  t.equal(tileWidth(0, 0, 0), 0);
  t.equal(tileWidth(0, 1, 256), 0);
  t.equal(tileWidth(0, 1, 257), 1);
  t.equal(tileWidth(1, 0, 70_000), 256);
  t.equal(tileWidth(1, 1, 70_000), 17);
  t.equal(tileWidth("entries", 273, 70_000), 112);
  t.end();
});

t.test("a bundle gives back its entries, and is not read past its end", (t) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), fc.nat(), (entries, cut) => {
      const bundle = encodeBundle(entries);
      const same = decodeBundle(bundle).every(
        (entry, n) => Buffer.compare(entry, entries[n] ?? new Uint8Array()) === 0,
      );
      if (!same || bundle.length === 0) return same;
      try {
        return decodeBundle(bundle.subarray(0, cut % bundle.length)).length < entries.length;
      } catch (error) {
        return (error as { code?: string }).code === "malformed";
      }
    }),
  );
  t.equal(decodeBundle(encodeBundle([new Uint8Array(65_535)]))[0]?.length, 65_535);
  t.throws(() => encodeBundle([new Uint8Array(65_536)]), RangeError);
  t.end();
});

t.test("the path of an inclusion proof goes over the nodes above the entry, as RFC 6962 defines them", (t) => {
  /** Hashes of the trees that hold the entry, smallest first, and of what stands beside each. */
  const above = (leaves: readonly Uint8Array[], index: number): { node: Uint8Array; sibling: Uint8Array }[] => {
    if (leaves.length === 1) return [];
    const k = 2 ** Math.floor(Math.log2(leaves.length - 1));
    const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
    const inner = index < k ? above(left, index) : above(right, index - k);
    return [...inner, { node: mth(leaves), sibling: mth(index < k ? right : left) }];
  };
  for (const size of [1, 2, 3, 7, 13, 16]) {
    const leaves = leavesOf(size);
    for (const [index, leaf] of leaves.entries()) {
      const wanted = above(leaves, index);
      const path = inclusionPath(NATIVE_HASHER, { index, size, leaf, proof: wanted.map(({ sibling }) => sibling) });
      const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
      t.same(
        path?.map(({ node, sibling }) => [hex(node), hex(sibling)]),
        wanted.map(({ node, sibling }) => [hex(node), hex(sibling)]),
        `${index} of ${size}`,
      );
    }
  }
  t.end();
});
