import { generateKeyPairSync } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import t, { type Test } from "tap";
import { encodeBase64 } from "../../src/audit/base64.ts";
import { verifyCosignature } from "../../src/audit/cosignature.ts";
import { createLogSigner } from "../../src/audit/log/log-signer.ts";
import { consistencyRanges } from "../../src/audit/merkle.ts";
import { NATIVE_HASHER } from "../../src/audit/native-hasher.ts";
import { sha256 } from "../../src/audit/native-sha256.ts";
import { formatVerifierKey, parseNote, parseVerifierKey } from "../../src/audit/note.ts";
import { hashesOfRanges } from "../../src/audit/tile.ts";
import { EMPTY_EDGE, grow, rootOf } from "../../src/audit/tree-edge.ts";
import { openMemory } from "../../src/witness/memory.ts";
import { startWitness } from "../../src/witness/start.ts";
import { temporaryDirectory } from "../support/postgres.ts";

const ORIGIN = "log.example/one";
const NOW = Date.parse("2026-11-23T09:00:00Z");

/** A log of many entries whose every size can be signed and proved. */
function newLog(origin = ORIGIN, salt = "") {
  const { publicKey: key, privateKey } = generateKeyPairSync("ed25519");
  const signer = createLogSigner(origin, [{ key, privateKey }]);
  const leaves = Array.from({ length: 600 }, (_, n) => NATIVE_HASHER.leaf(Buffer.from(`${salt}${n}`)));
  const tiles = new Map(
    grow(NATIVE_HASHER, EMPTY_EDGE, leaves).tiles.map((tile) => [`${tile.level}/${tile.index}`, tile]),
  );
  const root = (size: number) => rootOf(NATIVE_HASHER, grow(NATIVE_HASHER, EMPTY_EDGE, leaves.slice(0, size)).edge);
  const read = async ({ level, index }: { level: number; index: number }) =>
    tiles.get(`${level}/${index}`)?.bytes ?? new Uint8Array();
  const [vkey] = signer.keys;
  if (vkey === undefined) throw new Error("no key");
  return {
    vkey: formatVerifierKey(vkey, sha256),
    note: (size: number) => signer.sign({ size, root: root(size) }),
    /** A request as the log makes it; `proof` another one. */
    async request(
      from: number,
      to: number,
      { note = signer.sign({ size: to, root: root(to) }), proof = undefined as readonly string[] | undefined } = {},
    ) {
      const hashes =
        proof ??
        (await hashesOfRanges(NATIVE_HASHER, read, consistencyRanges(Math.min(from, to), to), to)).map(encodeBase64);
      return [`old ${from}`, ...hashes, "", note].join("\n");
    },
  };
}

type Log = ReturnType<typeof newLog>;

async function witnessOf(t: Test, logs: readonly Log[], dir?: string) {
  const folder = dir ?? (await temporaryDirectory(t));
  const witness = await startWitness({
    dir: folder,
    name: "witness.example/w1",
    logs: logs.map(({ vkey }) => vkey),
    host: "127.0.0.1",
    port: 0,
    now: () => NOW,
  });
  t.teardown(() => witness.stop());
  const post = async (body: string | Buffer) => {
    const answer = await fetch(`${witness.url}/add-checkpoint`, {
      method: "POST",
      body: new Uint8Array(Buffer.from(body)),
    });
    return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
  };
  return { ...witness, dir: folder, post };
}

t.test("what continues is cosigned, with the time, under the witness's own key", async (t) => {
  const log = newLog();
  const witness = await witnessOf(t, [log]);
  t.match(witness.vkey, /^witness\.example\/w1\+[0-9a-f]{8}\+B/);
  for (const [from, to] of [
    [0, 5],
    [5, 5],
    [5, 256],
    [256, 257],
    [257, 600],
  ] as const) {
    const answer = await witness.post(await log.request(from, to));
    t.equal(answer.status, 200, `${from} to ${to}`);
    const note = parseNote(log.note(to) + answer.text);
    t.equal(await verifyCosignature(note, parseVerifierKey(witness.vkey, sha256)), BigInt(NOW / 1000));
  }
  const hash = Buffer.from(sha256(Buffer.from(ORIGIN))).toString("hex");
  const kept = await fetch(`${witness.url}/${hash}/checkpoint`);
  const note = parseNote(await kept.text());
  t.equal(note.signatures.length, 2, "the log's and the witness's own");
  t.ok(await verifyCosignature(note, parseVerifierKey(witness.vkey, sha256)));
  t.equal((await fetch(`${witness.url}/${"0".repeat(64)}/checkpoint`)).status, 404);
});

