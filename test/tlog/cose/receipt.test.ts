import { sign as signBytes } from "node:crypto";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { decode, encode, Tagged } from "cborg";
import fc from "fast-check";
import t from "tap";
import {
  consistencyReceipt,
  inclusionReceipt,
  verifyConsistencyReceipt,
  verifyInclusionReceipt,
} from "../../../src/tlog/cose/receipt.ts";
import type { ReceiptSigner } from "../../../src/tlog/cose/sign1.ts";
import { createCoseReceipts } from "../../../src/log/cose-receipts.ts";
import { NATIVE_HASHER } from "../../../src/tlog/native-hasher.ts";
import { ProofError } from "../../../src/tlog/proof-error.ts";
import { MemoryLog, noteSigner, type NoteSigner } from "../../support/log/memory-log.ts";
import { outside } from "../../support/referees/outside.ts";
import { holds } from "../../support/holds.ts";
import { like } from "../../support/like.ts";

const signerOf = ({ key, privateKey }: NoteSigner): ReceiptSigner => ({
  kid: key.id,
  sign: async (bytes) => signBytes(null, bytes, privateKey),
});

/** Makes a log of `size` entries, with its root at every size. */
async function logOf(size: number): Promise<{ log: MemoryLog; roots: Uint8Array[] }> {
  const log = new MemoryLog();
  const roots: Uint8Array[] = [NATIVE_HASHER.empty];
  for (let n = 0; n < size; n++) {
    log.append({ v: 1, type: "reissued", time: "2026-03-02T08:00:00.000Z", actor: "gateway", n } as never);
    roots.push((await log.publish()).root);
  }
  return { log, roots };
}

const code = (error: unknown) => (error instanceof ProofError ? error.code : String(error));
const { log, roots } = await logOf(40);
const keys = log.keys();
const leafOf = (index: number) => log.all[index]?.leafHash ?? Buffer.alloc(0);
const receiptOf = async (index: number, size: number, signer = log.signer) =>
  inclusionReceipt(
    { index, size, root: roots[size] ?? Buffer.alloc(0), proof: await log.inclusionProof(index, size) },
    signerOf(signer),
  );
const grownOf = async (from: number, to: number) =>
  consistencyReceipt(
    { from, to, newRoot: roots[to] ?? Buffer.alloc(0), proof: await log.consistencyProof(from, to) },
    signerOf(log.signer),
  );

t.test("a receipt of every entry in every tree, and of every growth, is verified", async (t) => {
  const size = fc.integer({ min: 1, max: 40 });
  await holds(
    t,
    fc.asyncProperty(size, fc.nat(), async (size, n) => {
      const index = n % size;
      const found = await verifyInclusionReceipt(NATIVE_HASHER, leafOf(index), await receiptOf(index, size), keys);
      return found.index === index && found.size === size && Buffer.from(found.root).equals(roots[size] ?? found.root);
    }),
  );
  await holds(
    t,
    fc.asyncProperty(size, fc.nat(), async (to, n) => {
      const from = 1 + (n % to);
      const old = roots[from] ?? Buffer.alloc(0);
      const found = await verifyConsistencyReceipt(NATIVE_HASHER, old, await grownOf(from, to), keys);
      return found.from === from && found.to === to;
    }),
  );
});

t.test("a receipt with a byte changed, added or left out is refused", async (t) => {
  const receipt = await receiptOf(17, 20);
  const refused = async (bytes: Uint8Array) => {
    const error = await verifyInclusionReceipt(NATIVE_HASHER, leafOf(17), bytes, keys).catch((fault: unknown) => fault);
    return error instanceof ProofError;
  };
  for (let at = 0; at < receipt.length; at++) {
    for (const bit of [1, 32, 128]) {
      const changed = Uint8Array.from(receipt);
      changed[at] = (changed[at] ?? 0) ^ bit;
      if (!(await refused(changed))) t.fail(`byte ${at}`);
    }
  }
  for (let end = 0; end < receipt.length; end++) if (!(await refused(receipt.subarray(0, end)))) t.fail(`cut ${end}`);
  t.ok(await refused(Buffer.concat([receipt, Buffer.of(0)])), "nothing behind the end");
  t.notOk(await refused(receipt));
});

