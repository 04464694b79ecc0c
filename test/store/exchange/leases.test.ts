import { dueAt, dueIds, endLeases } from "../../support/store/due-at.ts";
import t from "tap";
import type { NewPacket } from "../../../src/exchange/packet.ts";
import type { NewMessage } from "../../../src/exchange/store-port.ts";
import { HOLD_MS } from "../../../src/store/exchange/leases.ts";
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

const due = (now: number) => dueIds(store, now);
const claim = (packet: string, now: number, owner = "w1") => store.claim(packet, owner, dueAt(now), 60_000);

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
  t.equal(await claim(packet.id, NOW + 1e9, "w2"), undefined, "the clock of the process that asks does not count");
  t.notOk((await due(NOW + 1e9)).includes(packet.id));
  await endLeases(store);
  t.ok((await due(NOW)).includes(packet.id), "a dead worker's packet is due again");
  like(t, await claim(packet.id, NOW, "w2"), { attempt: 1 });
});

t.test("when two processes claim one packet many times at once, one claim succeeds", async (t) => {
  const second = await secondStore(t, store);
  for (let i = 0; i < 10; i++) {
    const packet = await commit();
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, worker) =>
        (worker % 2 === 0 ? store : second).claim(packet.id, `w${worker}`, dueAt(NOW), 60_000),
      ),
    );
    t.equal(claims.filter((claimed) => claimed !== undefined).length, 1);
  }
});

t.test("a message can be accepted together with the lease of its packets", async (t) => {
  const [packet, free] = [samplePacket("a", { leased: true }), samplePacket("b")];
  await store.accept(sampleMessage([], { packets: [packet, free], lease: { owner: "w1", duration: 60_000 } }));
  t.equal(await claim(packet.id, NOW, "w2"), undefined);
  t.ok(await claim(free.id, NOW, "w2"), "one that is not leased is anybody's");
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
  const [again] = (await store.duePackets(dueAt(NOW + 5_000), [{ party: packet.recipient, share: 1 }], 10)).due;
  like(t, again, { packet: packet.id, recipient: packet.recipient, attempt: 2 });
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

t.test("no packet is claimed while the recipient's endpoint is off", async (t) => {
  const packet = await commit();
  const entry = sampleEntry("directory", { message: newId(), party: packet.recipient });
  t.equal(await store.endpointOff(packet.recipient, NOW, {}, entry), true);
  t.equal(await store.endpointOff(packet.recipient, NOW + 1, {}, entry), false, "it was off");
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
  await store.claim(mine.id, "stopping", dueAt(NOW), 60_000);
  await store.claim(theirs.id, "other", dueAt(NOW), 60_000);
  await store.releaseLeases("stopping");
  const now = await due(NOW + 1);
  t.ok(now.includes(mine.id));
  t.notOk(now.includes(theirs.id));
});

t.test("due packets come in turn by recipient, the longest due of each first, no more than its share", async (t) => {
  const empty = await testStore(t);
  const accept = async (recipient: string, at: number) => {
    const packet = samplePacket(recipient);
    await empty.accept(sampleMessage([], { packets: [packet], acceptedAt: NOW + at }));
    return packet.id;
  };
  const a300 = await accept("a", 300);
  const a100 = await accept("a", 100);
  const a200 = await accept("a", 200);
  const b250 = await accept("b", 250);
  await accept("c", 1);
  const look = async (a: number, b: number, limit = 10) => {
    const shares = [
      { party: "a", share: a },
      { party: "b", share: b },
    ];
    const { due: found, more } = await empty.duePackets(dueAt(NOW + 300), shares, limit);
    return [...found.map(({ packet }) => packet), more];
  };
  t.same(await look(9, 9), [a100, b250, a200, a300, false]);
  t.same(await look(2, 2), [a100, b250, a200, true]);
  t.same(await look(9, 9, 2), [a100, b250, true], "the limit has cut off what is due");
  t.same(await empty.duePackets(dueAt(NOW + 300), [], 10), { due: [], more: false });
});

t.test("what waits behind its thread is read once, and is due when it is the first", async (t) => {
  const empty = await testStore(t);
  const thread = newId();
  const inThread = async () => {
    const packet = samplePacket("a");
    await empty.accept(sampleMessage([], { packets: [packet], thread }));
    return packet.id;
  };
  const [first, ...others] = [await inThread(), await inThread(), await inThread()];
  const alone = samplePacket("a");
  await empty.accept(sampleMessage([], { packets: [alone] }));
  const nextAt = async (id: string) => (await empty.packet(id))?.nextAt;
  t.same(await dueIds(empty, NOW), [first, alone.id]);
  for (const id of others) t.equal(await nextAt(id), NOW + HOLD_MS);
  t.same(await dueIds(empty, NOW), [first, alone.id]);
  const ways = [
    () => empty.settle({ packet: first, to: "delivered", at: NOW + 5, entries: [] }),
    () =>
      empty.acceptWithdrawal(sampleMessage([], { thread, acceptedAt: NOW + 9 }), [others[0] ?? ""], () =>
        sampleEntry("withdrawn"),
      ),
  ];
  for (const [index, leave] of ways.entries()) {
    await leave();
    t.ok((await dueIds(empty, NOW + 9)).includes(others[index] ?? ""), "the next one is due at once");
  }
  await empty.settle({ packet: others[1] ?? "", to: "delivered", at: NOW + 9, entries: [] });
  t.same(await dueIds(empty, NOW + HOLD_MS), [alone.id]);
});

t.test("packets whose window is over are claimed once, whatever holds them back", async (t) => {
  const empty = await testStore(t);
  const second = await secondStore(t, empty);
  const over = ["off", "nobody", "a"].map((recipient) => samplePacket(recipient, { windowUntil: NOW + 10 }));
  const open = samplePacket("a", { windowUntil: NOW + 11 });
  const pulled = samplePacket("a", { push: false, windowUntil: null });
  const busy = samplePacket("a", { windowUntil: NOW + 10, leased: true });
  const lease = { owner: "w0", duration: 60_000 };
  await empty.accept(sampleMessage([], { packets: [...over, open, pulled, busy], lease }));
  await empty.endpointOff("off", NOW, {}, sampleEntry("directory", { party: "off" }));
  const both = await Promise.all(
    [empty, second].map((one, index) => one.claimOverdue(`w${index + 1}`, dueAt(NOW + 10), 60_000, 2)),
  );
  const claimed = both.flat().map(({ id }) => id);
  for (const { id } of await empty.claimOverdue("w3", dueAt(NOW + 10), 60_000, 10)) claimed.push(id);
  t.same(claimed.toSorted(), over.map(({ id }) => id).toSorted());
  t.same(await empty.claimOverdue("w4", dueAt(NOW + 10), 60_000, 10), []);
});

t.test("a text that is no id is never claimed", async (t) => {
  t.equal(await claim("no id", NOW), undefined);
  t.equal(await claim(newId(), NOW), undefined);
});
