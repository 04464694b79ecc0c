import type { MessageView, SubmissionAnswer } from "../../src/domain/generated/answers.ts";
import { dueAt, dueIds, endLeases } from "../support/store/due-at.ts";
import t from "tap";
import type { PushResult } from "../../src/exchange/ports.ts";
import type { Settlement } from "../../src/exchange/store-port.ts";
import { digestOf, flowFixture, type FlowFixture, JOSE } from "../support/exchange/flow.ts";
import { until } from "../support/until.ts";
import { refusalOf } from "../support/exchange/refusal-of.ts";
import { like } from "../support/like.ts";

const WINDOW = 72 * 3_600_000;

async function push(f: FlowFixture, jti: string, to = ["education"], more: Record<string, unknown> = {}) {
  const envelope = await f.list(jti, { body: { to }, ...more });
  const { json } = await f.exchange.submit(f.parties.procuratorate.caller, envelope, JOSE);
  return JSON.parse(json) as SubmissionAnswer;
}

/** Waits, without a clock, until the pushes from memory have settled. */
async function settled(f: FlowFixture, packet: string, check: (state: string) => boolean): Promise<string> {
  return until(`packet ${packet} settled`, async () => {
    const row = await f.store.packet(packet);
    return row !== undefined && check(row.state) && row.state;
  });
}

async function attempts(f: FlowFixture, packet: string, count: number): Promise<void> {
  await until(`${count} attempts`, async () => ((await f.store.packet(packet))?.attempts ?? 0) >= count);
}

t.test("a fresh packet is pushed from memory at once; a receipt in the answer settles it", async (t) => {
  const f = await flowFixture(t);
  const { school } = f.parties;
  f.wire.answer = async (out) => ({ kind: "delivered", status: 200, receipt: await f.receipt(school, digestOf(out)) });
  const { id, packets } = await push(f, "one");
  const packet = packets[0]?.id ?? "";
  t.equal(await settled(f, packet, (state) => state !== "queued"), "accepted");
  t.same(f.jobs, [], "the queue was not needed");
  t.equal(f.wire.pushes.length, 1);
  like(t, f.wire.pushes[0], { packet, message: id, attempt: 1, endpoint: "http://127.0.0.1:9/education" });
  const types = (await f.entries()).map(({ type }) => type);
  t.same(types, ["accepted", "sealed", "attempt", "delivered", "receipt"]);
});

t.test("a failing endpoint is tried again by the schedule until it answers", async (t) => {
  const f = await flowFixture(t);
  const answers: PushResult[] = [
    { kind: "retry", code: "http-503", status: 503 },
    { kind: "retry", code: "timeout" },
    { kind: "retry", code: "http-429", status: 429, retryAfterMs: 120_000 },
    { kind: "delivered", status: 202 },
  ];
  f.wire.answer = () => answers.shift() ?? { kind: "failed", code: "http-500" };
  const packet = (await push(f, "again")).packets[0]?.id ?? "";
  await attempts(f, packet, 1);
  await f.relay();
  t.equal(f.wire.pushes.length, 1, "not before its time");
  for (const made of [2, 3, 4]) {
    const next = (await f.store.packet(packet))?.nextAt ?? 0;
    t.ok(next > f.clock.at, "the next try lies in the future");
    if (made === 4) t.ok(next >= f.clock.at + 120_000, "Retry-After is obeyed");
    f.clock.at = next;
    await f.relay();
    t.equal(f.wire.pushes.at(-1)?.attempt, made);
  }
  t.equal((await f.store.packet(packet))?.state, "delivered");
  t.same(new Set(f.wire.pushes.map(({ packet: id }) => id)), new Set([packet]), "always the same id");
});

t.test("when the window closes the packet fails; an operator queues it again", async (t) => {
  const f = await flowFixture(t);
  f.wire.answer = () => ({ kind: "retry", code: "connect" });
  const packet = (await push(f, "window")).packets[0]?.id ?? "";
  await attempts(f, packet, 1);
  for (let i = 0; i < 10_000; i++) {
    const row = await f.store.packet(packet);
    if (row?.nextAt === null || row?.nextAt === undefined) break;
    t.ok(row.nextAt <= f.clock.at + WINDOW);
    f.clock.at = Math.max(row.nextAt, f.clock.at + 3_600_000);
    await f.relay();
  }
  like(t, await f.store.packet(packet), { state: "failed", cause: "window-closed", failedAt: f.clock.at });
  const { auditor } = f.parties;
  f.wire.answer = () => ({ kind: "delivered", status: 200 });
  like(t, await f.exchange.requeue(auditor.caller, packet), { state: "queued" });
  t.equal(await refusalOf(f.exchange.requeue(auditor.caller, packet)), "state-conflict", "only what has failed");
  await f.relay();
  t.equal((await f.store.packet(packet))?.state, "delivered");
});

