import { readFileSync } from "node:fs";
import t from "tap";
import { openCheckpoint } from "../../src/tlog/checkpoint.ts";
import { verifyCosignature } from "../../src/tlog/cosignature.ts";
import {
  consistencyRanges,
  inclusionRanges,
  treeHasher,
  verifyConsistency,
  verifyInclusion,
} from "../../src/tlog/merkle.ts";
import { sha256 } from "../../src/tlog/native-sha256.ts";
import { formatNote, namesKey, parseNote, parseVerifierKey } from "../../src/tlog/note.ts";
import { verifyEd25519 } from "../../src/wire/signatures.ts";
import { decodeBundle, encodeBundle, hashesOfRanges } from "../../src/tlog/tile.ts";
import { EMPTY_EDGE, grow, rootOf } from "../../src/tlog/tree-edge.ts";

const hasher = treeHasher(sha256);

interface TesseraLog {
  readonly vkey: string;
  readonly checkpoints: readonly string[];
  readonly hashTiles: readonly string[];
  readonly entryBundle: string;
}

function vectors<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${path}`, import.meta.url), "utf8")) as T;
}

function bytes(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, "base64"));
}

t.test("signatures, roots, tiles, bundle and proofs of a log that Tessera wrote are verified", async (t) => {
  const log = vectors<TesseraLog>("tessera/log.json");
  const key = parseVerifierKey(log.vkey, sha256);
  const opened = await Promise.all(log.checkpoints.map(async (text) => openCheckpoint(text, [key])));
  t.strictSame(
    opened.map(({ size }) => size),
    Array.from({ length: 16 }, (_, size) => size),
  );
  t.strictSame(
    opened.map(({ note }) => formatNote(note)),
    log.checkpoints,
  );
  const entries = decodeBundle(bytes(log.entryBundle));
  t.equal(entries.length, 15);
  t.strictSame(Buffer.from(encodeBundle(entries)), Buffer.from(log.entryBundle, "base64"));
  const leaves = entries.map((entry) => hasher.leaf(entry));
  t.strictSame(
    opened.map(({ root }) => Buffer.from(root)),
    opened.map(({ size }) => Buffer.from(rootOf(hasher, grow(hasher, EMPTY_EDGE, leaves.slice(0, size)).edge))),
  );
  t.strictSame(
    log.hashTiles.map((tile) => Buffer.from(tile, "base64")),
    log.hashTiles.map((_, at) => Buffer.concat(leaves.slice(0, at + 1))),
  );
  const read = async ({ width }: { readonly width: number }) => bytes(log.hashTiles[width - 1] ?? "");
  for (const { size: to, root: newRoot } of opened.slice(1)) {
    for (const { size: from, root: oldRoot } of opened.slice(1, to + 1)) {
      const proof = await hashesOfRanges(hasher, read, consistencyRanges(from, to), to);
      t.ok(verifyConsistency(hasher, { from, to, oldRoot, newRoot, proof }), `${from} to ${to}`);
      const other = hasher.leaf(oldRoot);
      t.notOk(verifyConsistency(hasher, { from, to, oldRoot: other, newRoot, proof }), "another beginning");
      // A proof that goes on above the root, to a forged root.
      const longer = { proof: [...proof, other], newRoot: hasher.node(other, newRoot) };
      t.notOk(verifyConsistency(hasher, { from, to, oldRoot, ...longer }), "a proof too long");
      const path = await hashesOfRanges(hasher, read, inclusionRanges(from - 1, to), to);
      const leaf = leaves[from - 1] ?? hasher.empty;
      t.ok(verifyInclusion(hasher, { index: from - 1, size: to, leaf, proof: path, root: newRoot }));
      const above = { proof: [...path, other], root: hasher.node(other, newRoot) };
      t.notOk(verifyInclusion(hasher, { index: from - 1, size: to, leaf, ...above }), "a path too long");
    }
  }
});

t.test("cosignatures of Sunlight's test data are verified", async (t) => {
  const all = vectors<{ readonly checkpoint: string; readonly vkey: string }[]>("sunlight/cosigned.json");
  t.equal(all.length, 3);
  for (const { checkpoint, vkey } of all) {
    const witness = parseVerifierKey(vkey, sha256);
    t.equal(await verifyCosignature(parseNote(checkpoint), witness), 1_767_139_200n, witness.name);
    const forged = parseNote(checkpoint.replace("\n300\n", "\n301\n"));
    t.equal(await verifyCosignature(forged, witness), undefined);
  }
});

t.test("the example of C2SP signed-note is verified", async (t) => {
  const key = parseVerifierKey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", sha256);
  const text =
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
  const note = parseNote(text);
  const [line] = note.signatures;
  if (line === undefined) throw new Error("the example has a signature");
  t.ok(namesKey(line, key));
  const verified = async (message: string) =>
    verifyEd25519(key.publicKey, new TextEncoder().encode(message), line.signature);
  t.ok(await verified(note.text));
  t.notOk(await verified(note.text.replace("example", "exemple")));
  t.equal(formatNote(note), text);
});
