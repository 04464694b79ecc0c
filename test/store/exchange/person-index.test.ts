import { randomBytes } from "node:crypto";
import t from "tap";
import type { NewMessage } from "../../../src/exchange/store-port.ts";
import { newId, NOW, sampleEntry, sampleMessage, testStore } from "../../support/store/store-samples.ts";

const DAY = 86_400_000;
const store = await testStore(t);
const person = () => randomBytes(16);
const ENTRIES = {
  packet: () => sampleEntry("erased"),
  envelope: () => sampleEntry("envelope-erased"),
  case: () => sampleEntry("case-erased"),
};

async function threadsOf(mac: Buffer): Promise<string[]> {
  return (await store.personRows.threadsOf(mac, 100)).map(({ thread }) => thread);
}

async function accepted(more: Partial<NewMessage>, recipients: readonly string[] = ["housing"]): Promise<NewMessage> {
  const message = sampleMessage(recipients, more);
  t.equal(await store.accept(message), null);
  return message;
}

async function settle(message: NewMessage, at: number): Promise<void> {
  await store.pool.query("update packets set state = 'accepted', settled_at = $2 where message = $1", [message.id, at]);
}

/** Rows of the index whose message has no envelope: an erasure must leave none. */
async function orphans(): Promise<number> {
  const { rows } = await store.pool.query(
    "select from person_index i left join messages m on m.id = i.message where m.envelope is null",
  );
  return rows.length;
}

t.test("a look-up finds the threads about a person, newest first, and about no other person", async (t) => {
  const [one, other] = [person(), person()];
  const first = await accepted({ persons: [one, other], acceptedAt: NOW - 2 });
  const second = await accepted({ persons: [one], acceptedAt: NOW - 1, sender: "elsewhere" });
  const supplement = await accepted({ id: newId(), thread: first.id, type: "supplement", persons: [one] });
  t.same(await store.personRows.threadsOf(one, 100), [
    { thread: second.id, type: "aid-subject-list", sender: "elsewhere", acceptedAt: NOW - 1, messages: 1, open: 1 },
    { thread: first.id, type: "aid-subject-list", sender: "procuratorate", acceptedAt: NOW - 2, messages: 2, open: 2 },
  ]);
  t.same(await threadsOf(other), [first.id]);
  t.same(await threadsOf(person()), []);
  t.same((await store.personRows.threadsOf(one, 1)).length, 1);
  await settle(supplement, NOW);
  t.equal((await store.personRows.threadsOf(other, 1))[0]?.open, 1);
});

t.test("a repeat is not indexed again, and each message of a group has its own persons", async (t) => {
  const [mine, theirs] = [person(), person()];
  const message = await accepted({ persons: [mine] });
  const again = sampleMessage(["housing"], { jti: message.jti, persons: [theirs] });
  t.equal((await store.accept(again))?.id, message.id);
  t.same(await threadsOf(theirs), []);
  const group = Array.from({ length: 20 }, () => ({ mac: person(), shared: mine }));
  const messages = await Promise.all(group.map(({ mac, shared }) => accepted({ persons: [mac, shared] })));
  for (const [n, { mac }] of group.entries()) t.same(await threadsOf(mac), [messages[n]?.id]);
  t.equal((await threadsOf(mine)).length, 21);
});

t.test("the blind index of a message is deleted with its envelope, in every kind of erasure", async (t) => {
  const byTime = person();
  const late = await accepted({ persons: [byTime] }, ["housing", "education"]);
  const rule = { state: "accepted", types: [], except: true, before: NOW - 30 * DAY } as const;
  await store.pool.query(
    "update packets set state = 'accepted', settled_at = $2 where message = $1 and recipient = 'housing'",
    [late.id, NOW - 31 * DAY],
  );
  t.equal((await store.erasureRows.eraseDue(rule, NOW, 100, ENTRIES)).erased, 1);
  t.same(await threadsOf(byTime), [late.id], "a packet of it is still there");
  await settle(late, NOW - 31 * DAY);
  t.equal((await store.erasureRows.eraseDue(rule, NOW, 100, ENTRIES)).erased, 1);
  t.same(await threadsOf(byTime), []);

  const alone = person();
  await accepted({ persons: [alone], acceptedAt: NOW - 40 * DAY }, []);
  t.equal((await store.erasureRows.eraseEnvelopes(NOW - 30 * DAY, NOW, 100, ENTRIES)).erased, 1);
  t.same(await threadsOf(alone), []);

  const asked = person();
  const message = await accepted({ persons: [asked] });
  const elsewhere = await accepted({ persons: [asked] });
  const erase = (mayErase: boolean) =>
    store.erasureRows.eraseThread(
      message.thread,
      NOW,
      () => mayErase,
      () => sampleEntry("erasure-requested"),
      ENTRIES,
    );
  await erase(false);
  t.same(new Set(await threadsOf(asked)), new Set([message.id, elsewhere.id]), "nothing was destroyed");
  await erase(true);
  t.same(await threadsOf(asked), [elsewhere.id], "the other thread is still found");
  t.equal(await orphans(), 0);
});

t.test("each destroyed envelope has its entry, in the same transaction", async (t) => {
  const mac = person();
  await accepted({ persons: [mac], acceptedAt: NOW - 40 * DAY }, []);
  const refused = () => {
    throw new Error("no entry");
  };
  await t.rejects(store.erasureRows.eraseEnvelopes(NOW, NOW, 100, { envelope: refused }), { message: "no entry" });
  t.equal((await threadsOf(mac)).length, 1, "no entry, no erasure");
  const count = async () =>
    Number((await store.pool.query("select from recorded_entries where type = 'envelope-erased'")).rowCount);
  const before = await count();
  const { erased: gone } = await store.erasureRows.eraseEnvelopes(NOW, NOW, 100, ENTRIES);
  t.equal((await count()) - before, gone);
  t.ok(gone >= 1);
});