t.test("every other answer of the specification", async (t) => {
  const log = newLog();
  const fork = newLog(ORIGIN, "fork");
  const witness = await witnessOf(t, [log]);
  const status = async (body: string | Buffer) => (await witness.post(body)).status;
  t.equal(await status(await log.request(0, 100)), 200);

  t.equal(await status(await newLog("other.example/log").request(0, 1)), 404, "an unknown log");
  t.equal(await status(await fork.request(100, 200)), 403, "another key's signature");
  const broken = (await log.request(100, 200)).replace(
    /(— \S+ \S{20})(.)/u,
    (_all, head: string, byte: string) => head + (byte === "A" ? "B" : "A"),
  );
  t.equal(await status(broken), 403, "a signature that does not hold");
  t.equal(
    await status(`${await log.request(100, 200)}${fork.note(200).split("\n").at(-2)}\n`),
    200,
    "an unknown signature beside",
  );

  const conflict = await witness.post(await log.request(100, 300));
  t.match(conflict, { status: 409, type: /^text\/x\.tlog\.size/, text: "200\n" });
  t.equal((await witness.post(await log.request(0, 50))).text, "200\n", "a rollback");
  t.equal(await status(await log.request(200, 150)), 400, "an old size beyond the new one");

  const proof = (await log.request(200, 300)).split("\n").slice(1, -1);
  const end = proof.indexOf("");
  const hashes = proof.slice(0, end);
  t.equal(await status(await log.request(200, 300, { proof: hashes.slice(1) })), 422, "a hash is missing");
  t.equal(await status(await log.request(200, 300, { proof: [...hashes, hashes[0] ?? ""] })), 422, "a hash too many");
  t.equal(await status(await log.request(200, 300, { proof: hashes.toReversed() })), 422, "in another order");
  t.equal(await status(await log.request(200, 200, { proof: hashes })), 422, "a proof where none is due");
  const same = await witnessOf(t, [log]);
  t.equal(
    (await same.post(await log.request(0, 10, { proof: hashes.slice(0, 1) }))).status,
    422,
    "a proof from nothing",
  );

  for (const body of [
    "",
    "old 0\n",
    "old 00\n\n" + log.note(1),
    "old -1\n\n" + log.note(1),
    "old 1e3\n\n" + log.note(1),
    "old 99999999999999999999\n\n" + log.note(1),
    "new 0\n\n" + log.note(1),
    `old 0\n${"A".repeat(43)}\n\n${log.note(1)}`,
    `old 0\n${`${"A".repeat(43)}=\n`.repeat(64)}\n${log.note(1)}`,
    `old 0\n\n${log.note(1).replace(/\n1\n/, "\n01\n")}`,
    `old 0\n\n${log.note(1).slice(0, -2)}`,
    `old 0\n\n${log.note(1).replaceAll("\n", "\r\n")}`,
    Buffer.from([0xff, 0xfe, 0x00]),
  ])
    t.equal(await status(body), 400, JSON.stringify(body.toString()).slice(0, 60));
  t.equal(await status("old 0\n".padEnd(70_000, "A")), 413);
  t.equal((await fetch(`${witness.url}/add-checkpoint`)).status, 404, "not by GET");
  t.equal(await status(await log.request(200, 300)), 200, "it goes on after all this");
});

t.test("of two trees of one size it signs one", async (t) => {
  const log = newLog();
  const witness = await witnessOf(t, [log]);
  await witness.post(await log.request(0, 100));
  const other = newLog(ORIGIN, "fork");
  // The same key signs another tree: the log lies.
  const lines = other.note(100).split("\n");
  const forged = await witnessOf(t, [other]);
  t.equal((await forged.post(await other.request(0, 100))).status, 200);
  t.notSame(lines[2], log.note(100).split("\n")[2]);
  const both = await Promise.all([
    witness.post(await log.request(100, 200)),
    witness.post(await log.request(100, 300)),
  ]);
  t.same(
    both.map(({ status }) => status).toSorted((one, other) => one - other),
    [200, 409],
    "two at once: the second meets the first",
  );
});

t.test("it remembers across a restart, and does not start on what it cannot read", async (t) => {
  const log = newLog();
  const first = await witnessOf(t, [log]);
  await first.post(await log.request(0, 100));
  await first.stop();
  const again = await witnessOf(t, [log], first.dir);
  t.equal(again.vkey, first.vkey, "the same key");
  t.equal((await again.post(await log.request(0, 50))).text, "100\n");
  await again.stop();
  const [name = ""] = await readdir(path.join(first.dir, "logs"));
  const file = path.join(first.dir, "logs", name);
  const state = await readFile(file, "utf8");
  for (const broken of [
    "",
    "{}",
    state.slice(0, -5),
    state.replace(ORIGIN, "log.example/two"),
    state.replace(/"size":"\d+"/, '"size":"-1"'),
  ]) {
    await writeFile(file, broken);
    await t.rejects(openMemory(path.join(first.dir, "logs")), { name: "MemoryUnreadable" }, broken.slice(0, 20));
  }
  await writeFile(file, state);
  await writeFile(`${file}.x.draft`, "half");
  t.equal((await openMemory(path.join(first.dir, "logs"))).of(ORIGIN)?.size, 100n, "what a crash left is passed over");
});

t.test("what cannot be kept is not signed", async (t) => {
  const log = newLog();
  const witness = await witnessOf(t, [log]);
  await witness.post(await log.request(0, 100));
  const logs = path.join(witness.dir, "logs");
  // The folder is gone under it: nothing can be written.
  await rm(logs, { recursive: true });
  const answer = await witness.post(await log.request(100, 200));
  t.equal(answer.status, 500);
  t.notMatch(answer.text, /—/u);
  await mkdir(logs);
  t.equal((await witness.post(await log.request(100, 200))).status, 200, "and goes on from where it stood");
});

t.test("whatever is asked in whatever order, it only ever moves forward along one tree", async (t) => {
  const log = newLog();
  const fork = newLog(ORIGIN, "fork");
  const sizes = fc.constantFrom(0, 1, 2, 3, 7, 8, 100, 255, 256, 257, 599, 600);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ from: sizes, to: sizes, lie: fc.boolean() }), { maxLength: 12 }),
      async (asked) => {
        const witness = await witnessOf(t, [log]);
        let model = 0;
        for (const { from, to, lie } of asked) {
          const body = lie ? await fork.request(from, to) : await log.request(from, to);
          const { status } = await witness.post(body);
          const expected = lie ? 403 : from > to ? 400 : from !== model ? 409 : 200;
          if (status !== expected) throw new Error(`${from} to ${to}: ${status} instead of ${expected}`);
          if (status === 200) model = to;
        }
        await witness.stop();
        return true;
      },
    ),
    { numRuns: 25, seed: 3 },
  );
});
