import t from "tap";
import { openStore } from "../../src/store/open.ts";
import { exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { published } from "../support/log/published-log.ts";
import { SILENT } from "../support/loggers.ts";
import { outside } from "../support/referees/outside.ts";
import { PGBOUNCER, pgbouncer } from "../support/store/pgbouncer.ts";
import { testDatabase } from "../support/store/postgres.ts";

const skip = outside(t, PGBOUNCER !== undefined, "a database behind PgBouncer", "pgbouncer");

t.test("behind a PgBouncer in session mode a gateway works, also its log and its queue", { skip }, async (t) => {
  const { url } = await testDatabase(t);
  const through = await pgbouncer(t, url, "session");
  const home = await gatewayHome(t, { databaseUrl: through, gateway: { delivery: { relayIntervalMs: 50 } } });
  const gateway = await start(t, home);
  const sender = await senderOf(home);
  const sealed = await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti: "pooled" });
  t.notOk((await sender.push(sealed)).repeat);
  await published(gateway.log, []);
  const settings = await gateway.store.pool.query("show statement_timeout");
  t.same(settings.rows, [{ statement_timeout: "15s" }], "the gateway's settings hold there");
});

for (const mode of ["transaction", "statement"] as const) {
  t.test(`a pooler in ${mode} mode is refused at the start`, { skip }, async (t) => {
    const { url } = await testDatabase(t);
    const databaseUrl = await pgbouncer(t, url, mode);
    await t.rejects(openStore({ databaseUrl, dataDir: "unused", logger: SILENT }), {
      name: "PoolerUnsuitable",
      message: /pool_mode = session/,
      text: { zh: /会话级连接池/ },
    });
  });
}

t.test("options of the URL are merged with the gateway's settings", async (t) => {
  const { url } = await testDatabase(t);
  const databaseUrl = `${url}?options=${encodeURIComponent("-c work_mem=5MB -c statement_timeout=99s")}`;
  const home = await gatewayHome(t, { databaseUrl });
  const gateway = await start(t, home);
  const { rows } = await gateway.store.pool.query(
    "select current_setting('work_mem') as work_mem, current_setting('statement_timeout') as timeout",
  );
  t.same(rows, [{ work_mem: "5MB", timeout: "15s" }]);
});
