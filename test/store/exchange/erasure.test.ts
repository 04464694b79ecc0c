import t from "tap";
import { createSweeper } from "../../../src/persons/retention/sweeper.ts";
import { erasureRules, type RetentionDocument } from "../../../src/persons/retention/retention-document.ts";
import {
  newId,
  NOW,
  requeueOne,
  sampleEntry,
  sampleMessage,
  samplePacket,
  sampleReceipt,
  secondStore,
  testStore,
} from "../../support/store/store-samples.ts";
import { like } from "../../support/like.ts";
import { until } from "../../support/until.ts";

const DAY = 86_400_000;
const RULES: RetentionDocument = {
  id: "test",
  version: "1",
  days: { accepted: 30, rejected: 90, withdrawn: 30, failed: 180, delivered: 180 },
  types: { feedback: { accepted: 60 } },
};
const store = await testStore(t);

/** Stores a packet with a message of its own, in a state that it reached at a time. */
async function packet(state: string, at: number, type = "aid-subject-list"): Promise<string> {
  const { id } = samplePacket("housing");
  const message = sampleMessage([], { id: newId(), packets: [samplePacket("housing", { id })] });
  await store.accept(message);
  await store.pool.query(
    "update packets set state = $2, type = $3, settled_at = case when $2 <> 'delivered' then $4::bigint end, delivered_at = $4 where id = $1",
    [id, state, type, at],
  );
  return id;
}

/** Stores a packet that was sealed long ago and failed at a time. */
async function failed(at: number, { fetched }: { readonly fetched: boolean }): Promise<string> {
  const id = await packet("queued", at);
  await store.pool.query(
    `update packets set state = 'failed', settled_at = null, delivered_at = null, sealed_at = $2, failed_at = $3,
       fetched_at = case when $4 then $3::bigint end where id = $1`,
    [id, at - 900 * DAY, at, fetched],
  );
  return id;
}

async function left(ids: readonly string[]): Promise<number[]> {
  const { rows } = await store.pool.query<{ id: string }>("select id from packets where bytes is not null");
  const kept = new Set(rows.map(({ id }) => id));
  return ids.flatMap((id, n) => (kept.has(id) ? [n] : []));
}

function sweeperOf(
  from: Pick<typeof store, "erasureRows">,
  now: number,
  swept = (_packets: number) => undefined,
  sound = true,
) {
  return createSweeper({
    rows: from.erasureRows,
    document: RULES,
    clock: { now: () => now, sound: () => sound, vouch: () => undefined },
    gateway: "aid-gateway",
    every: 1_000_000,
    swept,
    fault: (error) => t.fail(String(error)),
  });
}

t.test("each packet falls under exactly one rule", async (t) => {
  const rules = erasureRules(RULES, NOW);
  for (const state of ["accepted", "rejected"] as const) {
    for (const type of ["feedback", "aid-subject-list"]) {
      const fitting = rules.filter((rule) => rule.state === state && rule.types.includes(type) !== rule.except);
      t.equal(fitting.length, 1, `${state} ${type}`);
    }
  }
});

t.test("due payloads are destroyed with an entry, all others stay", async (t) => {
  const ids = [
    await packet("accepted", NOW - 31 * DAY),
    await packet("accepted", NOW - 29 * DAY),
    await packet("accepted", NOW - 31 * DAY, "feedback"),
    await packet("accepted", NOW - 61 * DAY, "feedback"),
    await packet("rejected", NOW - 91 * DAY),
    await packet("delivered", NOW - 179 * DAY),
    await packet("delivered", NOW - 181 * DAY),
    await packet("queued", NOW - 900 * DAY),
    await failed(NOW - 181 * DAY, { fetched: true }),
    await failed(NOW - 179 * DAY, { fetched: true }),
    await failed(NOW - 900 * DAY, { fetched: false }),
  ];
  const counts: number[] = [];
  t.equal(await sweeperOf(store, NOW, (packets) => void counts.push(packets)).sweep(), 5);
  t.same(await left(ids), [1, 2, 5, 7, 9, 10], "what was never delivered stays, however old");
  t.same(counts, [5]);
  t.equal(await sweeperOf(store, NOW).sweep(), 0, "once");
  const { rows } = await store.pool.query<{ entry: string }>(
    "select convert_from(bytes, 'UTF8') as entry from recorded_entries where type = 'erased' order by pending_id",
  );
  t.equal(rows.length, 5);
  like(t, JSON.parse(rows[0]?.entry ?? ""), {
    actor: "aid-gateway",
    reason: "retention",
    rule: "test@1",
    recipient: "housing",
  });
  const gone = await store.packet(ids[0] ?? "");
  t.equal(gone?.erasedAt, NOW);
  t.equal(await store.packetBytes(ids[0] ?? ""), undefined);
  t.equal(await store.envelope(gone?.message ?? ""), undefined, "the envelope goes with its last packet");
  const kept = await store.packet(ids[1] ?? "");
  t.ok(await store.envelope(kept?.message ?? ""));
});

