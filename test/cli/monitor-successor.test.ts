/** A monitor as people run it, whose log ends: what it says, keeps and posts while it goes on with the successor. */
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import t from "tap";
import { openCheckpoint } from "../../src/tlog/checkpoint.ts";
import { MemoryLog } from "../support/log/memory-log.ts";
import { like } from "../support/like.ts";
import { setUp } from "./monitored-log.ts";

const NAME = "log.example/aid";
const NEXT = `${NAME}-2`;

function grow(log: MemoryLog, count: number): void {
  for (let n = 0; n < count; n++) {
    log.append({ v: 1, type: "read", time: "2026-11-23T09:00:00.000Z", actor: "auditor", n: log.all.length });
  }
}

t.test(
  "monitor: a followed successor is reported once, its copy is whole, and what had been signed is kept",
  async (t) => {
    const { trick, look, told, hook, aidx, path } = await setUp(t);
    const log = new MemoryLog(NAME);
    let files = new Map<string, Uint8Array>();
    const publish = async () => {
      await log.publish();
      files = log.mirror();
    };
    trick.with = (asked, response) => {
      const file = files.get(asked);
      response.writeHead(file === undefined ? 404 : 200).end(file);
      return true;
    };
    const keys = [log.signer.vkey];
    const once = () => look(undefined, `--mirror mirror ${keys.map((key) => `--log-key ${key}`).join(" ")}`);
    grow(log, 300);
    await publish();
    t.equal((await once()).code, 0);
    const before = Buffer.from(files.get("checkpoint") ?? "").toString();
    grow(log, 20);
    await log.publish();
    log.succeed(NEXT, 310, 320);
    grow(log, 260);
    await publish();
    t.equal((await once()).code, 5, "without the successor's key");
    keys.push(log.signer.vkey);
    const ended = await once();
    t.equal(ended.code, 14);
    like(t, ended.lines.at(-1), { alarm: "succeeded", successor: { origin: NEXT, size: 310 } });
    const kept = (await readdir(path("state"))).filter((name) => name.startsWith("succeeded-"));
    t.equal(kept.length, 1);
    const { checkpoints } = JSON.parse(await readFile(path("state", kept[0] ?? ""), "utf8")) as {
      checkpoints: string[];
    };
    t.equal(checkpoints[0], before, "what the log that ended had signed");
    like(t, await openCheckpoint(checkpoints[1] ?? "", [log.signer.key]), { origin: NEXT });
    const followed = await once();
    t.equal(followed.code, 0, followed.stdout);
    t.same(told(), ["bad-signature begins", "bad-signature ends", "succeeded begins", "succeeded ends"]);
    like(t, hook.got[2], { textZh: "日志已终止，由后继日志接续", checkpoints });
    const verified = await aidx.run(
      `verify mirror --tiles-only --json ${keys.map((key) => `--log-key ${key}`).join(" ")}`,
    );
    like(t, verified.lines[0], { ok: true, origin: NEXT, size: 571 }, verified.stdout);
    t.equal(
      await readFile(path("mirror", "chain"), "utf8"),
      log.chain(),
      "so that a proof can be compared with the copy",
    );
    const state = JSON.parse(await readFile(path("state", "watched.json"), "utf8")) as object;
    like(t, state, { counted: 571 });
  },
);

t.test("monitor: an interruption before the alarm is recorded hides no succession", async (t) => {
  const { trick, look, aidx, path } = await setUp(t);
  const log = new MemoryLog(NAME);
  grow(log, 30);
  await log.publish();
  let files = log.mirror();
  trick.with = (asked, response) => {
    const file = files.get(asked);
    response.writeHead(file === undefined ? 404 : 200).end(file);
    return true;
  };
  const old = log.signer.vkey;
  t.equal((await look(undefined, `--log-key ${old}`)).code, 0);
  log.succeed(NEXT, 30);
  await log.publish();
  files = log.mirror();
  const keys = `--log-key ${old} --log-key ${log.signer.vkey}`;
  const now = Date.parse("2026-11-23T09:00:00Z");
  aidx.now = () => now;
  // A folder in the proof's place: the disk does not take the file.
  const blocked = path("state", `succeeded-${now}.json`);
  await mkdir(blocked);
  t.not((await look(undefined, keys)).code, 14);
  await rm(blocked, { recursive: true });
  t.equal((await look(undefined, keys)).code, 14, "told at the next look");
  t.equal((await look(undefined, keys)).code, 0);
});
