import { randomBytes } from "node:crypto";
import pg from "pg";
import t from "tap";
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
const count = async (sql: string, ...values: unknown[]) =>
  Number((await store.pool.query<{ n: string }>(`select count(*) as n from ${sql}`, values)).rows[0]?.n);

t.test("an accepted message is read back complete", async (t) => {
  const packets = [
    samplePacket("civil-affairs", {
      bytes: randomBytes(7_700),
      due: { receipt: "2026-03-09T23:59:59+08:00", provisional: true },
    }),
    samplePacket("housing", { push: false, windowUntil: null, disclosed: [] }),
  ];
  const message = sampleMessage([], {
    packets,
    envelope: randomBytes(20_000),
    answer: `{"名":"\\"x\\\\"}${"y".repeat(9_000)}`,
  });
  t.equal(await store.accept(message), null);

  t.same(await store.message(message.id), {
    id: message.id,
    thread: message.id,
    type: "aid-subject-list",
    version: "1",
    sender: "procuratorate",
    policy: "default@1",
    issuedAt: NOW - 1_000,
    acceptedAt: NOW,
  });
  t.same(await store.findEarlier("procuratorate", message.jti), {
    id: message.id,
    claimsMac: message.claimsMac,
    answer: message.answer,
    leafHash: message.leafHash,
  });
  const { rows: columns } = await store.pool.query("select leaf_hash from messages where id = $1", [message.id]);
  t.same(columns, [{ leaf_hash: message.leafHash }], "a repeat need not look for the entry");
  t.same(await store.envelope(message.id), {
    envelope: message.envelope,
    envelopeMediaType: "application/jose",
    originDigest: message.originDigest,
  });
  t.same(await store.thread(message.id), {
    id: message.id,
    sender: "procuratorate",
    recipients: ["civil-affairs", "housing"],
  });
  const rows = await store.packetsOfMessage(message.id);
  t.same(
    rows.map(({ id }) => id),
    packets.map(({ id }) => id),
  );
  const [first, second] = packets;
  if (first === undefined || second === undefined) throw new Error("two packets");
  t.same(rows[0], {
    id: first.id,
    message: message.id,
    thread: message.id,
    type: "aid-subject-list",
    version: "1",
    sender: "procuratorate",
    recipient: "civil-affairs",
    state: "queued",
    sealedAt: NOW,
    size: 7_700,
    digest: first.digest,
    mediaType: "application/jose",
    kid: first.kid,
    disclosed: first.disclosed,
    due: first.due,
    push: true,
    attempts: 0,
    nextAt: NOW,
    windowUntil: first.windowUntil,
    deliveredAt: null,
    fetchedAt: null,
    failedAt: null,
    cause: null,
    settledAt: null,
    outcome: null,
    reason: null,
    replaces: null,
    erasedAt: null,
  });
  like(t, rows[1], { push: false, nextAt: null, windowUntil: null, disclosed: [] });
  t.same(await store.packetBytes(first.id), first.bytes);
  t.same(await store.packetBytes(second.id), second.bytes);
  t.same(await store.entriesOfMessage(message.id), message.entries);
  t.same(await store.messagesOfThread(message.id), [await store.message(message.id)]);
  t.same(await store.packetsOfThread(message.id), rows);
});

t.test("an id of nothing finds nothing, in any form", async (t) => {
  for (const id of [newId(), "", "x'; drop table messages; --", "\u0000", "550E8400-E29B-41D4-A716-446655440000"]) {
    t.equal(await store.message(id), undefined);
    t.equal(await store.thread(id), undefined);
    t.equal(await store.packet(id), undefined);
    t.equal(await store.packetBytes(id), undefined);
    t.equal(await store.envelope(id), undefined);
    t.equal(await store.receiptOf(id), undefined);
    t.same(await store.packetsOfMessage(id), []);
    t.same(await store.entriesOfMessage(id), []);
  }
  t.equal(await store.findEarlier("procuratorate", "never"), undefined);
});

t.test("a message within a thread is not a thread of its own", async (t) => {
  const opening = sampleMessage(["housing"]);
  const later = sampleMessage(["education"], { thread: opening.id, type: "supplement" });
  await store.accept(opening);
  await store.accept(later);
  t.equal(await store.thread(later.id), undefined);
  t.same((await store.thread(opening.id))?.recipients, ["education", "housing"]);
  t.same(
    (await store.messagesOfThread(opening.id)).map(({ id }) => id),
    [opening.id, later.id],
  );
});

