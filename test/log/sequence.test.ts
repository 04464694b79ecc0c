import t from "tap";
import { verifyConsistency, verifyInclusion } from "../../src/tlog/merkle.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { SIGNATURE_TYPES } from "../../src/tlog/note.ts";
import { createLogReader } from "../../src/log/stored-log.ts";
import { decodeBundle, hashesOfRanges } from "../../src/tlog/tile.ts";
import { cosign, noteSigner } from "../support/log/memory-log.ts";
import { tilesOf } from "../support/log/tiles-of.ts";
import { collect, testLog } from "../support/log/test-log.ts";
import { newId, sampleEntry } from "../support/store/store-samples.ts";
import { like } from "../support/like.ts";

t.test("sequence: entries get indexes, and each can be proved", async (t) => {
  const log = await testLog(t);
  t.same(await log.reader.heads(), { published: undefined, witnessed: undefined });
  const sizes = [1, 255, 256, 257, 700];
  let total = 0;
  for (const size of sizes) {
    await log.commit(size - total);
    total = size;
    await log.run();
    const { published } = await log.reader.heads();
    t.equal(published?.size, size);
    for (const tile of tilesOf(size)) {
      const bytes = await log.reader.tile(tile);
      t.ok(bytes.length >= tile.width * 32, `${size}: ${tile.level}/${tile.index}`);
    }
  }
  const { published } = await log.reader.heads();
  if (published === undefined) throw new Error("published");
  for (const index of [0, 1, 255, 256, 511, 512, 699]) {
    const [entry] = await collect(log.reader.entries(index, index + 1));
    const leaf = NATIVE_HASHER.leaf(entry?.bytes ?? Buffer.alloc(0));
    t.equal(await log.reader.indexOf(leaf), index);
    const proof = await log.reader.inclusionProof(index, 700);
    t.ok(verifyInclusion(NATIVE_HASHER, { index, size: 700, leaf, proof, root: published.root }), `${index}`);
  }
  for (const old of log.shown) {
    const proof = await log.reader.consistencyProof(old.size, 700);
    const claim = { from: old.size, to: 700, oldRoot: old.root, newRoot: published.root, proof };
    t.ok(verifyConsistency(NATIVE_HASHER, claim), `from ${old.size}`);
  }
  const bundle = decodeBundle(await log.reader.bundle(2, 188));
  t.equal(bundle.length, 188);
  const ranges = [{ begin: 512, end: 513 }];
  const [first] = await hashesOfRanges(NATIVE_HASHER, log.reader.tile, ranges, 700);
  t.same(first, Buffer.from(NATIVE_HASHER.leaf(bundle[0] ?? Buffer.alloc(0))));
});

t.test("reader: nothing beyond the published tree is served", async (t) => {
  const log = await testLog(t);
  await log.commit(300);
  await log.run();
  for (const work of [
    () => log.reader.inclusionProof(300, 300),
    () => log.reader.inclusionProof(0, 301),
    () => log.reader.consistencyProof(2, 1),
    () => log.reader.consistencyProof(1, 301),
    () => log.reader.tile({ level: 0, index: 1, width: 45 }),
    () => log.reader.tile({ level: 0, index: 2, width: 1 }),
    () => log.reader.tile({ level: 1, index: 0, width: 2 }),
    () => log.reader.tile({ level: 7, index: 0, width: 1 }),
    () => log.reader.bundle(1, 45),
    () => log.reader.bundle(2 ** 52, 1),
  ]) {
    await work().then(
      () => t.fail("answered"),
      (error: unknown) => like(t, error, { name: "ProofError", code: "out-of-range" }),
    );
  }
});

t.test("reader: each entry has its stage", async (t) => {
  const log = await testLog(t);
  const thread = newId();
  const first = sampleEntry("accepted", { thread, message: thread });
  const second = sampleEntry("sealed", { thread, message: thread });
  await log.store.record([first]);
  const witness = noteSigner("witness.example/x", SIGNATURE_TYPES.cosignature);
  const quorum = { witnesses: [witness.key], quorum: 1 };
  const reader = createLogReader(log.store.logRows, () => log.identity.signer, NATIVE_HASHER, { quorum });
  const stages = async () =>
    (await reader.positions([first.leafHash, second.leafHash])).map(({ stage, index }) => [stage, index]);
  t.same(await stages(), [
    ["pending", undefined],
    ["pending", undefined],
  ]);
  await log.run();
  await log.store.record([second]);
  t.same(await stages(), [
    ["published", 0],
    ["pending", undefined],
  ]);
  const entries = await log.reader.entriesOfThread(thread);
  t.same(
    entries.map(({ index }) => index),
    [0, null],
  );
  const [head] = log.shown;
  if (head === undefined) throw new Error("published");
  await log.store.logRows.saveCosigned(cosign(head.note, witness, 1_795_000_000n), head.size, true);
  t.same((await stages())[0], ["witnessed", 0]);
  t.equal((await reader.heads()).witnessed?.size, 1);
  await log.run();
  t.same(await stages(), [
    ["witnessed", 0],
    ["published", 1],
  ]);
});

t.test("reader: entries of types come in order, page after page", async (t) => {
  const log = await testLog(t);
  for (let n = 0; n < 3; n++) {
    await log.commit(900);
    await log.store.record([sampleEntry("key", { change: `k-${n}` }), sampleEntry("directory", { change: `d-${n}` })]);
    await log.run();
  }
  const found = await collect(log.reader.entriesOfTypes(["key", "directory"]));
  t.same(
    found.map(({ index }) => index),
    [900, 901, 1802, 1803, 2704, 2705],
  );
  const refused = await collect(log.reader.entriesOfTypes(["refused"], 1803));
  t.equal(refused.length, 900);
  t.equal((await collect(log.reader.entries(0, 2706))).length, 2706);
});
