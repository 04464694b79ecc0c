/** A chain of logs: what verifies of a successor that took over a restored log's entries, and with which keys. */
import fc from "fast-check";
import t from "tap";
import { makeEvidence } from "../../src/evidence/make/make.ts";
import { verifyEvidence } from "../../src/evidence/verify/verify-evidence.ts";
import { verifyLog } from "../../src/evidence/verify/verify-log.ts";
import { entry, packetEntry } from "../../src/exchange/entries.ts";
import { begunIn, rootBefore } from "../../src/tlog/begun.ts";
import { inclusionRanges } from "../../src/tlog/merkle.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { hashesOfRanges } from "../../src/tlog/tile.ts";
import { encodeBase64 } from "../../src/wire/base64.ts";
import { EvidenceThread, GATEWAY } from "../support/evidence/evidence-thread.ts";
import { onePacket } from "../support/forgeries/forgery.ts";
import { holds } from "../support/holds.ts";
import { like } from "../support/like.ts";
import { MemoryLog, signCheckpoint } from "../support/log/memory-log.ts";
import { sha256 } from "../support/sha256.ts";

const OLD = "log.example/aid";
const NEXT = "log.example/aid-2";
const START = Date.parse("2026-11-23T08:00:00Z");

/** A thread whose packet was sealed in one log and received in its successor; the entries in between are lost. */
async function crossing(known = true) {
  const thread = new EvidenceThread();
  thread.register();
  const packet = await onePacket(thread);
  await thread.log.publish();
  const left = thread.log.all.length;
  const before = await makeEvidence(thread.source(), sha256, thread.thread);
  thread.noise();
  thread.add(packetEntry("fetched", thread.at, "housing", packet));
  await thread.log.publish();
  const lost = await makeEvidence(thread.source(), sha256, thread.thread);
  const size = thread.log.all.length;
  thread.log.succeed(NEXT, left, known ? size : undefined);
  thread.add(packetEntry("delivered", thread.at, GATEWAY, packet, { via: "receipt" }));
  await thread.receipt(packet, "accepted");
  await thread.log.publish();
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  return { thread, left, size, bytes, before: before.bytes, lost: lost.bytes };
}

const statusOf = (steps: readonly { readonly id: string; readonly status: string }[]) =>
  Object.fromEntries(steps.map(({ id, status }) => [id, status]));
const failed = (steps: readonly { readonly id: string; readonly status: string }[]) =>
  steps.filter(({ status }) => status === "failed").map(({ id }) => id);

t.test("chain: evidence of a thread that crosses two logs verifies with both keys", async (t) => {
  const { thread, bytes, before, lost } = await crossing();
  const trust = thread.trust();
  const both = { ...trust, log: [...trust.log, ...thread.log.former] };
  const whole = await verifyEvidence(bytes, { trust: both, sha256 });
  t.ok(whole.ok, JSON.stringify(whole.steps));
  like(t, statusOf(whole.steps), { chain: "passed", checkpoint: "passed" });
  const newest = await verifyEvidence(bytes, { trust, sha256 });
  t.ok(newest.ok, "with the successor's key alone");
  like(
    t,
    newest.steps.find(({ id }) => id === "chain"),
    { status: "passed", remark: { en: /log\.example\/aid signed.*is not checked/ } },
  );
  for (const [name, file] of Object.entries({ before, lost })) {
    const old = await verifyEvidence(file, { trust: { ...trust, log: thread.log.former }, sha256 });
    t.ok(old.ok, `evidence of the log that ended verifies as ever: ${name}`);
  }
});

