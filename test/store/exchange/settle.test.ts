import { dueAt, endLeases } from "../../support/store/due-at.ts";
import t from "tap";
import { PACKET_STATES, type PacketState, statesBefore } from "../../../src/domain/packet.ts";
import type { NewPacket } from "../../../src/exchange/packet.ts";
import type { Settlement } from "../../../src/exchange/store-port.ts";
import {
  newId,
  NOW,
  requeueOne,
  sampleEntry,
  sampleMessage,
  samplePacket,
  sampleReceipt,
  secondStore,
  sha256,
  testStore,
} from "../../support/store/store-samples.ts";
import { like } from "../../support/like.ts";
import { until } from "../../support/until.ts";

const store = await testStore(t);
const LATER = NOW + 60_000;

/** Commits a packet; gives it with a function that settles it with an entry that names the step. */
async function committed(more: Partial<NewPacket> = {}, owner?: string) {
  const packet = samplePacket("housing", { leased: owner !== undefined, ...more });
  const lease = owner === undefined ? null : { owner, duration: 60_000 };
  const message = sampleMessage([], { packets: [packet], lease });
  await store.accept(message);
  const settle = (settlement: Partial<Settlement>, step = "step") =>
    store.settle({
      packet: packet.id,
      at: LATER,
      entries: [sampleEntry("attempt", { message: message.id, packet: packet.id, code: step })],
      ...settlement,
    });
  const steps = async () =>
    (await store.entriesOfMessage(message.id)).map(({ entry }) => entry.code).filter((code) => code !== undefined);
  return { packet, message, settle, steps, row: () => store.packet(packet.id) };
}

/** Brings a new packet into a state on the shortest way. */
async function inState(state: PacketState) {
  const one = await committed();
  if (state === "accepted" || state === "rejected") {
    const reason = state === "rejected" ? "undecryptable" : null;
    await one.settle({ to: state, receipt: sampleReceipt(one.packet.id, { outcome: state, reason }), entries: [] });
  } else if (state !== "queued") await one.settle({ to: state, entries: [] });
  t.equal((await one.row())?.state, state);
  return one;
}

t.test("every allowed change of state is made, and no other", async (t) => {
  for (const from of PACKET_STATES) {
    for (const to of PACKET_STATES) {
      if (to === "queued") continue;
      const one = await inState(from);
      const before = await one.row();
      const outcome = await one.settle({ to });
      if (statesBefore(to).includes(from)) {
        t.same(outcome, { done: true }, `${from} → ${to}`);
        t.equal((await one.row())?.state, to);
        t.same(await one.steps(), ["step"]);
      } else {
        like(t, outcome, { done: false, now: { state: from } }, `${from} → ${to} is refused`);
        t.same(await one.row(), before);
        t.same(await one.steps(), []);
      }
    }
  }
});

t.test("a settlement of a packet that does not exist changes nothing", async (t) => {
  const outcome = await store.settle({ packet: newId(), to: "delivered", at: LATER, entries: [] });
  t.same(outcome, { done: false, now: undefined, receipt: undefined });
  t.same(await store.settle({ packet: "no id", to: "delivered", at: LATER, entries: [] }), {
    done: false,
    now: undefined,
    receipt: undefined,
  });
});

t.test("a delivery ends the pushes and keeps its first time", async (t) => {
  const one = await committed();
  await one.settle({ to: "delivered", nextAt: null });
  like(t, await one.row(), { state: "delivered", deliveredAt: LATER, nextAt: null, settledAt: null, fetchedAt: null });
  await one.settle({ to: "accepted", at: LATER + 5, receipt: sampleReceipt(one.packet.id) });
  like(t, await one.row(), { state: "accepted", deliveredAt: LATER, settledAt: LATER + 5, outcome: "accepted" });
});

t.test("a receipt for a queued packet is its delivery too, and is stored verbatim", async (t) => {
  const one = await committed();
  const receipt = sampleReceipt(one.packet.id, {
    outcome: "rejected",
    reason: "not-responsible",
    jws: `eyJ.${"x".repeat(9_000)}.é民`,
    leafHash: sha256("entry"),
  });
  t.same(await one.settle({ to: "rejected", receipt }), { done: true });
  like(t, await one.row(), {
    state: "rejected",
    deliveredAt: LATER,
    settledAt: LATER,
    outcome: "rejected",
    reason: "not-responsible",
  });
  t.same(await store.receiptOf(one.packet.id), receipt);
  const late = await one.settle({ to: "accepted", receipt: sampleReceipt(one.packet.id) });
  like(t, late, { done: false, now: { state: "rejected" }, receipt: { jti: receipt.jti } });
  t.same(await store.receiptOf(one.packet.id), receipt);
});

