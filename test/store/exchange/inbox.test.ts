import { randomBytes } from "node:crypto";
import fc from "fast-check";
import pg from "pg";
import t, { type Test } from "tap";
import { Refusal } from "../../../src/domain/refusal.ts";
import { Database } from "../../../src/store/database.ts";
import { identityQuestion } from "../../../src/store/database-identity.ts";
import { InboxReader } from "../../../src/store/exchange/inbox.ts";
import type { OpenStore } from "../../../src/store/open.ts";
import {
  NOW,
  requeueOne,
  sampleMessage,
  samplePacket,
  sampleReceipt,
  secondStore,
  testStore,
} from "../../support/store/store-samples.ts";
import { holds } from "../../support/holds.ts";
import { SILENT } from "../../support/loggers.ts";
import { until } from "../../support/until.ts";

const store = await testStore(t);

async function put(recipient: string, into: OpenStore = store): Promise<string> {
  const packet = samplePacket(recipient);
  await into.accept(sampleMessage([], { packets: [packet] }));
  return packet.id;
}

/** Reads all pages behind a cursor. */
async function readOn(recipient: string, after: string | undefined, limit = 500, from: OpenStore = store) {
  const ids: string[] = [];
  for (let cursor = after; ; ) {
    const page = await from.inbox(recipient, cursor, limit);
    cursor = page.next;
    if (page.items.length === 0) return { ids, cursor };
    ids.push(...page.items.map(({ id }) => id));
  }
}

/** Waits until no other transaction on this server hides the newest rows. */
async function settled(recipient: string, expected: number): Promise<void> {
  await until(`${expected} packets`, async () => (await readOn(recipient, undefined)).ids.length >= expected);
}

/** Opens a transaction that has inserted a copy of a packet under a new id. */
async function openTransaction(t: Test, packet: string, recipient?: string) {
  const client = new pg.Client({ connectionString: store.url });
  await client.connect();
  t.teardown(() => client.end());
  await client.query("begin");
  const { rows } = await client.query<{ id: string }>(
    `insert into packets (id, message, thread, type, version, sender, recipient, sealed_at, size, digest, media_type, kid,
                          disclosed, due, push, bytes)
     select gen_random_uuid(), message, thread, type, version, sender, coalesce($2, recipient), sealed_at, size, digest,
            media_type, kid, disclosed, due, push, bytes
     from packets where id = $1 returning id`,
    [packet, recipient],
  );
  const [row] = rows;
  if (row === undefined) throw new Error("the packet to copy is not there");
  return {
    id: row.id,
    commit: () => client.query("commit"),
    rollback: () => client.query("rollback"),
    end: () => client.end(),
  };
}

t.test("an inbox lists packets without a receipt, failed ones too, oldest first, page by page", async (t) => {
  const ids: string[] = [];
  for (let i = 0; i < 7; i++) ids.push(await put("paging"));
  await put("someone-else");
  await settled("paging", 7);
  t.same((await readOn("paging", undefined, 3)).ids, ids);
  const page = await store.inbox("paging", undefined, 3);
  const [delivered, accepted, rejected, failed, withdrawn] = ids as [string, string, string, string, string];
  t.same(page.items[0], await store.packet(delivered));
  const settle = (packet: string, to: "delivered" | "accepted" | "rejected" | "failed" | "withdrawn") =>
    store.settle({ packet, to, at: NOW, entries: [] });
  await settle(delivered, "delivered");
  await settle(accepted, "accepted");
  await settle(rejected, "rejected");
  await settle(failed, "failed");
  await settle(withdrawn, "withdrawn");
  t.same((await readOn("paging", undefined)).ids, [delivered, failed, ids[5], ids[6]]);
  t.same(
    (await readOn("paging", page.next)).ids,
    [failed, ids[5], ids[6]],
    "the cursor holds though its packet was settled",
  );
});

t.test("at the end of an inbox the given cursor comes back", async (t) => {
  await put("end");
  await settled("end", 1);
  const { cursor } = await readOn("end", undefined);
  t.equal((await store.inbox("end", cursor, 10)).next, cursor);
  const empty = await store.inbox("nobody", undefined, 10);
  t.same(empty.items, []);
  t.equal((await store.inbox("nobody", empty.next, 10)).next, empty.next);
});

t.test("when transactions commit in reverse order, no packet is skipped or listed twice", async (t) => {
  const base = await put("reverse");
  await settled("reverse", 1);
  const { cursor } = await readOn("reverse", undefined);
  const first = await openTransaction(t, base);
  const second = await openTransaction(t, base);
  const third = await openTransaction(t, base);
  await third.commit();
  t.same((await readOn("reverse", cursor)).ids, [], "not listed while an older transaction may still commit");
  const last = await put("reverse");
  await second.commit();
  const early = await readOn("reverse", cursor);
  t.same(early.ids, []);
  await first.commit();
  await settled("reverse", 5);
  const rest = await readOn("reverse", early.cursor, 2);
  t.same(rest.ids, [first.id, second.id, third.id, last]);
});