t.test("the same sender and jti again gives the earlier message and writes nothing", async (t) => {
  const first = sampleMessage(["housing", "education"]);
  const again = sampleMessage(["housing", "education"], { jti: first.jti });
  const other = sampleMessage(["housing"], { jti: first.jti, sender: "civil-affairs" });
  t.equal(await store.accept(first), null);
  const { id, claimsMac, answer, leafHash } = first;
  t.same(await store.accept(again), { id, claimsMac, answer, leafHash });
  t.equal(await store.accept(other), null, "another sender may use the same jti");
  t.equal(await store.message(again.id), undefined);
  t.same(await store.packetsOfMessage(again.id), []);
  t.same(await store.entriesOfMessage(again.id), []);
  t.equal(await count("packets where message = $1", again.id), 0);
});

t.test(
  "a message accepted before its leaf hash had a column is answered from its entry, placed or waiting",
  async (t) => {
    const first = sampleMessage(["housing"]);
    const { id, thread, sender, jti, leafHash } = first;
    await store.accept(first);
    // A later entry about the message must not be taken for its entry `accepted`.
    await store.record([sampleEntry("refused", { message: id, thread, code: "duplicate-id" })]);
    await store.pool.query("update messages set leaf_hash = null where id = $1", [id]);
    t.same((await store.findEarlier(sender, jti))?.leafHash, leafHash);
    await store.pool.query(
      `with moved as (delete from audit_pending where message = $1 returning *)
     insert into audit_entries (leaf_index, type, at, actor, message, packet, thread, recipient, leaf_hash, bytes)
     select id, type, at, actor, message, packet, thread, recipient, leaf_hash, bytes from moved`,
      [id],
    );
    t.same((await store.findEarlier(sender, jti))?.leafHash, leafHash);
  },
);

t.test(
  "twenty messages at once with one jti leave one row, and all get the same message as their outcome",
  async (t) => {
    const jti = newId();
    const second = await secondStore(t, store);
    const messages = Array.from({ length: 20 }, () => sampleMessage(["housing"], { jti }));
    const outcomes = await Promise.all(messages.map((message, i) => (i % 2 === 0 ? store : second).accept(message)));
    const winners = messages.filter((_, index) => outcomes[index] === null);
    t.equal(winners.length, 1);
    t.same(new Set(outcomes.filter((outcome) => outcome !== null).map(({ id }) => id)), new Set([winners[0]?.id]));
    t.equal(await count("messages where jti = $1", jti), 1);
    t.equal(
      await count(
        "packets where message = any ($1::uuid[])",
        messages.map(({ id }) => id),
      ),
      1,
    );
  },
);

t.test("two gateways that commit the same messages in opposite orders do not block each other", async (t) => {
  const second = await secondStore(t, store);
  const jtis = Array.from({ length: 12 }, () => newId());
  for (let round = 0; round < 10; round++) {
    const make = (jti: string) => sampleMessage(["housing"], { jti: `${jti}-${round}` });
    const outcomes = await Promise.all([
      ...jtis.map((jti) => store.accept(make(jti))),
      ...jtis.toReversed().map((jti) => second.accept(make(jti))),
    ]);
    t.equal(outcomes.filter((outcome) => outcome === null).length, jtis.length);
  }
});

t.test("a message that cannot be stored fails alone", async (t) => {
  const good = Array.from({ length: 9 }, () => sampleMessage(["housing", "education"]));
  const taken = newId();
  await store.accept(sampleMessage(["housing"], { id: taken }));
  const bad = [
    sampleMessage(["hou\u0000sing"]),
    sampleMessage(["housing"], { id: "no-uuid" }),
    sampleMessage(["housing"], { id: taken, jti: newId() }),
    sampleMessage(["housing"], { packets: [samplePacket("housing", { disclosed: ["\u0000"] })] }),
  ];
  const all = [good.slice(0, 3), bad.slice(0, 2), good.slice(3, 7), bad.slice(2), good.slice(7)].flat();
  const outcomes = await Promise.allSettled(all.map((message) => store.accept(message)));
  for (const [index, message] of all.entries()) {
    const rejected = bad.includes(message);
    t.equal(outcomes[index]?.status, rejected ? "rejected" : "fulfilled");
    if (!rejected) t.equal((await store.packetsOfMessage(message.id)).length, 2);
  }
  for (const message of bad) t.equal(await store.findEarlier(message.sender, message.jti), undefined);
});

