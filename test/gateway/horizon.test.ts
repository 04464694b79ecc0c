import { Writable } from "node:stream";
import pino from "pino";
import t from "tap";
import { watchHorizon } from "../../src/gateway/horizon.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";
import { like } from "../support/like.ts";
import { sampleMessage, samplePacket, testStore } from "../support/store/store-samples.ts";
import { testPool } from "../support/store/postgres.ts";

t.test("a transaction that writes packets and does not end, and one of others, are told of once each", async (t) => {
  const store = await testStore(t);
  await store.accept(sampleMessage([], { packets: [samplePacket("housing")] }));
  const lines: Record<string, unknown>[] = [];
  const write = (line: Buffer, _encoding: unknown, done: () => void) => {
    lines.push(JSON.parse(String(line)) as Record<string, unknown>);
    done();
  };
  const metrics = createMetrics();
  const time = { ms: 0, held: 0, oldest: "8" };
  const heldHorizon = async () => {
    const real = await store.heldHorizon();
    return { held: real.held === 0 ? 0 : real.held + time.held, oldest: time.oldest, next: "8" };
  };
  const watch = watchHorizon({ store: { heldHorizon }, metrics, logger: pino(new Writable({ write })) }, () => time.ms);
  t.teardown(() => watch.stop());
  await watch.read();
  t.same(watch.degraded(), []);

  const client = await testPool(t, store.url).connect();
  t.teardown(() => client.release(true));
  await client.query("begin; update packets set xid = pg_current_xact_id()");
  time.oldest = "7";
  await watch.read();
  time.ms += 600_000;
  time.held = 600;
  await watch.read();
  await watch.read();
  t.same(watch.degraded(), ["inbox"]);
  const { body } = await metrics.text();
  t.match(body, /^aidx_inbox_horizon_seconds 60\d/m);
  t.match(body, /^aidx_database_transaction_seconds 600$/m);
  await client.query("rollback");
  time.oldest = "8";
  await watch.read();
  t.same(watch.degraded(), []);
  like(
    t,
    lines.filter(({ event }) => event === "inbox-horizon"),
    [
      { level: 50, msg: /no inbox lists new packets/, zh: /收件箱/ },
      { level: 30, msg: /has ended/, zh: /已经结束/ },
    ],
  );
  like(
    t,
    lines.find(({ event }) => event === "server-horizon"),
    { level: 50, msg: /pg_prepared_xacts/, zh: /事务/ },
  );
});
