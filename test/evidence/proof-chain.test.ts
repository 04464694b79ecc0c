/** A proof of one entry whose log had to end: what the log at hand tells of it, by its code and in words. */
import t from "tap";
import type { Trust } from "../../src/evidence/verify/trust.ts";
import { verifyProof } from "../../src/evidence/verify/verify-proof.ts";
import { entry } from "../../src/exchange/entries.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import type { VerifierKey } from "../../src/tlog/note.ts";
import { formatTlogProof } from "../../src/tlog/tlog-proof.ts";
import { like } from "../support/like.ts";
import { MemoryLog } from "../support/log/memory-log.ts";

const OLD = "log.example/aid";
const NEXT = "log.example/aid-2";
const TIME = Date.parse("2026-11-23T08:00:00Z");

interface Proven {
  readonly proof: string;
  readonly bytes: Uint8Array;
}

function grow(log: MemoryLog, count: number): void {
  const first = log.all.length;
  for (let n = 0; n < count; n++) log.append(entry("read", TIME + first + n, "aid-gateway", { n: first + n }).entry);
}

/** Proof of an entry in the log as it is published now. */
async function proofOf(log: MemoryLog, index: number): Promise<Proven> {
  const { text, size } = await log.publish();
  const proof = formatTlogProof({ index, proof: await log.inclusionProof(index, size), checkpoint: text });
  return { proof, bytes: log.all[index]?.bytes ?? new Uint8Array() };
}

/** Files of a log as it is now. */
function filesOf(log: MemoryLog) {
  const files = log.mirror();
  return async (path: string) => files.get(path);
}

/** A log of 600 entries, of which a restore left 520, and its successor of 540. */
async function chain() {
  const log = new MemoryLog(OLD);
  const old = log.signer.key;
  grow(log, 520);
  const left = await proofOf(log, 400);
  grow(log, 80);
  const [kept, lost] = [await proofOf(log, 400), await proofOf(log, 590)];
  const before = filesOf(log);
  log.succeed(NEXT, 520, 600);
  grow(log, 19);
  const newer = await proofOf(log, 530);
  return { log, old, left, kept, lost, newer, before, files: filesOf(log) };
}

function told(
  { proof, bytes }: Proven,
  keys: readonly VerifierKey[],
  log?: (path: string) => Promise<Uint8Array | undefined>,
) {
  const trust: Trust = { log: keys, witnesses: [], quorum: 0, parties: {} };
  return verifyProof(proof, bytes, { trust, hasher: NATIVE_HASHER, ...(log && { log }) });
}

/** Outcome in short: whether it holds, the code, and the steps that did not pass. */
async function short(...asked: Parameters<typeof told>) {
  const { ok, standing, steps } = await told(...asked);
  const open = steps.filter(({ status }) => status !== "passed" && status !== "not-checked").map(({ id }) => id);
  const unchecked = steps.filter(({ status, required }) => required && status === "not-checked").map(({ id }) => id);
  return [ok, standing, open.join(), unchecked.join()];
}

t.test("proof: its own log goes on with the entry", async (t) => {
  const { kept, lost, old, before, log, newer, files } = await chain();
  t.same(await short(kept, [old]), [true, undefined, "", ""], "without the log nothing more is known");
  t.same(await short(kept, [old], before), [true, "present", "", ""]);
  t.same(await short(lost, [old], before), [true, "present", "", ""]);
  t.same(await short(newer, [log.signer.key], files), [true, "present", "", ""]);
});

t.test("proof: a successor that took the entry over is named", async (t) => {
  const { kept, left, old, log, files } = await chain();
  const both = [old, log.signer.key];
  for (const proven of [kept, left]) {
    t.same(await short(proven, both, files), [true, "taken-over", "", ""]);
    const { steps } = await told(proven, both, files);
    like(
      t,
      steps.find(({ id }) => id === "log"),
      {
        remark: {
          en: /^the log log\.example\/aid ended; its successor log\.example\/aid-2 took over its first 520 entries, this one/,
          zh: /已终止；后继日志 log\.example\/aid-2 承接其前 520 条，该条目在内/,
        },
      },
    );
  }
  t.same(await short(kept, [log.signer.key], files), [true, "taken-over", "", ""], "with the successor's key alone");
  t.same(await short(kept, [log.signer.key]), [false, "other-log", "inclusion", ""], "but not without its files");
});