t.test("the end of an attempt counts only while its owner holds the lease", async (t) => {
  const one = await committed({}, "w1");
  const retry = { attempted: true, nextAt: LATER + 500 } as const;
  like(t, await one.settle({ ...retry, lease: { owner: "w2" } }, "stranger"), { done: false });
  like(t, await one.row(), { attempts: 0, nextAt: NOW });
  t.same(await one.settle({ ...retry, lease: { owner: "w1" } }, "owner"), { done: true });
  like(t, await one.row(), { state: "queued", attempts: 1, nextAt: LATER + 500 });
  like(t, await one.settle({ ...retry, lease: { owner: "w1" } }, "again"), { done: false }, "the lease was given back");
  t.same(await one.steps(), ["owner"]);
});

t.test("an outcome after the end of the lease still counts, unless another process claimed the packet", async (t) => {
  const one = await committed({}, "w1");
  const two = await committed({}, "w1");
  await endLeases(store);
  t.ok(await store.claim(two.packet.id, "w2", dueAt(LATER), 60_000));
  t.same(await one.settle({ to: "delivered", lease: { owner: "w1" } }), { done: true });
  like(t, await two.settle({ to: "delivered", lease: { owner: "w1" } }), { done: false });
});

t.test("a retry changes nothing when the packet was withdrawn, fetched or receipted meanwhile", async (t) => {
  for (const to of ["withdrawn", "delivered", "accepted"] as const) {
    const one = await committed({}, "w1");
    await one.settle({ to, ...(to === "accepted" ? { receipt: sampleReceipt(one.packet.id) } : {}) }, "first");
    const before = await one.row();
    const outcome = await one.settle({ attempted: true, nextAt: LATER + 1, lease: { owner: "w1" } }, "late");
    like(t, outcome, { done: false, now: { state: to } });
    t.same(await one.row(), before);
    t.same(await one.steps(), ["first"]);
  }
});

t.test("the first fetch is recorded once", async (t) => {
  const one = await committed();
  t.same(await one.settle({ to: "delivered", fetched: true, at: LATER }, "fetched"), { done: true });
  like(t, await one.row(), { fetchedAt: LATER, deliveredAt: LATER });
  like(t, await one.settle({ fetched: true, at: LATER + 1 }, "again"), { done: false });

  const pushed = await committed();
  await pushed.settle({ to: "delivered", at: LATER }, "pushed");
  t.same(await pushed.settle({ fetched: true, at: LATER + 7 }, "fetched"), { done: true });
  like(t, await pushed.row(), { state: "delivered", fetchedAt: LATER + 7, deliveredAt: LATER });
  like(t, await pushed.settle({ fetched: true, at: LATER + 8 }, "again"), { done: false });
  t.same(await pushed.steps(), ["pushed", "fetched"]);
});

t.test("many settlements of many packets at once are each applied once, in order", async (t) => {
  const all = await Promise.all(Array.from({ length: 30 }, () => committed()));
  const outcomes = await Promise.all(
    all.flatMap((one) => [
      one.settle({ to: "delivered" }, "delivered"),
      one.settle({ to: "accepted", receipt: sampleReceipt(one.packet.id) }, "accepted"),
      one.settle({ to: "rejected", receipt: sampleReceipt(one.packet.id) }, "rejected"),
    ]),
  );
  t.equal(outcomes.filter(({ done }) => done).length, 60);
  for (const one of all) {
    t.same(await one.steps(), ["delivered", "accepted"]);
    like(t, await one.row(), { state: "accepted" });
  }
});

t.test("of conflicting receipts from two processes one is recorded", async (t) => {
  const second = await secondStore(t, store);
  for (let i = 0; i < 20; i++) {
    const one = await committed();
    const outcomes = await Promise.all(
      (["accepted", "rejected"] as const).map((outcome, index) =>
        (index === 0 ? store : second).settle({
          packet: one.packet.id,
          to: outcome,
          at: LATER,
          receipt: sampleReceipt(one.packet.id, { outcome }),
          entries: [sampleEntry("receipt", { message: one.message.id, code: outcome })],
        }),
      ),
    );
    t.equal(outcomes.filter(({ done }) => done).length, 1);
    const receipt = await store.receiptOf(one.packet.id);
    t.same(await one.steps(), [receipt?.outcome]);
    like(
      t,
      outcomes.find(({ done }) => !done),
      { receipt: { outcome: receipt?.outcome } },
    );
  }
});

