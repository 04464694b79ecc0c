import t from "tap";
import type { PacketState } from "../../../src/domain/packet.ts";
import {
  NOW,
  sampleEntry,
  sampleMessage,
  samplePacket,
  secondStore,
  testStore,
} from "../../support/store/store-samples.ts";
import { like } from "../../support/like.ts";

const store = await testStore(t);

/** Commits a packet in a state. */
async function put(
  recipient: string,
  state: PacketState = "queued",
  due = "2026-03-09T23:59:59+08:00",
): Promise<string> {
  const packet = samplePacket(recipient, { due: { receipt: due } });
  await store.accept(sampleMessage([], { packets: [packet] }));
  if (state !== "queued") await store.settle({ packet: packet.id, to: state, at: NOW, entries: [], cause: "http-422" });
  return packet.id;
}

/** Records a push of a party's packet. */
async function tried(recipient: string, seconds: number, outcome: string, code: string): Promise<void> {
  const time = new Date(NOW + seconds * 1000).toISOString();
  const about = { recipient, time, outcome, code };
  const taken = outcome === "delivered" ? [sampleEntry("delivered", { recipient, time, via: "push" })] : [];
  await store.record([sampleEntry("attempt", about), ...taken]);
}

t.test("packets that wait, failed or are overdue are counted, and no others", async (t) => {
  const empty = await testStore(t);
  t.same(await empty.packetFigures(NOW), { queued: 0, delivered: 0, failed: 0, overdue: 0, oldestQueued: null });
  const late = "2026-03-01T23:59:59+08:00";
  const states = ["queued", "queued", "delivered", "failed", "accepted", "withdrawn"] as const;
  for (const state of states) await put("counted", state);
  for (const state of ["delivered", "accepted"] as const) await put("counted", state, late);
  const figures = await store.packetFigures(NOW);
  t.same(figures, { queued: 2, delivered: 2, failed: 1, overdue: 1, oldestQueued: NOW });
});

t.test("an endpoint's standing is that of its last push, wherever its entry is", async (t) => {
  await tried("flaky", 1, "delivered", "http-202");
  await tried("flaky", 2, "retry", "timeout");
  await tried("flaky", 3, "retry", "http-503");
  await tried("good", 2, "retry", "timeout");
  await tried("good", 4, "delivered", "http-200");
  await store.record([sampleEntry("delivered", { recipient: "fetching", via: "receipt" })]);
  const of = async (from = store) =>
    new Map(
      (await from.endpointStandings(["flaky", "good", "fetching", "new"], NOW + 2_000)).map((one) => [one.party, one]),
    );
  const pending = await of();
  like(t, pending.get("flaky"), {
    outcome: "retry",
    code: "http-503",
    triedAt: NOW + 3_000,
    deliveredAt: NOW + 1_000,
    failingSince: NOW + 2_000,
    pushes: 2,
    taken: 0,
  });
  like(t, pending.get("good"), {
    outcome: "delivered",
    triedAt: NOW + 4_000,
    deliveredAt: NOW + 4_000,
    pushes: 2,
    taken: 1,
    failingSince: null,
  });
  like(t, pending.get("fetching"), { outcome: null, deliveredAt: null });
  like(t, pending.get("new"), { queued: 0, failed: 0, offSince: null, gone: false, oldestQueued: null, triedAt: null });

  // The same entries with their places in the log.
  await store.pool.query(`
    insert into audit_entries (leaf_index, type, at, actor, recipient, leaf_hash, bytes)
    select row_number() over (order by id) - 1, type, at, actor, recipient, leaf_hash, bytes from audit_pending`);
  await store.pool.query("delete from audit_pending");
  t.same(await of(), pending);
  t.same(await of(await secondStore(t, store)), pending);
});

t.test("a recipient that nobody asks for is found by its packets, with what waits and what failed", async (t) => {
  await put("left", "failed");
  const oldest = await put("left");
  await put("left");
  const entry = sampleEntry("directory", { party: "left" });
  await store.endpointOff("left", NOW + 9, { gone: "https://left.example/" }, entry);
  const found = (await store.endpointStandings([], NOW)).find(({ party }) => party === "left");
  like(t, found, { queued: 2, failed: 1, offSince: NOW + 9, gone: true, oldestQueued: NOW });
  t.equal((await store.packet(oldest))?.sealedAt, NOW);
  t.same(await store.endpointsBack({ present: new Map([["left", "https://left.example/"]]) }, () => entry), []);
  t.same(await store.endpointsBack({ present: new Map([["left", "https://new.example/"]]) }, () => entry), ["left"]);
  t.same(await store.endpointsOff(), []);
});

t.test("a pause ends at its time, once for all processes; what an operator says last holds", async (t) => {
  const entry = sampleEntry("directory", { party: "paused" });
  const pause = { until: NOW + 100, reason: "maintenance" as const };
  const back = (now: number) => store.endpointsBack({ now }, () => entry);
  t.equal(await store.endpointOff("paused", NOW, pause, entry), true);
  t.equal(await store.endpointOff("paused", NOW, pause, entry), false, "the same pause again");
  t.equal(await store.endpointOff("paused", NOW, { gone: "https://paused.example/" }, entry), false, "a late 410");
  t.equal(await store.endpointOff("paused", NOW, { ...pause, until: NOW + 200 }, entry), true, "a longer one");
  const of = async () => (await store.endpointStandings(["paused"], NOW)).find(({ party }) => party === "paused");
  like(t, await of(), { offSince: NOW, until: NOW + 200, reason: "maintenance", gone: false });
  t.same(await back(NOW + 199), []);
  const both = await Promise.all([
    back(NOW + 200),
    (await secondStore(t, store)).endpointsBack({ now: NOW + 200 }, () => entry),
  ]);
  t.same(both.flat(), ["paused"]);
  await store.endpointOff("paused", NOW, pause, entry);
  t.equal(await store.endpointOff("paused", NOW, {}, entry), true, "off without an end");
  t.same(await back(NOW + 999_999), []);
  t.equal(await store.endpointOn("paused", entry), true);
});

t.test("packets are taken over in portions, and only those that are queued another way", async (t) => {
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) ids.push(await put("moved", n === 2 ? "delivered" : "queued"));
  const walk = async (push: { at: number; until: number } | undefined) => {
    const taken: number[] = [];
    for (let after: string | undefined; ; ) {
      const portion = await store.takeOver("moved", push, after, 2);
      taken.push(portion.taken);
      if (portion.next === undefined) return taken;
      after = portion.next;
    }
  };
  t.same(await walk({ at: NOW + 1, until: NOW + 2 }), [0, 0, 0], "they are pushed already");
  t.same(await walk(undefined), [2, 2, 0]);
  for (const id of ids.filter((_, n) => n !== 2)) {
    like(t, await store.packet(id), { push: false, nextAt: null, windowUntil: null });
  }
  like(t, await store.packet(ids[2] ?? ""), { state: "delivered", push: true }, "it is not queued");
  t.same(await walk({ at: NOW + 1, until: NOW + 2 }), [2, 2, 0]);
  like(t, await store.packet(ids[4] ?? ""), { push: true, nextAt: NOW + 1, windowUntil: NOW + 2 });
});
