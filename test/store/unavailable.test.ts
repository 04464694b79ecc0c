import { dueAt } from "../support/store/due-at.ts";
import { SILENT } from "../support/loggers.ts";
import { createServer } from "node:net";
import pg from "pg";
import t from "tap";
import { StoreUnavailable } from "../../src/exchange/store-port.ts";
import { Database } from "../../src/store/database.ts";
import { openStore } from "../../src/store/open.ts";
import { asStoreError, isUnavailable } from "../../src/store/unavailable.ts";
import { testDatabase } from "../support/store/postgres.ts";
import { newId, NOW, sampleEntry, sampleMessage, testStore } from "../support/store/store-samples.ts";
import { like } from "../support/like.ts";

const SETTINGS = { connections: 2, connectMs: 5_000, statementMs: 10_000 };

t.test("SQLSTATE tells an unavailable database from bad data", async (t) => {
  const error = (code: string) => Object.assign(new Error("x"), { code });
  for (const code of [
    "08006",
    "53300",
    "53100",
    "57P01",
    "57P03",
    "57014",
    "25006",
    "58030",
    "XX000",
    "28P01",
    "3D000",
    "ECONNREFUSED",
    "ENOENT",
  ]) {
    t.ok(isUnavailable(error(code)), code);
    t.ok(asStoreError(error(code)) instanceof StoreUnavailable, code);
  }
  for (const code of ["22P02", "22021", "23505", "42601", "54000", "22003"]) {
    t.notOk(isUnavailable(error(code)), code);
    t.equal((asStoreError(error(code)) as { code: string }).code, code);
  }
  for (const code of ["40001", "40P01"]) {
    t.notOk(isUnavailable(error(code)), `${code}: a group that was rolled back is written one by one`);
    t.ok(asStoreError(error(code)) instanceof StoreUnavailable, `${code}: at last the caller tries again`);
  }
  const known = new StoreUnavailable();
  t.equal(asStoreError(known), known);
  t.notOk(isUnavailable("text"));
});

t.test("without a server every method rejects with StoreUnavailable", async (t) => {
  const { url } = await testDatabase(t);
  const store = await openStore({ databaseUrl: url, dataDir: "unused", logger: SILENT });
  t.teardown(() => store.close());
  const client = new pg.Client({ connectionString: url.replace(/\/[^/]*$/, "/postgres") });
  await client.connect();
  t.teardown(() => client.end());
  await store.ping();
  await client.query(`drop database ${new URL(url).pathname.slice(1)} with (force)`);
  const packet = newId();
  const entry = sampleEntry("attempt");
  const outcomes = await Promise.allSettled<unknown>([
    store.accept(sampleMessage(["a"])),
    store.acceptWithdrawal(sampleMessage([]), [packet], () => entry),
    store.settle({ packet, to: "delivered", at: NOW, entries: [] }),
    store.record([entry]),
    store.claim(packet, "w1", dueAt(NOW), 1),
    store.requeue([packet], NOW, { recipients: [], until: NOW }, () => entry),
    store.packet(packet),
    store.inbox("a", undefined, 1),
    store.duePackets(dueAt(NOW), [{ party: "a", share: 1 }], 1),
    store.claimOverdue("w1", dueAt(NOW), 1, 1),
    store.useAssertion("a", "j", 1),
    store.ping(),
  ]);
  for (const outcome of outcomes) like(t, outcome, { status: "rejected", reason: { name: "StoreUnavailable" } });
});

t.test("connections that the server ends are replaced", async (t) => {
  const store = await testStore(t);
  const messages = Array.from({ length: 60 }, () => sampleMessage(["a"]));
  const other = new pg.Client({ connectionString: store.url });
  await other.connect();
  t.teardown(() => other.end());
  const results = messages.map(async (message, index) => {
    if (index === 10) {
      await other.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
      );
    }
    return store.accept(message);
  });
  const outcomes = await Promise.allSettled(results);
  await store.ping().catch(() => store.ping());
  for (const [index, outcome] of outcomes.entries()) {
    const message = messages[index];
    if (message === undefined) continue;
    if (outcome.status === "rejected") t.ok(outcome.reason instanceof StoreUnavailable);
    else t.equal((await store.packetsOfMessage(message.id)).length, 1, "what was acknowledged is there");
    // A sender without an answer repeats with the same jti; then exactly one message is stored.
    const again = await store.accept(sampleMessage(["a"], { jti: message.jti }));
    if (again !== null) t.equal(again.id, message.id);
  }
  const { rows } = await store.pool.query<{ n: string }>("select count(*) as n from messages");
  t.equal(Number(rows[0]?.n), messages.length);
});