t.test("no payload is destroyed while the clock may be wrong", async (t) => {
  const id = await packet("accepted", NOW - 31 * DAY);
  t.equal(await sweeperOf(store, NOW, undefined, false).sweep(), 0);
  t.ok(await store.packetBytes(id));
  t.equal(await sweeperOf(store, NOW).sweep(), 1);
});

t.test("an envelope stays while one of its packets has bytes", async (t) => {
  const message = sampleMessage(["housing", "education"]);
  await store.accept(message);
  const [one, other] = message.packets;
  const settle = (id: string | undefined, at: number) =>
    store.pool.query("update packets set state = 'accepted', settled_at = $2 where id = $1", [id, at]);
  await settle(one?.id, NOW - 40 * DAY);
  await sweeperOf(store, NOW).sweep();
  t.equal(await store.packetBytes(one?.id ?? ""), undefined);
  t.ok(await store.envelope(message.id));
  await settle(other?.id, NOW - 40 * DAY);
  await sweeperOf(store, NOW).sweep();
  t.equal(await store.envelope(message.id), undefined);
});

t.test("when several gateways sweep at once, each packet is destroyed once", async (t) => {
  for (let n = 0; n < 250; n++) await packet("accepted", NOW - 31 * DAY);
  const second = await secondStore(t, store);
  const [one, other] = await Promise.all([sweeperOf(store, NOW).sweep(), sweeperOf(second, NOW).sweep()]);
  t.equal(one + other, 250);
  const { rows } = await store.pool.query<{ n: string }>(
    "select count(*) - count(distinct packet) as n from recorded_entries where type = 'erased'",
  );
  t.equal(rows[0]?.n, "0");
});

t.test("a receipt is accepted after its packet was destroyed", async (t) => {
  const id = await packet("delivered", NOW - 200 * DAY);
  const isListed = async () => (await store.inbox("housing", undefined, 500)).items.some((item) => item.id === id);
  await until("it is listed", isListed);
  await sweeperOf(store, NOW).sweep();
  t.notOk(await isListed(), "it is listed no more");
  const settled = await store.settle({ packet: id, to: "accepted", at: NOW, receipt: sampleReceipt(id), entries: [] });
  t.ok(settled.done);
});

t.test("a packet resealed during the erasure of its thread is destroyed too", async (t) => {
  for (let round = 0; round < 20; round++) {
    const message = sampleMessage(["housing"]);
    await store.accept(message);
    const [refused] = message.packets;
    await store.pool.query(
      "update packets set state = 'rejected', reason = 'undecryptable', outcome = 'rejected', settled_at = $2 where id = $1",
      [refused?.id, NOW],
    );
    const again = samplePacket("housing", refused === undefined ? {} : { replaces: refused.id });
    const [added, erased] = await Promise.all([
      store.addReplacement(message.id, again, NOW, []),
      store.erasureRows.eraseThread(
        message.thread,
        NOW,
        (state) => state !== "queued",
        () => sampleEntry("erasure-requested"),
        {
          packet: () => sampleEntry("erased"),
          envelope: () => sampleEntry("envelope-erased"),
          case: () => sampleEntry("case-erased"),
        },
      ),
    ]);
    const survives = (await store.packetBytes(again.id)) !== undefined;
    t.equal(survives, added && erased.open.length > 0, "either it was too late to seal, or nothing was destroyed");
    if (erased.open.length > 0) t.ok(await store.packetBytes(refused?.id ?? ""), "nothing at all");
  }
});