t.test("open transactions that write no packets delay no packet, wherever on the server they are", async (t) => {
  const elsewhere = new URL(store.url);
  elsewhere.pathname = "/postgres";
  for (const url of [store.url, elsewhere.href]) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    t.teardown(() => client.end());
    await client.query("begin; create temporary table forgotten (n int); insert into forgotten values (1)");
  }
  const [first, second] = [await put("forgotten"), await put("forgotten")];
  const page = await store.inbox("forgotten", undefined, 500);
  t.same(
    page.items.map(({ id }) => id),
    [first, second],
  );
  t.not((await store.inboxHeads(["forgotten"])).get("forgotten"), undefined);
  await store.settle({ packet: first, to: "failed", at: NOW, entries: [] });
  await requeueOne(store, first, NOW, NOW + 1);
  t.same((await readOn("forgotten", page.next)).ids, [first], "nor one that is queued again");
  const { held, oldest, next } = await store.heldHorizon();
  t.equal(held, 0, "and none holds the inboxes back");
  t.ok(BigInt(oldest) < BigInt(next) - 1n, "while the server's horizon stands");
});

t.test("a transaction that is rolled back delays no packet", async (t) => {
  const base = await put("rollback");
  await settled("rollback", 1);
  const { cursor } = await readOn("rollback", undefined);
  const open = await openTransaction(t, base);
  const after = await put("rollback");
  t.same((await readOn("rollback", cursor)).ids, []);
  await open.rollback();
  await settled("rollback", 2);
  t.same((await readOn("rollback", cursor)).ids, [after]);
});

t.test("a reader that polls while two gateways commit sees each packet once", async (t) => {
  const forgotten = new pg.Client({ connectionString: store.url });
  await forgotten.connect();
  t.teardown(() => forgotten.end());
  await forgotten.query("begin; select pg_current_xact_id()");
  const second = await secondStore(t, store);
  const expected = new Set<string>();
  const seen: string[] = [];
  const writers = [store, second].flatMap((into) =>
    Array.from({ length: 4 }, async () => {
      for (let i = 0; i < 15; i++) expected.add(await put("busy", into));
    }),
  );
  const reader = (async () => {
    for (let cursor: string | undefined; seen.length < 120; ) {
      const page = await store.inbox("busy", cursor, 4);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    }
  })();
  await Promise.all(writers);
  await reader;
  t.equal(seen.length, 120);
  t.same(new Set(seen), expected, "none twice, none missing");
});

t.test("whatever begins, commits and is read in whatever order, no packet is skipped or listed twice", async (t) => {
  const base = await put("template");
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("begin" as const) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom("commit" as const, "rollback" as const),
        nth: fc.nat(5),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom("forget" as const, "put" as const),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("read" as const),
        limit: fc.integer({ min: 1, max: 3 }),
      }),
    },
  );
  let run = 0;
  const listed = fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
    const recipient = `order-${++run}`;
    const open: Awaited<ReturnType<typeof openTransaction>>[] = [];
    const forgotten: pg.Client[] = [];
    const committed: string[] = [];
    const seen: string[] = [];
    let cursor: string | undefined;
    for (const { kind, ...more } of steps) {
      if (kind === "begin" && open.length < 6) open.push(await openTransaction(t, base, recipient));
      if (kind === "put") committed.push(await put(recipient));
      if (kind === "forget" && forgotten.length === 0) {
        const client = new pg.Client({ connectionString: store.url });
        forgotten.push(client);
        await client.connect();
        await client.query("begin; select pg_current_xact_id()");
      }
      if ("nth" in more) {
        const [ended] = open.splice(more.nth % Math.max(open.length, 1), 1);
        if (kind === "commit") {
          await ended?.commit();
          if (ended !== undefined) committed.push(ended.id);
        } else await ended?.rollback();
        await ended?.end();
      }
      if ("limit" in more) {
        const page = await store.inbox(recipient, cursor, more.limit);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.next;
      }
    }
    for (const { rollback, end } of open) await rollback().then(end);
    seen.push(...(await readOn(recipient, cursor)).ids);
    for (const client of forgotten) await client.end();
    return seen.length === committed.length && committed.every((id) => seen.includes(id));
  });
  await holds(t, listed, { numRuns: 60 });
});