t.test("a read-only database accepts no message", async (t) => {
  const store = await testStore(t);
  await store.pool.query(
    `alter database ${new URL(store.url).pathname.slice(1)} set default_transaction_read_only = on`,
  );
  const reading = new Database(store.url, SETTINGS, SILENT);
  t.teardown(() => reading.close());
  const statement = { name: "write", text: "update meta set probed = 0" };
  await t.rejects(reading.run(statement, []), { name: "StoreUnavailable" });
});

t.test("a statement that takes too long is cancelled, and its connection is used again", async (t) => {
  const { url } = await testDatabase(t);
  const db = new Database(url, { ...SETTINGS, connections: 1, statementMs: 1_000 }, SILENT);
  t.teardown(() => db.close());
  await t.rejects(db.run({ name: "slow", text: "select pg_sleep(60)" }, []), { name: "StoreUnavailable" });
  t.same(await db.run({ name: "quick", text: "select 1 as one" }, []), [{ one: 1 }]);
});

t.test("a connection whose server does not answer in time is closed", async (t) => {
  const { url } = await testDatabase(t);
  const db = new Database(url, { ...SETTINGS, connections: 1, statementMs: 100 }, SILENT);
  t.teardown(() => db.close());
  // The limit of the server is off, so only the client's limit works, which is five seconds longer.
  const deaf = "set statement_timeout = 0";
  await t.rejects(
    db.transaction(async (runner) => {
      await runner.run({ name: "deaf", text: deaf }, []);
      await runner.run({ name: "sleep", text: "select pg_sleep(15)" }, []);
    }),
    { name: "StoreUnavailable" },
  );
  const client = await db.pool.connect();
  t.teardown(() => client.release());
  const { rows } = await client.query<{ n: string }>("show statement_timeout");
  t.same(rows, [{ statement_timeout: "100ms" }], "another connection");
});

t.test("a server that takes connections and is silent counts as unavailable in time", async (t) => {
  const sockets = new Set<{ destroy(): unknown }>();
  const silent = createServer((socket) => sockets.add(socket));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
  const address = silent.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const db = new Database(`postgres://a@127.0.0.1:${address.port}/b`, { ...SETTINGS, connectMs: 100 }, SILENT);
  t.teardown(() => db.close());
  await t.rejects(db.run({ name: "one", text: "select 1" }, []), { name: "StoreUnavailable" });
});

t.test("when all connections are in use, waiting ends in time", async (t) => {
  const { url } = await testDatabase(t);
  const db = new Database(url, { ...SETTINGS, connections: 1, connectMs: 2_000 }, SILENT);
  t.teardown(() => db.close());
  const client = await db.pool.connect();
  await t.rejects(db.run({ name: "one", text: "select 1" }, []), { name: "StoreUnavailable" });
  client.release();
  t.same(await db.run({ name: "one", text: "select 1 as one" }, []), [{ one: 1 }]);
});

t.test("a transaction whose work throws is rolled back, and its connection is used again", async (t) => {
  const store = await testStore(t);
  const db = new Database(store.url, { ...SETTINGS, connections: 1 }, SILENT);
  t.teardown(() => db.close());
  const work = db.transaction(async (runner) => {
    await runner.run({ name: "off", text: "insert into endpoints_off values ('a', 1)" }, []);
    throw new RangeError("no");
  });
  await t.rejects(work, RangeError);
  t.same(await db.run({ name: "off-all", text: "select * from endpoints_off" }, []), []);
  const broken = db.transaction((runner) => runner.run({ name: "bad", text: "select 1 / 0" }, []));
  await t.rejects(broken, { code: "22012" });
  t.same(await db.run({ name: "off-all", text: "select * from endpoints_off" }, []), []);
});

t.test("after close no message is accepted, and a second close is harmless", async (t) => {
  const { url } = await testDatabase(t);
  const store = await openStore({ databaseUrl: url, dataDir: "unused", logger: SILENT });
  const last = store.accept(sampleMessage(["a"]));
  await store.close();
  t.equal(await last, null, "what was under way is finished");
  await t.rejects(store.accept(sampleMessage(["a"])), { name: "StoreUnavailable" });
  await store.close();
});
