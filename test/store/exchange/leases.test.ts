import { dueAt } from "../../support/store/due-at.ts";
import t from "tap";
import type { NewPacket } from "../../../src/exchange/packet.ts";
import type { NewMessage } from "../../../src/exchange/store-port.ts";
import {
  newId,
  NOW,
  sampleEntry,
  sampleMessage,
  samplePacket,
  secondStore,
  testStore,
} from "../../support/store/store-samples.ts";
import { like } from "../../support/like.ts";

const store = await testStore(t);

/** Commits one packet and returns it with its message's id. */
async function commit(more: Partial<NewPacket> = {}, message: Partial<NewMessage> = {}) {
  const packet = samplePacket(more.recipient ?? `department-${newId()}`, more);
  await store.accept(sampleMessage([], { packets: [packet], ...message }));
  return packet;
}

const due = async (now: number) => (await store.duePackets(dueAt(now), 1_000)).map(({ packet }) => packet);
const claim = (packet: string, now: number, owner = "w1") => store.claim(packet, owner, dueAt(now), now + 1_000);

t.test("a push packet is due from its acceptance, a pull packet never", async (t) => {
  const pushed = await commit();
  const pulled = await commit({ push: false, windowUntil: null });
  t.notOk((await due(NOW - 1)).includes(pushed.id));
  t.ok((await due(NOW)).includes(pushed.id));
  t.notOk((await due(NOW + 1e9)).includes(pulled.id));
  t.equal(await claim(pulled.id, NOW), undefined);
});

t.test("a claim gives the bytes and excludes others until it ends", async (t) => {
  const packet = await commit();
  const claimed = await claim(packet.id, NOW);
  t.same(
    { ...claimed, message: undefined, thread: undefined },
    {
      id: packet.id,
      message: undefined,
      thread: undefined,
      recipient: packet.recipient,
      bytes: packet.bytes,
      mediaType: packet.mediaType,
      digest: packet.digest,
      sealedAt: NOW,
      attempt: 1,
      windowUntil: packet.windowUntil,
    },
  );
  t.equal(await claim(packet.id, NOW + 999, "w2"), undefined);
  t.notOk((await due(NOW + 999)).includes(packet.id));
  t.ok((await due(NOW + 1_000)).includes(packet.id), "a dead worker's packet is due again");
  like(t, await claim(packet.id, NOW + 1_000, "w2"), { attempt: 1 });
});

t.test("when two processes claim one packet many times at once, one claim succeeds", async (t) => {
  const second = await secondStore(t, store);
  for (let i = 0; i < 10; i++) {
    const packet = await commit();
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, worker) =>
        (worker % 2 === 0 ? store : second).claim(packet.id, `w${worker}`, dueAt(NOW), NOW + 1_000),
      ),
    );
    t.equal(claims.filter((claimed) => claimed !== undefined).length, 1);
  }
});

t.test("a message can be accepted together with the lease of its packets", async (t) => {
  const packet = await commit({}, { lease: { owner: "w1", until: NOW + 500 } });
  t.equal(await claim(packet.id, NOW + 499, "w2"), undefined);
  t.same(await store.settle({ packet: packet.id, lease: { owner: "w1" }, to: "delivered", at: NOW, entries: [] }), {
    done: true,
  });
});

t.test("a retry is due at its time, with the next attempt number", async (t) => {
  const packet = await commit();
  await claim(packet.id, NOW);
  const outcome = { packet: packet.id, lease: { owner: "w1" }, attempted: true, at: NOW, entries: [] };
  await store.settle({ ...outcome, nextAt: NOW + 5_000 });
  t.notOk((await due(NOW + 4_999)).includes(packet.id));
  t.equal(await claim(packet.id, NOW + 4_999), undefined);
  like(
    t,
    (await store.duePackets(dueAt(NOW + 5_000), 1_000)).find(({ packet: id }) => id === packet.id),
    { attempt: 2 },
  );
  like(t, await claim(packet.id, NOW + 5_000), { attempt: 2 });
});

t.test("the end of an attempt gives the lease back before its time", async (t) => {
  const packet = await commit();
  await claim(packet.id, NOW);
  const outcome = { packet: packet.id, lease: { owner: "w1" }, attempted: true, at: NOW, entries: [] };
  await store.settle({ ...outcome, nextAt: NOW + 10 });
  like(t, await claim(packet.id, NOW + 10, "w2"), { attempt: 2 });
});