t.test("a refusal ends the pushes at once, and 410 turns the endpoint off", async (t) => {
  const f = await flowFixture(t);
  f.wire.answer = () => ({ kind: "failed", code: "http-404", status: 404 });
  const wrong = (await push(f, "wrong")).packets[0]?.id ?? "";
  t.equal(await settled(f, wrong, (state) => state !== "queued"), "failed");
  f.wire.answer = () => ({ kind: "gone", code: "http-410", status: 410 });
  const gone = (await push(f, "gone")).packets[0]?.id ?? "";
  t.equal(await settled(f, gone, (state) => state !== "queued"), "failed");
  f.wire.pushes.length = 0;
  f.wire.answer = () => ({ kind: "delivered", status: 200 });
  const later = (await push(f, "later", ["medical-insurance"])).packets[0]?.id ?? "";
  t.equal(await settled(f, later, (state) => state !== "queued"), "delivered", "others are not touched");
  t.ok((await f.entries()).some(({ type, change }) => type === "directory" && change === "endpoint-off"));
  const entry = (await f.store.entriesOfMessage((await f.store.packet(wrong))?.message ?? ""))[0];
  if (entry === undefined) throw new Error("a message has entries");
  const pushed = { recipients: ["education"], until: f.clock.at + WINDOW };
  await f.store.requeue([wrong], f.clock.at, pushed, () => entry);
  await f.relay();
  t.equal((await f.store.packet(wrong))?.state, "queued", "an endpoint that is off gets nothing, and nothing is lost");
  await f.exchange.requeue(f.parties.auditor.caller, gone);
  await f.relay();
  t.equal((await f.store.packet(wrong))?.state, "delivered", "on again with the operator's requeue");
  t.equal((await f.store.packet(gone))?.state, "delivered");
});

t.test("410 of an address that was replaced during the push does not turn the new one off", async (t) => {
  const f = await flowFixture(t);
  const { party } = f.parties.school;
  f.wire.answer = () => {
    party.delivery = { mode: "push", endpoint: "http://127.0.0.1:9/new" };
    return { kind: "gone", code: "http-410", status: 410 };
  };
  const packet = (await push(f, "replaced")).packets[0]?.id ?? "";
  await attempts(f, packet, 1);
  like(t, await f.store.packet(packet), { state: "queued", cause: "http-410", nextAt: Number });
  t.same(await f.store.endpointsOff(), []);
  f.wire.answer = () => ({ kind: "delivered", status: 202 });
  f.clock.at = (await f.store.packet(packet))?.nextAt ?? 0;
  await f.relay();
  like(t, f.wire.pushes.at(-1), { packet, endpoint: "http://127.0.0.1:9/new" });
  t.equal((await f.store.packet(packet))?.state, "delivered");
});

t.test("a deferred push is neither counted nor recorded", async (t) => {
  const f = await flowFixture(t);
  f.wire.answer = () => ({ kind: "deferred", code: "circuit-open", retryAfterMs: 5_000 });
  const packet = (await push(f, "deferred")).packets[0]?.id ?? "";
  // The wait is spread by up to a quarter; by half of that with the fixture's random number 0.5.
  const again = f.clock.at + 5_000 * 1.125;
  await until("the push is deferred", async () => (await f.store.packet(packet))?.nextAt === again);
  t.equal((await f.store.packet(packet))?.attempts, 0);
  t.notOk((await f.entries()).some(({ type }) => type === "attempt"));
  f.clock.at = again;
  f.wire.answer = () => ({ kind: "delivered", status: 204 });
  await f.relay();
  t.equal((await f.store.packet(packet))?.state, "delivered");
});

t.test("packets of one thread to one recipient are pushed in order", async (t) => {
  const f = await flowFixture(t);
  f.wire.answer = () => ({ kind: "retry", code: "connect" });
  const first = await push(f, "first");
  const packet = first.packets[0]?.id ?? "";
  await attempts(f, packet, 1);
  const second = await push(f, "second", ["education"], { type: "supplement", thread: first.id, to: ["education"] });
  await f.relay();
  t.equal(f.wire.pushes.length, 1, "the supplement waits for the list");
  f.wire.answer = () => ({ kind: "delivered", status: 200 });
  f.clock.at += 3_600_000;
  await f.relay();
  await f.relay();
  t.same(
    f.wire.pushes.map(({ packet: id }) => id),
    [packet, packet, second.packets[0]?.id],
  );
});