t.test("a transaction that takes its number before it holds the horizon may write no packet", async (t) => {
  const client = new pg.Client({ connectionString: store.url });
  await client.connect();
  t.teardown(() => client.end());
  await client.query("begin; select pg_current_xact_id()");
  await t.rejects(client.query("update packets set xid = pg_current_xact_id()"), { code: "55000" });
});

t.test("a packet that is queued again moves to the end, where an older cursor finds it", async (t) => {
  const [again, other] = [await put("again"), await put("again")];
  await settled("again", 2);
  const { cursor } = await readOn("again", undefined);
  await store.settle({ packet: again, to: "failed", at: NOW, entries: [] });
  t.same((await readOn("again", undefined)).ids, [again, other]);
  await requeueOne(store, again, NOW, NOW + 1);
  await until("it is listed anew", async () => (await readOn("again", cursor)).ids.length > 0);
  t.same((await readOn("again", cursor)).ids, [again]);
  t.same((await readOn("again", undefined)).ids, [other, again]);
});

t.test("a cursor of another inbox is refused", async (t) => {
  const mine = await store.inbox("mine", undefined, 1);
  for (const cursor of ["", "x", "AQ", `${mine.next}A`, "'; --"]) {
    await t.rejects(store.inbox("mine", cursor, 1), new Refusal("malformed-request"), cursor);
  }
  await t.rejects(store.inbox("yours", mine.next, 1), new Refusal("malformed-request"));
});

t.test("heads change when a packet can be listed, and only for the recipients asked", async (t) => {
  t.same(await store.inboxHeads(["heads", "quiet"]), new Map());
  const packet = await put("heads");
  await settled("heads", 1);
  const first = await store.inboxHeads(["heads", "quiet"]);
  t.same([...first.keys()], ["heads"]);
  t.same(await store.inboxHeads(["heads"]), first);
  const open = await openTransaction(t, packet);
  t.same(await store.inboxHeads(["heads"]), first, "not yet listable");
  await open.commit();
  await settled("heads", 2);
  t.not((await store.inboxHeads(["heads"])).get("heads"), first.get("heads"));
});

t.test("a database restored on another server lists its inboxes from the start and loses no packet", async (t) => {
  const ids = [await put("restored"), await put("restored"), await put("restored")] as const;
  await settled("restored", 3);
  const { cursor } = await readOn("restored", undefined);
  await store.settle({
    packet: ids[1],
    to: "accepted",
    at: NOW,
    receipt: sampleReceipt(ids[1]),
    entries: [],
  });
  // As in a restored dump: positions far ahead of the transactions of the server.
  await store.pool.query(
    "update packets set xid = (xid::text::bigint + 1000000000)::text::xid8 where recipient = 'restored'",
  );
  t.same((await readOn("restored", undefined)).ids, [], "they lie beyond the horizon");
  const reopened = await secondStore(t, store);
  t.same((await readOn("restored", undefined, 500, reopened)).ids, [ids[0], ids[2]]);
  t.same((await readOn("restored", cursor, 500, reopened)).ids, [ids[0], ids[2]], "an old cursor begins again");
  const next = await put("restored", reopened);
  await settled("restored", 3);
  t.same((await readOn("restored", undefined, 500, reopened)).ids, [ids[0], ids[2], next]);
  const fresh = await readOn("restored", undefined, 500, reopened);
  const again = await secondStore(t, store);
  t.same((await readOn("restored", fresh.cursor, 500, again)).ids, [], "opening once more changes nothing");
});

t.test("a cursor from another server starts anew, even when its position is possible on this one", async (t) => {
  const ids = [await put("moved"), await put("moved")];
  await settled("moved", 2);
  const { cursor } = await readOn("moved", undefined);
  await store.pool.query("update meta set cluster = 'another server'");
  const reopened = await secondStore(t, store);
  t.same((await readOn("moved", cursor, 500, reopened)).ids, ids);
});

t.test("readers that find another server at once check the positions once", async (t) => {
  const own = await testStore(t);
  const db = new Database(own.url, { connections: 4, connectMs: 5_000, statementMs: 15_000 }, SILENT);
  t.teardown(() => db.close());
  const reader = new InboxReader(db, await identityQuestion(db), randomBytes(32), SILENT);
  let checks = 0;
  const transaction = db.transaction.bind(db);
  db.transaction = (work) => {
    checks++;
    return transaction(work);
  };
  for (const expected of [1, 2]) {
    await own.pool.query("update meta set cluster = 'elsewhere'");
    const pages = await Promise.all(Array.from({ length: 20 }, () => reader.list("housing", undefined, 10)));
    t.ok(pages.every(({ items }) => items.length === 0));
    t.equal(checks, expected);
  }
});