t.test("a retry scheduled in the past is due at once; without a time it is not due", async (t) => {
  const packet = await commit();
  await claim(packet.id, NOW + 10);
  const outcome = { packet: packet.id, lease: { owner: "w1" }, attempted: true, at: NOW, entries: [] };
  await store.settle({ ...outcome, nextAt: NOW - 5_000 });
  t.ok((await due(NOW + 10)).includes(packet.id));
  await claim(packet.id, NOW + 10);
  await store.settle({ ...outcome, nextAt: null });
  t.notOk((await due(NOW + 1e9)).includes(packet.id));
});

t.test("packets of one thread to one recipient are pushed in order; others do not wait", async (t) => {
  const opening = sampleMessage(["a", "b"]);
  await store.accept(opening);
  const [first, other] = opening.packets as [NewPacket, NewPacket];
  const second = await commit({ recipient: "a" }, { thread: opening.id });
  const third = await commit({ recipient: "a" }, { thread: opening.id });
  const elsewhere = await commit({ recipient: "a" });
  const mine = new Set([first, other, second, third, elsewhere].map(({ id }) => id));
  const seen = async (now: number) => (await due(now)).filter((id) => mine.has(id)).toSorted();
  t.same(await seen(NOW), [first.id, other.id, elsewhere.id].toSorted());
  t.equal(await claim(second.id, NOW), undefined);

  await claim(first.id, NOW);
  t.equal(await claim(second.id, NOW), undefined, "not while the first is under way either");
  await store.settle({
    packet: first.id,
    lease: { owner: "w1" },
    attempted: true,
    nextAt: NOW + 9_000,
    at: NOW,
    entries: [],
  });
  t.equal(await claim(second.id, NOW), undefined, "nor while it waits for its next attempt");
  await store.settle({ packet: first.id, to: "failed", at: NOW, entries: [] });
  t.same(await seen(NOW), [other.id, second.id, elsewhere.id].toSorted());
  t.ok(await claim(second.id, NOW));
  t.equal(await claim(third.id, NOW), undefined);
});

t.test("no packet is due while the recipient's endpoint is off", async (t) => {
  const packet = await commit();
  const entry = sampleEntry("directory", { message: newId(), party: packet.recipient });
  t.equal(await store.endpointOff(packet.recipient, NOW, undefined, entry), true);
  t.equal(await store.endpointOff(packet.recipient, NOW + 1, undefined, entry), false, "it was off");
  t.notOk((await due(NOW)).includes(packet.id));
  t.equal(await claim(packet.id, NOW), undefined);
  t.equal(await store.endpointOn(packet.recipient, entry), true);
  t.equal(await store.endpointOn(packet.recipient, entry), false, "it was on");
  t.equal(
    (await store.entriesOfMessage(entry.entry.message ?? "")).length,
    2,
    "an entry for each change, and no other",
  );
  t.ok(await claim(packet.id, NOW));
});

t.test("a stop gives back the own leases, and those of others stay", async (t) => {
  const [mine, theirs] = [await commit(), await commit()];
  await store.claim(mine.id, "stopping", dueAt(NOW), NOW + 1e6);
  await store.claim(theirs.id, "other", dueAt(NOW), NOW + 1e6);
  await store.releaseLeases("stopping");
  const now = await due(NOW + 1);
  t.ok(now.includes(mine.id));
  t.notOk(now.includes(theirs.id));
});

t.test("due packets come longest due first, no more than asked", async (t) => {
  const empty = await testStore(t);
  const times = [300, 100, 200];
  const packets = times.map(() => samplePacket("a"));
  for (const [index, packet] of packets.entries()) {
    await empty.accept(sampleMessage([], { packets: [packet], acceptedAt: NOW + (times[index] ?? 0) }));
  }
  const order = [packets[1]?.id, packets[2]?.id, packets[0]?.id];
  t.same(
    (await empty.duePackets(dueAt(NOW + 300), 10)).map(({ packet }) => packet),
    order,
  );
  t.same(
    (await empty.duePackets(dueAt(NOW + 300), 2)).map(({ packet }) => packet),
    order.slice(0, 2),
  );
});

t.test("a text that is no id is never claimed", async (t) => {
  t.equal(await claim("no id", NOW), undefined);
  t.equal(await claim(newId(), NOW), undefined);
});