t.test("chain: who knows only the log that ended hears of its successor, and of no forgery", async (t) => {
  const { thread, bytes } = await crossing();
  const trust = { ...thread.trust(), log: thread.log.former };
  const found = await verifyEvidence(bytes, { trust, sha256 });
  t.notOk(found.ok);
  t.same(failed(found.steps), []);
  like(
    t,
    found.steps.find(({ id }) => id === "checkpoint"),
    {
      status: "not-checked",
      reasons: [{ en: /^not checked: the successor log\.example\/aid-2 of log\.example\/aid/ }],
    },
  );
  const files = thread.log.mirror();
  const log = await verifyLog(async (path) => files.get(path), { trust, hasher: NATIVE_HASHER });
  t.notOk(log.ok);
  t.same(failed(log.steps), []);
  like(t, log.steps[0], { id: "checkpoint", status: "not-checked", reasons: [{ zh: /后继日志/ }] });
  const stranger = { ...trust, log: [new MemoryLog(OLD).signer.key] };
  t.same(
    failed((await verifyEvidence(bytes, { trust: stranger, sha256 })).steps),
    ["checkpoint", "chain"],
    "another's key",
  );
});

t.test("chain: evidence of the log that ended is compared with its successor as far as that goes", async (t) => {
  const { thread, bytes, before, lost, left, size } = await crossing();
  const trust = { ...thread.trust(), log: [...thread.trust().log, ...thread.log.former] };
  const files = thread.log.mirror();
  const log = { read: async (path: string) => files.get(path) };
  const complete = async (file: Uint8Array) => {
    const { ok, steps } = await verifyEvidence(file, { trust, sha256, log });
    return { ok, ...steps.find(({ id }) => id === "complete") };
  };
  like(t, await complete(bytes), { ok: true, status: "passed" });
  like(t, await complete(before), { ok: true, status: "passed" });
  like(t, await complete(lost), {
    ok: false,
    status: "not-checked",
    reasons: [{ en: new RegExp(`evidence is of ${size} entries of ${OLD}.*took over ${left}`) }],
  });
});

t.test("chain: a message that the log before had promised stands in the successor", async (t) => {
  const thread = new EvidenceThread();
  thread.register();
  await thread.log.publish();
  const left = thread.log.all.length;
  await onePacket(thread);
  // The receipt of the old log is out, its entry waited in the restored database.
  const waiting = thread.log.all.splice(left);
  thread.log.succeed(NEXT, left);
  thread.log.all.push(...waiting);
  await thread.log.publish();
  const trust = thread.trust();
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  t.ok((await verifyEvidence(bytes, { trust, sha256 })).ok);
  const other = new EvidenceThread();
  other.register();
  // A receipt that names a log which had not begun at the place of its entry.
  const real = other.log.origin;
  other.log.origin = NEXT;
  await onePacket(other);
  other.log.origin = real;
  other.log.succeed(NEXT, other.log.all.length);
  await other.log.publish();
  const forged = await makeEvidence(other.source(), sha256, other.thread);
  t.same(failed((await verifyEvidence(forged.bytes, { trust: other.trust(), sha256 })).steps), ["submission-receipts"]);
});

/** Changes of the entry that begins a successor `next` of a log: each makes a chain that nobody may believe. */
const LIES: Readonly<Record<string, (log: MemoryLog, left: number, next: string) => object>> = {
  "another root": () => ({ root: encodeBase64(Buffer.alloc(32, 1)) }),
  "another size": (_log, left) => ({ size: left + 1 }),
  "a tree of its own, with a signed checkpoint": ({ origin, signer }, size) => {
    const root = Buffer.alloc(32, 1);
    const checkpoint = signCheckpoint({ origin, size, root, extensions: [] }, signer);
    return { root: encodeBase64(root), checkpoint };
  },
  "a checkpoint of another tree": ({ origin, signer }, size) => ({
    checkpoint: signCheckpoint({ origin, size, root: Buffer.alloc(32), extensions: [] }, signer),
  }),
  "another name than its own": () => ({ origin: "log.example/other" }),
  "itself as its predecessor": (_log, _left, next) => ({ predecessor: next }),
  "a stranger as its predecessor": () => ({ predecessor: "log.example/stranger" }),
  "a known size that is none": () => ({ known: -1 }),
  "a known checkpoint of another size": () => ({ known: 1_000_000 }),
  "no reference": () => ({ reference: 7 }),
};