t.test("only the root is signed: a receipt can be given another size or index with the same path", async (t) => {
  // RFC 9942 signs the root alone; the proof is in the unprotected header. docs/cose-receipts.md says so.
  const said = async (signed: readonly [number, number], written: readonly [number, number]) => {
    const [index, size] = signed;
    const root = roots[size] ?? Buffer.alloc(0);
    const proof = await log.inclusionProof(index, size);
    const other = await inclusionReceipt({ index: written[0], size: written[1], root, proof }, signerOf(log.signer));
    return verifyInclusionReceipt(NATIVE_HASHER, leafOf(index), other, keys).then((found) => {
      t.strictSame(Buffer.from(found.root), Buffer.from(root), "the root is the one that was signed");
      return [found.index, found.size];
    }, code);
  };
  t.same(await said([3, 5], [3, 6]), [3, 6]);
  t.same(await said([4, 5], [1, 2]), [1, 2]);
  t.equal(await said([3, 5], [2, 5]), "bad-signature", "an index with another path does not fit");
});

t.test("a receipt of another entry, another tree or another key is refused", async (t) => {
  const receipt = await receiptOf(17, 20);
  const fails = (leaf: Uint8Array, bytes: Uint8Array, logKeys = keys) =>
    verifyInclusionReceipt(NATIVE_HASHER, leaf, bytes, logKeys).then(() => "held", code);
  t.equal(await fails(leafOf(16), receipt), "bad-signature");
  t.equal(await fails(leafOf(17), receipt, [noteSigner(log.origin).key]), "bad-signature");
  t.equal(await fails(leafOf(17), receipt, []), "bad-signature");
  t.equal(await fails(leafOf(17), await receiptOf(17, 20, noteSigner("other"))), "bad-signature");
  t.equal(await fails(leafOf(17).subarray(1), receipt), "bad-proof");
  t.equal(await fails(leafOf(17), await grownOf(17, 20)), "malformed", "a proof of another kind");
  const grown = await verifyConsistencyReceipt(NATIVE_HASHER, leafOf(1), await grownOf(17, 20), keys).catch(code);
  t.equal(grown, "bad-proof");
});

/** Takes a receipt apart, so that a test can put it together in another way. */
async function parts(): Promise<[Uint8Array, Map<number, unknown>, null, Uint8Array]> {
  const { value } = decode(await receiptOf(3, 5), { tags: Tagged.preserve(18), useMaps: true }) as Tagged;
  return value as [Uint8Array, Map<number, unknown>, null, Uint8Array];
}

t.test("hostile CBOR is malformed", async (t) => {
  const [header, unprotected, , signature] = await parts();
  const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
  const sign1 = (...value: unknown[]) => encode(new Tagged(18, value));
  const withProofs = (proofs: unknown) => sign1(header, new Map([[396, proofs]]), null, signature);
  const inner = (value: unknown) => withProofs(new Map([[-1, [encode(value)]]]));
  const protectedOf = (entries: [unknown, unknown][]) => sign1(encode(new Map(entries)), unprotected, null, signature);
  const body = Buffer.from(sign1(header, unprotected, null, signature));
  const cases: Record<string, Uint8Array> = {
    empty: hex(""),
    "not CBOR": Buffer.from("receipt"),
    "no tag": body.subarray(1),
    "another tag": Buffer.concat([hex("d1"), body.subarray(1)]),
    "a tag in a longer form": Buffer.concat([hex("d8 12"), body.subarray(1)]),
    "two tags": Buffer.concat([hex("d2"), body]),
    "an array of indefinite length": Buffer.concat([hex("d2 9f"), body.subarray(2), hex("ff")]),
    "three parts": sign1(header, unprotected, null),
    "five parts": sign1(header, unprotected, null, signature, null),
    "an attached payload": sign1(header, unprotected, new Uint8Array(32), signature),
    "a key twice": Buffer.concat([
      hex("d2 84 58"),
      Buffer.of(header.length),
      header,
      hex("a2 19018c a0 19018c a0 f6 40"),
    ]),
    "nested a hundred thousand times": Buffer.alloc(16_000, 0x81),
    "too large": Buffer.alloc(100_000, 0),
    "a length beyond the end": hex("d2 84 5b ff ff ff ff ff ff ff ff"),
    "an array of 2^32": hex("d2 9a ff ff ff ff"),
    "no proofs": sign1(header, new Map(), null, signature),
    "proofs in a list": withProofs([]),
    "no proof": withProofs(new Map([[-1, []]])),
    "two proofs": withProofs(new Map([[-1, [new Uint8Array(1), new Uint8Array(1)]]])),
    "text for a proof": withProofs(new Map([[-1, ["x"]]])),
    "a negative size": inner([-1, 0, []]),
    "a size that is no number": inner(["5", 3, []]),
    "a fraction": inner([5.5, 3, []]),
    "beyond 2^53": inner([2n ** 60n, 3, []]),
    "a short hash": inner([5, 3, [new Uint8Array(31)]]),
    "many hashes": inner([5, 3, Array.from({ length: 65 }, () => new Uint8Array(32))]),
    "four members": inner([5, 3, [], []]),
    "another tree": protectedOf([
      [1, -8],
      [395, 2],
    ]),
    "no tree": protectedOf([[1, -8]]),
    "something critical": protectedOf([
      [1, -8],
      [2, [99]],
      [395, 1],
    ]),
    "text labels": protectedOf([
      ["alg", -8],
      [395, 1],
    ]),
    "the algorithm unprotected": sign1(header, new Map<number, unknown>([[1, -8], ...unprotected]), null, signature),
    "a protected header that is no map": sign1(encode([]), unprotected, null, signature),
    "an empty protected header": sign1(new Uint8Array(), unprotected, null, signature),
  };
  for (const [name, bytes] of Object.entries(cases)) {
    const found = await verifyInclusionReceipt(NATIVE_HASHER, leafOf(3), bytes, keys).then(() => "held", code);
    t.equal(found, "malformed", name);
  }
  const other = protectedOf([
    [1, -7],
    [395, 1],
  ]);
  t.equal(await verifyInclusionReceipt(NATIVE_HASHER, leafOf(3), other, keys).catch(code), "bad-signature", "ES256");
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const found = await verifyInclusionReceipt(NATIVE_HASHER, leafOf(3), bytes, keys).then(() => "held", code);
      return found === "malformed";
    }),
  );
});