t.test("proof: an entry that a restore lost is named as lost, and its proof is no forgery", async (t) => {
  const { lost, old, log, files } = await chain();
  t.same(await short(lost, [old, log.signer.key], files), [false, "lost", "", "log"]);
  const { steps, log: named } = await told(lost, [old, log.signer.key], files);
  like(
    t,
    steps.find(({ id }) => id === "log"),
    {
      reasons: [
        {
          en: /ended, and its successor log\.example\/aid-2 took over 520 entries: entry 590 was lost/,
          zh: /因恢复而丢失/,
        },
      ],
    },
  );
  t.same(named, { origin: OLD, size: 600, index: 590 });
});

t.test("proof: a log whose key is not trusted is named, and a successor of a trusted one is no forgery", async (t) => {
  const { kept, newer, old, files, log } = await chain();
  const { steps } = await told(newer, [old]);
  like(t, steps[0], {
    status: "failed",
    reasons: [{ en: /is of the log log\.example\/aid-2, and no trusted key/, zh: /属于日志/ }],
  });
  t.same(await short(newer, [old]), [false, "other-log", "inclusion", ""]);
  t.same(await short(newer, [old], files), [false, "successor-not-trusted", "", "inclusion,log"]);
  t.same(await short(kept, [old], files), [false, "successor-not-trusted", "", "log"]);
  const stranger = new MemoryLog("log.example/stranger");
  grow(stranger, 10);
  const other = await proofOf(stranger, 3);
  const keys = [stranger.signer.key, log.signer.key];
  t.same(await short(other, keys, files), [false, "other-log", "log", ""], "a log that is not of the chain");
  t.same(await short(other, [old], files), [false, "successor-not-trusted", "inclusion", "log"]);
});

t.test("proof: a log that contradicts the proof, or its own chain, fails", async (t) => {
  const { kept, left, old, log } = await chain();
  const keys = [old, log.signer.key];
  const changed = async (path: string, bytes: Uint8Array | undefined) => {
    const files = filesOf(log);
    return short(kept, keys, async (one) => (one === path ? bytes : files(one)));
  };
  t.same(await changed("checkpoint", undefined), [false, undefined, "log", ""]);
  t.same(await changed("chain", undefined), [false, "other-log", "log", ""], "a chain that is hidden is no chain");
  t.same(await changed("chain", Buffer.from("{")), [false, undefined, "log", ""]);
  t.same(await changed("tile/0/001", undefined), [false, undefined, "log", ""]);
  t.same(await changed("tile/0/001", Buffer.alloc(8192)), [false, undefined, "log", ""]);
  const text = Buffer.from(log.chain().replace("2026-17", "2026-18"));
  t.same(await changed("chain", text), [false, undefined, "log", ""], "an entry that is not in the tree");
  // A log of the same name and key over other entries: its checkpoint is genuine, and so is the proof.
  const twin = new MemoryLog(OLD);
  grow(twin, 450);
  const proven = await proofOf(twin, 400);
  twin.all.splice(420);
  const other = new MemoryLog(OLD);
  other.signer = twin.signer;
  grow(other, 420);
  for (let n = 0; n < 60; n++) other.append(entry("read", TIME, "another", { n }).entry);
  await other.publish();
  t.same(await short(proven, [twin.signer.key], filesOf(other)), [false, undefined, "log", ""], "another tree");
  t.same(await short({ ...left, bytes: kept.bytes.subarray(1) }, keys, filesOf(log)), [
    false,
    undefined,
    "inclusion,entry,log",
    "",
  ]);
});