t.test("when one part of a message cannot be written, no part is", async (t) => {
  const id = newId();
  const clash = samplePacket("housing");
  await store.accept(sampleMessage([], { packets: [clash] }));
  const entriesBefore = await count("recorded_entries");
  await t.rejects(store.accept(sampleMessage([], { id, packets: [samplePacket("education"), clash] })), {
    code: "23505",
  });
  t.equal(await store.message(id), undefined);
  t.equal(await count("packets where message = $1", id), 0);
  t.equal(await count("recorded_entries"), entriesBefore);
});

t.test("large messages with many recipients are accepted", async (t) => {
  const recipients = Array.from({ length: 12 }, (_, index) => `department-${index}`);
  const message = sampleMessage([], {
    envelope: randomBytes(1 << 20),
    packets: recipients.map((recipient) => samplePacket(recipient, { bytes: randomBytes(600_000) })),
  });
  const small = Array.from({ length: 5 }, () => sampleMessage(["housing"]));
  await Promise.all([message, ...small].map((one) => store.accept(one)));
  for (const packet of message.packets) t.ok((await store.packetBytes(packet.id))?.equals(packet.bytes));
});

t.test("entries keep their order and bytes, also with a text that is no id", async (t) => {
  const message = newId();
  const entries = Array.from({ length: 40 }, (_, index) =>
    sampleEntry("refused", { message, code: `c${index}`, thread: "no id" }),
  );
  await store.record(entries);
  await store.record([]);
  t.same(await store.entriesOfMessage(message), entries);
});

t.test("a withdrawal withdraws packets that may still change, and its repeat is answered like any other", async (t) => {
  const message = sampleMessage(["a", "b", "c", "d"]);
  await store.accept(message);
  const [a, b, c, d] = message.packets.map(({ id }) => id) as [string, string, string, string];
  await store.settle({ packet: b, to: "delivered", at: NOW + 1, entries: [] });
  await store.settle({ packet: c, to: "delivered", at: NOW + 1, entries: [] });
  await store.settle({ packet: c, to: "failed", at: NOW + 1, entries: [] });
  await store.settle({ packet: d, to: "failed", at: NOW + 1, entries: [] });
  const withdrawal = sampleMessage([], { type: "withdrawal", thread: message.id, acceptedAt: NOW + 5 });
  const seen: string[] = [];
  const entryFor = (packet: { id: string; state: string }) => {
    seen.push(`${packet.id} ${packet.state}`);
    return sampleEntry("withdrawn", { message: message.id, packet: packet.id });
  };
  t.equal(await store.acceptWithdrawal(withdrawal, [a, b, d, newId()], entryFor), null);
  t.same(seen, [`${a} queued`, `${b} delivered`, `${d} failed`], "as they were");
  const states = await Promise.all([a, b, c, d].map(async (id) => (await store.packet(id))?.state));
  t.same(states, ["withdrawn", "withdrawn", "delivered", "withdrawn"]);
  like(t, await store.packet(a), { settledAt: NOW + 5, nextAt: null });
  const types = (await store.entriesOfMessage(message.id)).map(({ entry }) => entry.type);
  t.same(types.slice(-3), ["withdrawn", "withdrawn", "withdrawn"]);

  const again = sampleMessage([], { type: "withdrawal", thread: message.id, jti: withdrawal.jti });
  t.equal((await store.acceptWithdrawal(again, [c], entryFor))?.id, withdrawal.id);
  t.equal((await store.packet(c))?.state, "delivered", "a repeat changes nothing");
});

t.test("a withdrawal whose entry cannot be made withdraws nothing", async (t) => {
  const packet = samplePacket("a");
  const { id } = packet;
  const message = sampleMessage([], { packets: [packet] });
  await store.accept(message);
  const withdrawal = sampleMessage([], { type: "withdrawal", thread: message.id });
  const failing = () => {
    throw new Error("no entry");
  };
  await t.rejects(store.acceptWithdrawal(withdrawal, [id], failing), { message: "no entry" });
  t.equal((await store.packet(id))?.state, "queued");
  t.equal(await store.message(withdrawal.id), undefined);
});

t.test("an answered message is committed: another connection sees it", async (t) => {
  const client = new pg.Client({ connectionString: store.url });
  await client.connect();
  t.teardown(() => client.end());
  const message = sampleMessage(["housing"]);
  await store.accept(message);
  const { rowCount } = await client.query("select from messages where id = $1", [message.id]);
  t.equal(rowCount, 1);
});
