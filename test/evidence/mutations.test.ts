/**
 * Seeded changes of evidence, proofs and logs, others in each run: none verifies unless the bytes are unchanged. A run prints its
 * seed, and `MUTATIONS_SEED` repeats it. forgeries.test.ts shows that it is the verifier that catches them.
 */
import t from "tap";
import { readArchive } from "../../src/evidence/archive.ts";
import { EVIDENCE_PATHS } from "../../src/evidence/format.ts";
import { makeEvidence } from "../../src/evidence/make/make.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { parseNote } from "../../src/tlog/note.ts";
import { parseTlogProof } from "../../src/tlog/tlog-proof.ts";
import { verifyEvidence } from "../../src/evidence/verify/verify-evidence.ts";
import { verifyLog } from "../../src/evidence/verify/verify-log.ts";
import { verifyProof } from "../../src/evidence/verify/verify-proof.ts";
import { EvidenceThread } from "../support/evidence/evidence-thread.ts";
import { mutated, oneOf, seeded } from "../support/mutation.ts";
import { sha256 } from "../support/sha256.ts";

const SEED = Number(process.env.MUTATIONS_SEED ?? Math.floor(Math.random() * 2 ** 32));
t.comment(`MUTATIONS_SEED=${SEED}`);

const same = (a: Uint8Array, b: Uint8Array) => Buffer.from(a).equals(b);

t.test("evidence: 1,000 changes of the file are found", async (t) => {
  const thread = await EvidenceThread.made("short");
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  const trust = thread.trust();
  const chance = seeded(SEED);
  let tried = 0;
  while (tried < 1_000) {
    const changed = mutated(chance, bytes);
    if (same(changed, bytes)) continue;
    tried++;
    const { ok } = await verifyEvidence(changed, { trust, sha256 });
    if (ok) t.fail(`change ${tried} survives`);
  }
  t.equal(tried, 1_000);
});

t.test("evidence: 1,200 changes of its files are found, with a correct archive", async (t) => {
  const thread = await EvidenceThread.made("short");
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  const trust = thread.trust();
  const files = readArchive(bytes);
  const chance = seeded(SEED + 1);
  const touched = new Set<string>();
  let tried = 0;
  while (tried < 1_200) {
    const path = oneOf(chance, [...files.keys()]);
    const before = files.get(path) ?? new Uint8Array();
    const changed = mutated(chance, before);
    if (same(changed, before)) continue;
    tried++;
    touched.add(path);
    const { ok } = await verifyEvidence(new Map([...files, [path, changed]]), { trust, sha256 });
    if (ok) t.fail(`change ${tried} of ${path} survives`);
  }
  t.equal(touched.size, files.size, "every file was changed");
});

t.test("evidence fails with missing, doubled or exchanged files", async (t) => {
  const thread = await EvidenceThread.made();
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  const trust = thread.trust();
  const files = [...readArchive(bytes)];
  const survives = async (changed: (readonly [string, Uint8Array])[]) =>
    (await verifyEvidence(new Map(changed), { trust, sha256 })).ok;
  for (const [path, content] of files) {
    t.notOk(await survives(files.filter(([name]) => name !== path)), `without ${path}`);
    const [other, exchanged] = oneOf(
      seeded(content.length),
      files.filter(([, bytes]) => !same(bytes, content)),
    );
    const swapped = files.map(
      ([name, of]) => [name, name === path ? exchanged : name === other ? content : of] as const,
    );
    t.notOk(await survives(swapped), `${path} and ${other} exchanged`);
  }
  t.notOk(await survives([...files, [EVIDENCE_PATHS.entry(99), files[1]?.[1] ?? new Uint8Array()]]));
  t.notOk(await survives([...files, ["notes/more.txt", Buffer.from("more")]]));
});

t.test("proof: 1,000 changes of an entry or its proof are found", async (t) => {
  const thread = await EvidenceThread.made();
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  const trust = thread.trust();
  const files = readArchive(bytes);
  const [index] = [...files.keys()].flatMap((path) => /^entries\/(\d+)\.json$/.exec(path)?.[1] ?? []);
  const entry = files.get(EVIDENCE_PATHS.entry(Number(index))) ?? new Uint8Array();
  const proof = files.get(EVIDENCE_PATHS.proof(Number(index))) ?? new Uint8Array();
  const verify = async (text: Uint8Array, of: Uint8Array) =>
    (await verifyProof(Buffer.from(text).toString("utf8"), of, { trust, hasher: NATIVE_HASHER })).ok;
  t.ok(await verify(proof, entry));
  const chance = seeded(SEED + 2);
  for (let tried = 0; tried < 1_000; tried++) {
    const changesEntry = chance() < 0.3;
    const changed = mutated(chance, changesEntry ? entry : proof);
    if (same(changed, changesEntry ? entry : proof)) continue;
    const ok = changesEntry ? await verify(proof, changed) : await verify(changed, entry);
    if (ok && (changesEntry || !saysTheSame(changed, proof))) t.fail(`change ${tried} survives`);
  }
});

t.test("log: 900 changes of its files are found", async (t) => {
  const thread = await EvidenceThread.made();
  while (thread.log.all.length < 300) thread.noise();
  await thread.log.publish();
  const trust = thread.trust();
  const files = thread.log.mirror();
  const verify = async (changed: ReadonlyMap<string, Uint8Array>) =>
    (await verifyLog(async (path) => changed.get(path), { trust, hasher: NATIVE_HASHER })).ok;
  t.ok(await verify(files));
  const chance = seeded(SEED + 3);
  const touched = new Set<string>();
  for (let tried = 0; tried < 900; tried++) {
    const path = oneOf(chance, [...files.keys()]);
    const before = files.get(path) ?? new Uint8Array();
    const changed = mutated(chance, before);
    if (same(changed, before)) continue;
    touched.add(path);
    const ok = await verify(new Map([...files, [path, changed]]));
    if (ok && (path !== "checkpoint" || !isSameNote(changed, before))) t.fail(`change ${tried} of ${path} survives`);
  }
  t.equal(touched.size, files.size, "every file was changed");
});

/**
 * Tells whether two notes have the same text and the same signatures. Their order has no meaning (C2SP signed-note).
 */
function isSameNote(a: Uint8Array, b: Uint8Array): boolean {
  const [one, two] = [a, b].map((bytes) => parseNote(Buffer.from(bytes).toString("utf8")));
  const lines = (note: typeof one) => note?.signatures.map(({ name, signature }) => name + signature.join()).toSorted();
  return one?.text === two?.text && JSON.stringify(lines(one)) === JSON.stringify(lines(two));
}

function saysTheSame(a: Uint8Array, b: Uint8Array): boolean {
  const [one, two] = [a, b].map((bytes) => parseTlogProof(Buffer.from(bytes).toString("utf8")).checkpoint);
  return isSameNote(Buffer.from(one ?? ""), Buffer.from(two ?? ""));
}