t.test("a packet that is sealed from a message during the erasure of its thread is seen", async (t) => {
  const message = sampleMessage(["housing"]);
  await store.accept(message);
  await store.pool.query("update packets set state = 'accepted', settled_at = $2 where message = $1", [
    message.id,
    NOW,
  ]);
  // As a need is sent on: under the message's lock, one more packet.
  const other = await store.pool.connect();
  await other.query("begin");
  await other.query(
    `with source as materialized (select id from messages where id = $1 for update)
     insert into packets (id, message, thread, type, version, sender, recipient, state, sealed_at, size, digest, media_type, kid,
       disclosed, due, push, window_until, bytes)
     select $2, message, thread, type, version, sender, 'education', 'queued', sealed_at, size, digest, media_type, kid, disclosed,
       due, false, window_until, digest from packets p join source on source.id = p.message`,
    [message.id, newId()],
  );
  const entries = {
    packet: () => sampleEntry("erased"),
    envelope: () => sampleEntry("envelope-erased"),
    case: () => sampleEntry("case-erased"),
  };
  const erasing = store.erasureRows.eraseThread(
    message.thread,
    NOW,
    (state) => state !== "queued",
    () => sampleEntry("erasure-requested"),
    entries,
  );
  const waits = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  await until("the erasure waits", async () => (await other.query(waits)).rowCount === 1);
  await other.query("commit");
  other.release();
  t.same((await erasing).open, ["queued"], "nothing is destroyed while it is on its way");
  const { rows } = await store.pool.query("select from packets where thread = $1 and bytes is not null", [
    message.thread,
  ]);
  t.equal(rows.length, 2);
});

t.test("two sweeps that destroy different packets of one message destroy its envelope", async (t) => {
  const message = sampleMessage(["housing", "education"]);
  await store.accept(message);
  const at = NOW - 40 * DAY;
  await store.pool.query(
    "update packets set state = 'accepted', settled_at = $2, delivered_at = $2 where message = $1",
    [message.id, at],
  );
  // Another gateway is in the middle of its batch: it has deleted the first packet's bytes and committed nothing.
  const other = await store.pool.connect();
  await other.query("begin");
  await other.query("update packets set bytes = null, erased_at = $2 where id = $1", [message.packets[0]?.id, NOW]);
  await other.query("select id from messages where id = $1 for update", [message.id]);
  const over = new AbortController();
  const sweep = sweeperOf(store, NOW)
    .sweep()
    .finally(() => over.abort());
  const waits = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  while (!over.signal.aborted && (await other.query(waits)).rowCount === 0);
  t.notOk(over.signal.aborted, "it waits for the other");
  await other.query("commit");
  other.release();
  t.equal(await sweep, 1);
  t.equal(await store.envelope(message.id), undefined);
});

t.test("a packet without bytes is not queued again", async (t) => {
  const id = await failed(NOW - 181 * DAY, { fetched: true });
  await sweeperOf(store, NOW).sweep();
  t.notOk(await requeueOne(store, id, NOW, NOW + DAY));
  t.equal((await store.packet(id))?.state, "failed");
});

t.test("the envelope of a message without packets is destroyed when it is due", async (t) => {
  const old = sampleMessage([], { acceptedAt: NOW - 31 * DAY });
  const young = sampleMessage([], { acceptedAt: NOW - 29 * DAY });
  const waiting = sampleMessage(["housing"], { acceptedAt: NOW - 31 * DAY });
  for (const message of [old, young, waiting]) await store.accept(message);
  await sweeperOf(store, NOW).sweep();
  t.equal(await store.envelope(old.id), undefined);
  t.ok(await store.envelope(young.id));
  t.ok(await store.envelope(waiting.id), "its packet still needs it");
});