t.test("an invalid receipt in the answer does not count", async (t) => {
  const f = await flowFixture(t);
  const { clinic } = f.parties;
  f.wire.answer = async (out) => ({ kind: "delivered", status: 200, receipt: await f.receipt(clinic, digestOf(out)) });
  const answer = await push(f, "forged");
  const packet = answer.packets[0]?.id ?? "";
  t.equal(await settled(f, packet, (state) => state !== "queued"), "delivered");
  like(
    t,
    (await f.entries()).find(({ type }) => type === "refused"),
    { step: "pushed-receipt", packet },
  );
  const { timeline } = (await f.exchange.message(f.parties.procuratorate.caller, answer.id)) as MessageView;
  const shown = timeline.find(({ type }) => type === "refused");
  like(t, shown, { packet, code: String }, "its sender sees that it was refused");
  t.notOk(shown !== undefined && "step" in shown, "and not at which step");
});

t.test("after a lost lease the outcome changes nothing, but the receipt counts", async (t) => {
  const f = await flowFixture(t);
  const { school } = f.parties;
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let first = true;
  f.wire.answer = async (out) => {
    if (!first) return { kind: "delivered", status: 202 };
    first = false;
    await held;
    return { kind: "delivered", status: 200, receipt: await f.receipt(school, digestOf(out)) };
  };
  const packet = (await push(f, "lost")).packets[0]?.id ?? "";
  // Another process claims it after the lease ran out, and delivers without a receipt.
  await endLeases(f.store);
  const claimed = await f.store.claim(packet, "other", dueAt(f.clock.at), 60_000);
  t.ok(claimed, "the lease had run out");
  await f.store.settle({
    packet,
    to: "delivered",
    lease: { owner: "other" },
    attempted: true,
    nextAt: null,
    at: f.clock.at,
    entries: [],
  });
  release();
  t.equal(await settled(f, packet, (state) => state !== "delivered"), "accepted");
});

t.test("stopping gives leases back, and the next start delivers", async (t) => {
  const f = await flowFixture(t);
  f.wire.answer = () => ({ kind: "retry", code: "connect" });
  const packet = (await push(f, "stop")).packets[0]?.id ?? "";
  await attempts(f, packet, 1);
  f.clock.at += 3_600_000;
  await f.store.claim(packet, "test", dueAt(f.clock.at), 60_000);
  await f.exchange.stop();
  t.same(await dueIds(f.store, f.clock.at), [packet]);
});

t.test("a window does not close while the clock is not sound; it is opened anew", async (t) => {
  const f = await flowFixture(t);
  f.wire.answer = () => ({ kind: "retry", code: "connect" });
  const packet = (await push(f, "ahead")).packets[0]?.id ?? "";
  await attempts(f, packet, 1);
  // 400 days: by this clock every window is over.
  f.clock.at += 400 * 86_400_000;
  f.clock.sound = false;
  await f.relay();
  like(t, await f.store.packet(packet), { state: "queued", attempts: 2, windowUntil: f.clock.at + WINDOW });
  // It was wrong, and is right again: what it had set lies far ahead and counts as reached.
  f.clock.at -= 400 * 86_400_000;
  f.clock.sound = true;
  await f.relay();
  like(t, await f.store.packet(packet), { state: "queued", attempts: 3, windowUntil: f.clock.at + WINDOW });
  f.clock.at += WINDOW;
  await f.relay();
  like(t, await f.store.packet(packet), { state: "failed" }, "a sound clock closes it");
});

t.test("a clock that is set back ten days stops no retry", async (t) => {
  const f = await flowFixture(t);
  f.wire.answer = () => ({ kind: "retry", code: "connect" });
  const packet = (await push(f, "back")).packets[0]?.id ?? "";
  await attempts(f, packet, 1);
  f.clock.at -= 10 * 86_400_000;
  f.clock.sound = false;
  await f.relay();
  const later = (await push(f, "meanwhile")).packets[0]?.id ?? "";
  await attempts(f, later, 1);
  like(t, await f.store.packet(packet), { state: "queued", attempts: 2 });
  // Right again; until a signed time agrees it closes nothing.
  f.clock.at += 10 * 86_400_000;
  await f.relay();
  for (const id of [packet, later]) like(t, await f.store.packet(id), { state: "queued" }, id);
});

