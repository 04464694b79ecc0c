import { generateKeyPairSync } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import t from "tap";
import { verifyCosignature } from "../../src/tlog/cosignature.ts";
import { sha256 } from "../../src/tlog/native-sha256.ts";
import { parseNote, parseVerifierKey } from "../../src/tlog/note.ts";
import { openMemory } from "../../src/witness/memory.ts";
import { readLogKey } from "../../src/witness/request.ts";
import { createWitness } from "../../src/witness/witness.ts";
import { NAME, newLog, NOW, ORIGIN, witnessOf } from "./signing-log.ts";
import { holds } from "../support/holds.ts";
import { like } from "../support/like.ts";

t.test(
  "witness: a checkpoint that continues is cosigned with the time, and the gateway reads the cosignature",
  async (t) => {
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
  },
);

t.test("witness: it remembers across a restart, and does not start with unreadable state", async (t) => {
  const log = newLog();
  const first = await witnessOf(t, [log]);
  await first.post(await log.request(0, 100));
  await first.stop();
  const again = await witnessOf(t, [log], { dir: first.dir });
  t.equal(again.vkey, first.vkey, "the same key");
  t.equal((await again.post(await log.request(0, 50))).text, "100\n");
  await again.stop();
  const logs = path.join(first.dir, "logs");
  const [name = ""] = await readdir(logs);
  const file = path.join(logs, name);
  const state = await readFile(file, "utf8");
  for (const broken of [
    "",
    "{}",
    state.slice(0, -5),
    state.replaceAll(ORIGIN, "log.example/two"),
    state.replace(ORIGIN, "log.example/two"),
    state.replace(/"size":"\d+"/, '"size":"-1"'),
    state.replace(/"size":"\d+"/, '"size":"50"'),
    state.replace(/"root":"./, '"root":"_'),
    state.replace(/"root":"[^"]+"/, `"root":"${Buffer.alloc(32).toString("base64")}"`),
  ]) {
    t.not(broken, state);
    await writeFile(file, broken);
    await t.rejects(openMemory(logs), { name: "WitnessRefusal", code: "state" }, broken.slice(0, 20));
  }
  await writeFile(file, state);
  await writeFile(`${file}.x.draft`, "half");
  t.equal((await openMemory(logs)).of(ORIGIN)?.size, 100n, "a crash's draft is skipped");
});

t.test("witness: a checkpoint that cannot be stored is not cosigned", async (t) => {
  const log = newLog();
  const faults: unknown[] = [];
  const witness = await witnessOf(t, [log], { fault: (error) => faults.push(error) });
  await witness.post(await log.request(0, 100));
  const logs = path.join(witness.dir, "logs");
  // The folder is deleted: nothing can be written.
  await rm(logs, { recursive: true });
  const answer = await witness.post(await log.request(100, 200));
  t.equal(answer.status, 500);
  t.notMatch(answer.text, /—/u);
  like(t, faults, [{ code: "ENOENT" }], "its operator is told of the fault");
  await mkdir(logs);
  t.equal((await witness.post(await log.request(100, 200))).status, 200, "and goes on from where it stood");
});

t.test("witness: it is idle only when requests of callers that hung up are stored", async (t) => {
  const log = newLog();
  const gate = Promise.withResolvers<void>();
  const memory = { of: () => undefined, byHash: () => undefined, all: () => [], keep: () => gate.promise };
  const identity = { name: NAME, key: generateKeyPairSync("ed25519").privateKey };
  const logs = [readLogKey(log.vkey)];
  const witness = createWitness({ identity, logs, memory, now: () => NOW / 1000 });
  const answer = witness.addCheckpoint(Buffer.from(await log.request(0, 5)));
  let idle = false;
  const waiting = witness.idle().then(() => (idle = true));
  await setImmediate();
  t.notOk(idle, "the folder must not be given to another process yet");
  gate.resolve();
  await waiting;
  t.equal((await answer).status, 200);
});

t.test("witness: after another process has written its state it cosigns nothing", async (t) => {
  const log = newLog();
  const faults: unknown[] = [];
  const witness = await witnessOf(t, [log], { fault: (error) => faults.push(error) });
  await witness.post(await log.request(0, 100));
  const logs = path.join(witness.dir, "logs");
  // Another process on a folder whose lock does not hold goes on from the same size.
  const second = await openMemory(logs);
  const [state] = second.all();
  if (state === undefined) throw new TypeError("state");
  await second.keep({ ...state, note: `${state.note}— x.example AAAAAAA=\n` });
  const answer = await witness.post(await log.request(100, 200));
  like(t, [answer.status, answer.text], [500, "not now\n"]);
  like(t, faults, [{ code: "state-changed" }]);
  t.equal((await witness.post(await log.request(100, 200))).status, 500, "nor a minute later");

  const empty = path.join(witness.dir, "empty");
  const [one, other] = [await openMemory(empty), await openMemory(empty)];
  await one.keep(state);
  await t.rejects(other.keep(state), { code: "state-changed" }, "where there was nothing");
});

t.test("witness: any requests in any order move it forward along one tree only", async (t) => {
  const log = newLog();
  const fork = newLog({ salt: "fork", pair: log.pair });
  const sizes = fc.constantFrom(0, 1, 2, 3, 7, 8, 100, 255, 256, 257, 599, 600);
  await holds(
    t,
    fc.asyncProperty(
      fc.array(fc.record({ from: sizes, to: sizes, lie: fc.boolean() }), { maxLength: 12 }),
      async (asked) => {
        const witness = await witnessOf(t, [log]);
        // The tree that it follows, once it has seen one that differs from the other.
        let model: { size: number; lie: boolean | undefined } = { size: 0, lie: undefined };
        for (const { from, to, lie } of asked) {
          const { status } = await witness.post(await (lie ? fork : log).request(from, to));
          const continues = from === 0 || model.lie === lie;
          const expected = from > to ? 400 : from !== model.size ? 409 : continues ? 200 : 422;
          if (status !== expected) throw new Error(`${from} to ${to}: ${status} instead of ${expected}`);
          if (status === 200) model = { size: to, lie: to === 0 ? undefined : lie };
        }
        await witness.stop();
        return true;
      },
    ),
    { numRuns: 25, seed: 3 },
  );
});
