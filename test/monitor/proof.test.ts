import t from "tap";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { readFork, writeProof } from "../../src/monitor/proof.ts";
import { ShownLog, strangersCheckpoint } from "../support/log/shown-log.ts";
import { TRUST, Watch } from "./watch.ts";
import { like } from "../support/like.ts";
import { rejection } from "../support/refusal.ts";

/** Proof against a log that showed 300 entries and then a tree of `size` that differs from entry 10 on. */
async function forkAt(size: number) {
  const log = new ShownLog();
  log.size = 300;
  const watch = new Watch(log);
  await watch.look();
  if (size > 300) Object.assign(log, { size, forkAt: 10, salt: "x" });
  else {
    const other = new ShownLog();
    Object.assign(other, { size, forkAt: 10, salt: "x" });
    log.lies.set("checkpoint", Buffer.from(other.checkpoint()));
  }
  const [alarm] = await watch.look();
  if (alarm === undefined) throw new TypeError("a fork");
  return { alarm, text: JSON.stringify(writeProof(alarm)) };
}

const read = (value: unknown, keys = TRUST.log) => readFork(value, keys, NATIVE_HASHER);

t.test("proof: it is read back and verified again, for any two sizes", async (t) => {
  for (const size of [200, 256, 300, 400, 512, 70_000]) {
    const { alarm, text } = await forkAt(size);
    t.equal(alarm.code, "fork");
    const found = await read(JSON.parse(text));
    like(t, found, { code: "fork", size, checkpoints: alarm.checkpoints }, `${size}`);
  }
});

t.test("proof: a flipped bit never makes it accuse the log of something else", async (t) => {
  const { text, alarm } = await forkAt(310);
  const refusals: string[] = [];
  for (let at = 0; at < text.length; at += 3) {
    const bytes = Buffer.from(text);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 7));
    const refusal = await rejection(Error, async () =>
      t.same((await read(JSON.parse(bytes.toString()))).checkpoints, alarm.checkpoints, `byte ${at}`),
    );
    if (refusal !== undefined) refusals.push(refusal.name);
  }
  t.ok(refusals.length > text.length / 4, `${refusals.length} of ${Math.ceil(text.length / 3)}`);
  t.same(new Set(refusals), new Set(["SyntaxError", "ProofError"]));
});

t.test("proof: anything else is refused", async (t) => {
  const log = new ShownLog();
  const { alarm, text } = await forkAt(400);
  const [first = ""] = alarm.checkpoints ?? [];
  const proof = JSON.parse(text) as object;
  for (const [what, value, code] of [
    ["nothing", {}, "malformed"],
    ["one checkpoint", { checkpoints: [first] }, "malformed"],
    ["figures", { checkpoints: [1, 2] }, "malformed"],
    ["one twice", { checkpoints: [first, first] }, "bad-proof"],
    ["tiles that are none", { ...proof, tiles: 7 }, "malformed"],
    ["no tiles", { ...proof, tiles: {} }, "missing"],
    ["two that can both be true", { checkpoints: [log.checkpoint(0), log.checkpoint(200)], tiles: {} }, "missing"],
    ["what the log has not signed", { checkpoints: [first, strangersCheckpoint(300)] }, "bad-signature"],
  ] as const) {
    await t.rejects(read(value), { code }, what);
  }
  await t.rejects(read(proof, []), { code: "wrong-origin" });
});

t.test("proof: an alarm without signed checkpoints has none", async (t) => {
  t.equal(writeProof({ code: "entries", size: 3 }), undefined);
  t.same(writeProof({ code: "rollback", checkpoints: ["a", "b"] }), { checkpoints: ["a", "b"] });
});