t.test("an endpoint that is off gets nothing new either, and the windows of what waits for it close", async (t) => {
  const f = await flowFixture(t, (flow) => ({ ...flow, settings: { ...flow.settings, relayEvery: 10 } }));
  f.wire.answer = () => ({ kind: "gone", code: "http-410", status: 410 });
  const gone = (await push(f, "gone")).packets[0]?.id ?? "";
  t.equal(await settled(f, gone, (state) => state !== "queued"), "failed");
  // The relay has looked since: what it hands out now for another recipient comes after that look.
  f.wire.answer = () => ({ kind: "retry", code: "connect" });
  const other = (await push(f, "other", ["medical-insurance"])).packets[0]?.id ?? "";
  await attempts(f, other, 1);
  f.clock.at += 3_600_000;
  await until("the other one is due", () => f.jobs.some(({ packet }) => packet === other));
  f.wire.pushes.length = 0;
  const waits = (await push(f, "waits")).packets[0]?.id ?? "";
  const nothing = f.wire.pushes.filter(({ packet }) => packet === waits);
  f.clock.at += WINDOW;
  t.equal(await settled(f, waits, (state) => state !== "queued"), "failed", "its window closes by time");
  t.same(nothing, []);
  t.same(
    f.wire.pushes.filter(({ packet }) => packet === waits),
    [],
  );
  const last = (await f.entries()).filter(({ type, packet }) => type === "failed" && packet === waits);
  t.same(
    last.map(({ code, attempt }) => [code, attempt]),
    [["window-closed", 0]],
  );
});

t.test("while the queue cannot be reached the relay does the work itself", async (t) => {
  const faults: string[] = [];
  const f = await flowFixture(t, (flow) => ({
    ...flow,
    settings: { ...flow.settings, relayEvery: 10 },
    queue: { ...flow.queue, add: () => Promise.reject(new Error("away")) },
    observer: { ...flow.observer, fault: (where) => faults.push(where) },
  }));
  f.wire.answer = () => ({ kind: "retry", code: "connect" });
  const packet = (await push(f, "away")).packets[0]?.id ?? "";
  await attempts(f, packet, 1);
  f.wire.answer = () => ({ kind: "delivered", status: 200 });
  f.clock.at += 3_600_000;
  t.equal(await settled(f, packet, (state) => state !== "queued"), "delivered");
  t.same(new Set(faults), new Set(["queue"]));
});

t.test("of a recipient that takes nothing now no packet is claimed, neither new nor due", async (t) => {
  const claims: string[] = [];
  let concluded = 0;
  const f = await flowFixture(t, (flow) => ({
    ...flow,
    settings: { ...flow.settings, relayEvery: 10 },
    store: new Proxy(flow.store, {
      get(store, member) {
        const value: unknown = Reflect.get(store, member, store);
        if (member === "claim") claims.push("claim");
        if (member === "settle") {
          return async (settlement: Settlement) => {
            const outcome = await store.settle(settlement);
            // After everything that awaits the outcome.
            setImmediate(() => concluded++);
            return outcome;
          };
        }
        return typeof value === "function" ? (value.bind(store) as unknown) : value;
      },
    }),
  }));
  f.wire.answer = () => ({ kind: "deferred", code: "circuit-open", retryAfterMs: 5_000 });
  f.wire.room = (endpoint) => (endpoint.endsWith("education") ? 0 : 32);
  const first = (await push(f, "first")).packets[0]?.id ?? "";
  await until("it is deferred, and the gateway knows", () => concluded === 1);
  t.ok(((await f.store.packet(first))?.nextAt ?? 0) > f.clock.at);
  const pushes = f.wire.pushes.length;
  const second = (await push(f, "second")).packets[0]?.id ?? "";
  f.clock.at += 3_600_000;
  // What is due for another recipient is handed out by a later look than the first one at these.
  f.wire.answer = () => ({ kind: "retry", code: "connect" });
  const other = (await push(f, "other", ["medical-insurance"])).packets[0]?.id ?? "";
  await attempts(f, other, 1);
  f.clock.at += 3_600_000;
  await until("the other one is handed out", () => f.jobs.some(({ packet }) => packet === other));
  t.same(
    f.jobs.map(({ packet }) => packet),
    [other],
  );
  t.equal(f.wire.pushes.length, pushes + 1, "only the other one's");
  t.same(claims, []);
  f.wire.room = () => 1;
  f.wire.answer = () => ({ kind: "delivered", status: 200 });
  await until("one of them is handed out", () => f.jobs.some(({ packet }) => packet === first || packet === second));
  t.equal(f.jobs.length, 2, "no more than it takes at once");
});
