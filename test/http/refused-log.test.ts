import t from "tap";
import type { RecordedEntry } from "../../src/domain/recorded-entry.ts";
import { createRefusedLog } from "../../src/http/auth/refused-log.ts";
import { TokenRefused } from "../../src/http/auth/token-refused.ts";
import { like } from "../support/like.ts";

function logOf() {
  const written: RecordedEntry[] = [];
  const faults: unknown[] = [];
  const state = { fault: undefined as Error | undefined, now: Date.parse("2026-11-23T09:00:00Z") };
  const log = createRefusedLog(
    {
      async record(entries) {
        if (state.fault !== undefined) throw state.fault;
        written.push(...entries);
      },
    },
    "gateway",
    { now: () => state.now },
    (error) => faults.push(error),
  );
  return { log, written, faults, state, counts: () => written.map(({ entry }) => entry["count"]) };
}

t.test("the first refusal of a kind is written at once, the others as one count", async (t) => {
  const { log, written, state } = logOf();
  for (let i = 0; i < 1000; i++) log.note(new TokenRefused("signature", { party: "auditor" }));
  t.equal(written.length, 1);
  state.now += 30_000;
  await log.flush();
  like(
    t,
    written.map(({ entry }) => entry),
    [
      { v: 1, type: "token-refused", actor: "gateway", party: "auditor", reason: "signature", count: 1 },
      { count: 999, since: "2026-11-23T09:00:00.000Z", time: "2026-11-23T09:00:30.000Z" },
    ],
  );
  await log.flush();
  t.equal(written.length, 2, "nothing is written twice");
});

t.test("a count is written when its window is over, without another refusal", async (t) => {
  const { log, counts, state } = logOf();
  for (let i = 0; i < 3; i++) log.note(new TokenRefused("expired", { party: "auditor" }));
  await log.sweep();
  t.same(counts(), [1], "the window is open");
  state.now += 60_000;
  await log.sweep();
  t.same(counts(), [1, 2]);
  log.note(new TokenRefused("expired", { party: "auditor" }));
  t.same(counts(), [1, 2, 1], "a new window begins with an entry of its own");
});

t.test("each party and each reason has a count of its own", async (t) => {
  const { log, written } = logOf();
  log.note(new TokenRefused("signature", { party: "auditor" }));
  log.note(new TokenRefused("signature", { party: "operator" }));
  log.note(new TokenRefused("expired", { party: "auditor" }));
  log.note(new TokenRefused("signature"));
  t.equal(written.length, 4);
});

t.test("refusals that could not be written stay in the count", async (t) => {
  const { log, state, counts, faults } = logOf();
  state.fault = new Error("down");
  log.note(new TokenRefused("malformed"));
  log.note(new TokenRefused("malformed"));
  await log.flush();
  log.note(new TokenRefused("malformed"));
  await log.flush();
  t.same(counts(), []);
  t.ok(faults.length >= 2);
  state.fault = undefined;
  await log.flush();
  t.same(counts(), [3]);
});

t.test("a refusal that could not be written stays in the count, also while the count is being written", async (t) => {
  const { log, counts, state, faults } = logOf();
  const refused = () => log.note(new TokenRefused("expired", { party: "auditor" }));
  refused();
  await log.sweep();
  refused();
  state.now += 60_000;
  state.fault = new Error("down");
  refused();
  const flushed = log.flush();
  state.fault = undefined;
  await flushed;
  await log.flush();
  t.equal(faults.length, 1);
  t.same(counts(), [1, 1, 1]);
});
