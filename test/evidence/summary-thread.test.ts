import { once } from "node:events";
import { Worker } from "node:worker_threads";
import t from "tap";
import { readArchive } from "../../src/evidence/archive.ts";
import { EVIDENCE_PATHS, readManifest } from "../../src/evidence/format.ts";
import { makeEvidence } from "../../src/evidence/make/make.ts";
import { createSummary } from "../../src/evidence/pdf/summary.ts";
import { type Later, SummaryThread } from "../../src/evidence/pdf/summary-thread.ts";
import { EvidenceThread } from "../support/evidence/evidence-thread.ts";
import { sha256 } from "../support/sha256.ts";
import { until } from "../support/until.ts";
import { like } from "../support/like.ts";

const thread = await EvidenceThread.made("short");
const files = readArchive((await makeEvidence(thread.source(), sha256, thread.thread)).bytes);
const head = readManifest(files.get(EVIDENCE_PATHS.manifest) ?? new Uint8Array());
if (head === undefined) throw new TypeError("a manifest");

/** Timers that run when the test says so. */
function timers() {
  const set = new Map<number, () => void>();
  const later: Later = (ms, run) => {
    set.set(ms, run);
    return () => void (set.get(ms) === run && set.delete(ms));
  };
  return { later, set };
}

/** What a thread does instead of making summaries. */
const PROGRAMS = {
  answers: `require("node:worker_threads").parentPort.on("message", (order) => {
    require("node:worker_threads").parentPort.postMessage({ html: new Uint8Array([1]), pdf: new Uint8Array(order.archive.subarray(0, 2)) });
  });`,
  crashes: `require("node:worker_threads").parentPort.once("message", () => { throw new Error("crash"); });`,
  exits: `require("node:worker_threads").parentPort.once("message", () => process.exit(3));`,
  hangs: `require("node:worker_threads").parentPort.on("message", () => {});`,
} as const;

/** A thread whose workers run these programs one after the other, the last one repeatedly. */
function withPrograms(...programs: (keyof typeof PROGRAMS)[]) {
  const { later, set } = timers();
  const started: Worker[] = [];
  const start = () => {
    const program = PROGRAMS[programs[Math.min(started.length, programs.length - 1)] ?? "answers"];
    const worker = new Worker(program, { eval: true });
    started.push(worker);
    return worker;
  };
  const summaries = new SummaryThread({ start, later });
  t.teardown(() => summaries.close());
  return { make: () => summaries.summary(files, head!), close: () => summaries.close(), set, started };
}

const UNAVAILABLE = { name: "Refusal", code: "unavailable", options: { retryAfter: 5 } } as const;

t.test("summary thread: it makes the same bytes as the function", async (t) => {
  const summaries = new SummaryThread();
  t.teardown(() => summaries.close());
  const [made, alone] = [await summaries.summary(files, head), await createSummary()(files, head)];
  t.ok(Buffer.from(made.html).equals(alone.html));
  t.ok(Buffer.from(made.pdf).equals(alone.pdf));
});

t.test("summary thread: when it dies, the summary is refused and the next one gets a new thread", async (t) => {
  for (const program of ["crashes", "exits"] as const) {
    const { make, started } = withPrograms(program, "answers");
    const [first, second] = await Promise.allSettled([make(), make()]);
    like(t, first, { status: "rejected", reason: UNAVAILABLE }, program);
    t.equal(second.status, "fulfilled", "what waited is made all the same");
    t.equal(started.length, 2);
  }
});

t.test("summary thread: a summary beyond the time limit is refused, and the thread ended", async (t) => {
  const { make, set, started } = withPrograms("hangs", "answers");
  const hanging = make();
  // The order is packed before it is sent, and the limit begins then.
  await until("a limit is set", () => set.size > 0);
  const [run] = set.values();
  const [worker] = started;
  if (run === undefined || worker === undefined) throw new TypeError("a limit and a thread");
  const ended = once(worker, "exit");
  run();
  await t.rejects(hanging, UNAVAILABLE);
  await ended;
  t.ok(await make());
});

t.test("summary thread: an idle thread ends, and gets no further work", async (t) => {
  const { make, set, started } = withPrograms("answers");
  await make();
  t.equal(set.size, 1, "it waits, and no longer has a limit");
  const [run] = set.values();
  const [worker] = started;
  if (run === undefined || worker === undefined) throw new TypeError("a timer and a thread");
  const ended = once(worker, "exit");
  run();
  t.ok(await make(), "while the old one is still ending");
  await ended;
  t.equal(started.length, 2);
  t.ok(await make());
  t.equal(started.length, 2, "one is enough");
});

t.test("summary thread: closing refuses present and later summaries", async (t) => {
  const { make, close, started } = withPrograms("hangs");
  const all = [make(), make()];
  await until("a thread has started", () => started.length > 0);
  const rejected = Promise.allSettled(all);
  await close();
  for (const one of await rejected) like(t, one, { status: "rejected", reason: UNAVAILABLE });
  await t.rejects(make(), UNAVAILABLE);
  t.equal(started.length, 1);
});