t.test("a settlement that cannot be written fails alone", async (t) => {
  const all = await Promise.all(Array.from({ length: 5 }, () => committed()));
  const outcomes = await Promise.allSettled(
    all.map((one, index) =>
      index === 2
        ? one.settle({ to: "accepted", receipt: sampleReceipt(one.packet.id, { jws: "a\u0000b" }) })
        : one.settle({ to: "delivered" }),
    ),
  );
  t.same(
    outcomes.map(({ status }) => status),
    ["fulfilled", "fulfilled", "rejected", "fulfilled", "fulfilled"],
  );
  t.equal((await all[2]?.row())?.state, "queued");
  t.same(await all[2]?.steps(), []);
});

t.test("a failed packet, and no other, is queued again with a new window", async (t) => {
  const one = await committed({}, "w1");
  await one.settle({ to: "failed", attempted: true, lease: { owner: "w1" } }, "failed");
  const entry = sampleEntry("requeued", { message: one.message.id, code: "requeued" });
  t.ok(await requeueOne(store, one.packet.id, LATER + 9, LATER + 900, entry));
  like(t, await one.row(), { state: "queued", attempts: 1, nextAt: LATER + 9, windowUntil: LATER + 900 });
  t.notOk(await requeueOne(store, one.packet.id, LATER + 9, LATER + 900, entry), "it is queued");
  t.same(await one.steps(), ["failed", "requeued"]);
  like(t, await store.claim(one.packet.id, "w2", dueAt(LATER + 9), 60_000), { attempt: 2 });
});

t.test("an undecryptable packet is replaced once", async (t) => {
  const one = await committed();
  const replacement = samplePacket("housing", { replaces: one.packet.id, push: false, windowUntil: null });
  const entries = [sampleEntry("resealed", { message: one.message.id, code: "resealed" })];
  t.equal(await store.addReplacement(one.message.id, replacement, LATER, entries), false, "not rejected yet");
  const receipt = sampleReceipt(one.packet.id, { outcome: "rejected", reason: "undecryptable" });
  await one.settle({ to: "rejected", receipt }, "rejected");

  const rivals = [replacement, samplePacket("housing", { replaces: one.packet.id })];
  const added = await Promise.all(rivals.map((rival) => store.addReplacement(one.message.id, rival, LATER, entries)));
  t.equal(added.filter(Boolean).length, 1);
  t.same(await one.steps(), ["rejected", "resealed"]);
  const packets = await store.packetsOfMessage(one.message.id);
  const winner = rivals[added.indexOf(true)];
  if (winner === undefined) throw new Error("one was added");
  t.equal(packets.length, 2);
  like(t, packets[1], {
    id: winner.id,
    thread: one.message.id,
    sender: "procuratorate",
    replaces: one.packet.id,
    sealedAt: LATER,
    state: "queued",
    size: winner.bytes.length,
    digest: winner.digest,
    nextAt: winner.push ? LATER : null,
  });
  t.same(await store.packetBytes(winner.id), winner.bytes);
  like(t, await one.row(), { state: "rejected" });
});

t.test("a packet with another reason, message or recipient is not replaced", async (t) => {
  const one = await committed();
  const receipt = sampleReceipt(one.packet.id, { outcome: "rejected", reason: "not-responsible" });
  await one.settle({ to: "rejected", receipt });
  const two = await committed();
  const undecryptable = sampleReceipt(two.packet.id, { outcome: "rejected", reason: "undecryptable" });
  await two.settle({ to: "rejected", receipt: undecryptable });
  const replacing = (recipient: string, replaces: string) => samplePacket(recipient, { replaces });
  const add = (message: string, packet: NewPacket) => store.addReplacement(message, packet, LATER, []);
  t.equal(await add(one.message.id, replacing("housing", one.packet.id)), false);
  t.equal(await add(one.message.id, replacing("housing", two.packet.id)), false);
  t.equal(await add(two.message.id, replacing("education", two.packet.id)), false);
  t.equal(await add(two.message.id, replacing("housing", two.packet.id)), true);
});

t.test("a group that was rolled back for a deadlock is written one by one", async (t) => {
  const [one, two] = [await committed(), await committed()];
  const other = await store.pool.connect();
  t.teardown(() => other.release());
  await other.query("begin");
  const lock = ({ packet }: typeof one) => other.query("update packets set size = size where id = $1", [packet.id]);
  await lock(two);
  const settled = Promise.all([one, two].map(({ settle }) => settle({ to: "delivered" })));
  await until("the group waits for the second packet", async () => {
    const { rows } = await store.pool.query("select from pg_locks where not granted and locktype = 'transactionid'");
    return rows.length > 0;
  });
  // PostgreSQL rolls back the group, which has waited longer.
  await lock(one);
  await other.query("rollback");
  t.same(await settled, [{ done: true }, { done: true }]);
  t.same(await Promise.all([one.steps(), two.steps()]), [["step"], ["step"]]);
});