t.test("the published log signs one receipt for each checkpoint", async (t) => {
  let signed = 0;
  const { kid, sign } = signerOf(log.signer);
  const counted = { kid, sign: (bytes: Uint8Array) => (signed++, sign(bytes)) };
  const receipts = createCoseReceipts(log, () => counted);
  for (const index of [0, 39]) {
    const found = await verifyInclusionReceipt(
      NATIVE_HASHER,
      leafOf(index),
      await receipts.inclusion(leafOf(index)),
      keys,
    );
    like(t, found, { index, size: 40 });
  }
  await verifyConsistencyReceipt(NATIVE_HASHER, roots[7] ?? leafOf(0), await receipts.consistency(7), keys);
  t.equal(signed, 1);
  await t.rejects(receipts.inclusion(Buffer.alloc(32)), { code: "missing" });
  await t.rejects(receipts.consistency(41), { code: "out-of-range" });
  await t.rejects(receipts.consistency(0), { code: "out-of-range" });
  let broken = true;
  const fragile = createCoseReceipts(log, () => ({
    kid,
    sign: (bytes) => (broken ? Promise.reject(new Error("no key")) : sign(bytes)),
  }));
  await t.rejects(fragile.inclusion(leafOf(1)), { message: "no key" });
  broken = false;
  t.ok(await fragile.inclusion(leafOf(1)), "a failure is not remembered");
});

const PYTHON = "/usr/bin/python3";
const present = spawnSync(PYTHON, ["-c", "import cbor2, cryptography"]).status === 0;
const skip = outside(t, present, "the referee of receipts", "python3-cbor2 python3-cryptography");

t.test("receipts verify with the libraries of another language", { skip }, async (t) => {
  const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("hex");
  const key = hex(log.signer.key.publicKey);
  const tasks: { kind: string; receipt: string; leaf?: string; oldRoot?: string; key: string }[] = [];
  const numbers: [number, number][] = [];
  for (const size of [1, 2, 3, 8, 20, 39, 40]) {
    for (const index of [0, Math.floor(size / 2), size - 1]) {
      tasks.push({ kind: "inclusion", receipt: hex(await receiptOf(index, size)), leaf: hex(leafOf(index)), key });
      numbers.push([size, index]);
    }
  }
  for (const [from, to] of [
    [1, 1],
    [1, 2],
    [3, 7],
    [8, 20],
    [17, 40],
    [32, 40],
  ] as const) {
    tasks.push({ kind: "consistency", receipt: hex(await grownOf(from, to)), oldRoot: hex(roots[from]), key });
    numbers.push([from, to]);
  }
  const wrong = { ...tasks[5], leaf: hex(leafOf(30)), key } as (typeof tasks)[number];
  const input = [...tasks, wrong].map((task) => `${JSON.stringify(task)}\n`).join("");
  const script = fileURLToPath(new URL("../../support/referees/cose_referee.py", import.meta.url));
  const { stdout, stderr } = spawnSync(PYTHON, [script], { input, encoding: "utf8", timeout: 60_000 });
  const answers = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { ok: boolean; numbers?: number[] });
  t.equal(stderr, "");
  tasks.forEach((task, at) => like(t, answers[at], { ok: true, numbers: numbers[at] ?? [] }, task.kind));
  t.equal(answers.at(-1)?.ok, false, "the referee can say no");
});
