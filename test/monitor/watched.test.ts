import t from "tap";
import { readWatched, writeWatched } from "../../src/monitor/watched.ts";
import { ShownLog, strangersCheckpoint } from "../support/log/shown-log.ts";
import { TRUST, Watch } from "./watch.ts";
import { like } from "../support/like.ts";
import { rejection } from "../support/refusal.ts";

/** State of a monitor that has followed a log to 300 entries, as text. */
async function stateAt300() {
  const log = new ShownLog();
  log.size = 300;
  const watch = new Watch(log);
  await watch.look();
  if (watch.watched === undefined) throw new TypeError("watched");
  return { log, text: JSON.stringify(writeWatched(watch.watched)) };
}

const read = (text: string) => readWatched(JSON.parse(text) as unknown, TRUST.log);

t.test("watched: the state is read back, and the monitor goes on from it", async (t) => {
  const { log, text } = await stateAt300();
  const watched = await read(text);
  like(t, watched, { checkpoint: { size: 300 }, counted: 300 });
  log.size = 400;
  log.asked.length = 0;
  const watch = new Watch(log);
  watch.watched = watched;
  t.same(await watch.look(), []);
  t.notOk(log.asked.includes("tile/0/000"), "not from the beginning");
});

t.test("watched: a flipped bit of the state never accuses the log", async (t) => {
  const { log, text } = await stateAt300();
  const outcomes = { damaged: 0, good: 0 };
  const refusals = new Set<string>();
  for (let at = 0; at < text.length; at++) {
    const bytes = Buffer.from(text);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 7));
    const watch = new Watch(log);
    const refusal = await rejection(Error, async () => (watch.watched = await read(bytes.toString())));
    if (refusal !== undefined) {
      outcomes.damaged++;
      refusals.add(refusal.name);
      continue;
    }
    log.size = 400;
    t.same(await watch.look(), [], `byte ${at}`);
    outcomes.good++;
  }
  t.ok(outcomes.damaged > text.length / 2, JSON.stringify(outcomes));
  t.ok(outcomes.good < 60, "only times and counts can change unnoticed");
});

t.test("watched: anything else is refused", async (t) => {
  const { log, text } = await stateAt300();
  const state = JSON.parse(text) as Record<string, unknown>;
  for (const [what, value] of [
    ["nothing", {}],
    ["a list", []],
    ["no checkpoint", { ...state, checkpoint: undefined }],
    ["a size that it has not", { ...state, counted: 301 }],
    ["a negative one", { ...state, counted: -1 }],
    ["half an entry", { ...state, counted: 0.5 }],
    ["no time", { ...state, grewAt: "now" }],
    ["a time that is none", { ...state, cosignedAt: null }],
    ["witnessed by nothing", { ...state, witnessed: 7 }],
  ] as const) {
    await t.rejects(read(JSON.stringify(value)), { code: "malformed" }, what);
  }
  await t.rejects(read(JSON.stringify({ ...state, checkpoint: strangersCheckpoint(300) })), { code: "bad-signature" });
  await t.rejects(read(JSON.stringify({ ...state, witnessed: strangersCheckpoint(300) })), { code: "bad-signature" });
  await t.rejects(readWatched(state, []), { code: "wrong-origin" });
  like(t, await read(JSON.stringify({ ...state, checkpoint: log.checkpoint(0), counted: 0 })), { counted: 0 });
});