t.test("chain: a successor that lies about the log before it fails, in evidence and in the whole log", async (t) => {
  for (const [name, lie] of Object.entries(LIES)) {
    const thread = new EvidenceThread();
    thread.register();
    await onePacket(thread);
    const left = thread.log.all.length;
    thread.log.succeed(NEXT, left, left, lie(thread.log, left, NEXT));
    thread.noise();
    await thread.log.publish();
    const trust = { ...thread.trust(), log: [...thread.trust().log, ...thread.log.former] };
    const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
    const steps = failed((await verifyEvidence(bytes, { trust, sha256 })).steps);
    // An unreadable link is no link: then the receipts of the log before it have nothing to stand on.
    t.same(new Set([...steps, "submission-receipts"]), new Set(["chain", "submission-receipts"]), name);
    const files = thread.log.mirror();
    const log = await verifyLog(async (path) => files.get(path), { trust, hasher: NATIVE_HASHER });
    t.same(failed(log.steps), ["chain"], `${name}, the whole log`);
  }
});

t.test("chain: a log accepts exactly honest chains", async (t) => {
  const step = fc.record({ grown: fc.nat(300), left: fc.double({ min: 0, max: 1, noNaN: true }), known: fc.boolean() });
  await holds(
    t,
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 4 }),
      fc.option(fc.record({ link: fc.nat(), lie: fc.constantFrom(...Object.keys(LIES)) })),
      async (steps, lie) => {
        const log = new MemoryLog(OLD);
        const grow = (count: number) => {
          for (let n = 0; n < count; n++) log.append(entry("read", START, GATEWAY, { n }).entry);
        };
        const at = lie === null ? -1 : lie.link % steps.length;
        for (const [n, { grown, left, known }] of steps.entries()) {
          grow(grown + 1);
          const size = log.all.length;
          // What is taken over has every earlier link: else the chain would have a gap.
          const first = log.all.findLastIndex(({ entry: one }) => one.change === "begun") + 1;
          const kept = Math.max(1, first + Math.floor((size - first) * left));
          const next = `${OLD}-${n + 2}`;
          const told = n === at && lie !== null ? LIES[lie.lie]?.(log, kept, next) : undefined;
          log.succeed(next, kept, known || told !== undefined ? size : undefined, told);
        }
        grow(3);
        await log.publish();
        const files = log.mirror();
        const trust = { log: [log.signer.key, ...log.former], witnesses: [], quorum: 0, parties: {} };
        const { ok } = await verifyLog(async (path) => files.get(path), { trust, hasher: NATIVE_HASHER });
        return ok === (lie === null);
      },
    ),
    { numRuns: 60 },
  );
});

t.test("chain: an entry's own proof leads to the root of the tree before it", async (t) => {
  const log = new MemoryLog(OLD);
  for (let n = 0; n < 300; n++) log.append(entry("read", 0, GATEWAY, { n }).entry);
  const roots: Uint8Array[] = [NATIVE_HASHER.empty];
  for (let size = 1; size <= 300; size++) roots.push((await log.publish(size)).root);
  const sizes = fc.integer({ min: 1, max: 300 }).chain((size) => fc.tuple(fc.nat(size - 1), fc.constant(size)));
  await holds(
    t,
    fc.asyncProperty(sizes, async ([index, size]) => {
      const proof = await hashesOfRanges(NATIVE_HASHER, log.tile, inclusionRanges(index, size), size);
      const root = rootBefore(NATIVE_HASHER, { index, size, proof });
      const short = rootBefore(NATIVE_HASHER, { index, size, proof: proof.slice(1) });
      return (
        Buffer.compare(root ?? Buffer.alloc(0), roots[index] ?? Buffer.alloc(1)) === 0 &&
        (size === 1 || short === undefined)
      );
    }),
  );
  t.equal(begunIn(0, entry("read", 0, GATEWAY, {}).entry), undefined, "another entry begins no log");
});
