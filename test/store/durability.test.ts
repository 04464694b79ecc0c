/** A start warns of settings with which PostgreSQL may lose what it committed. */
import pg from "pg";
import t from "tap";
import { openStore } from "../../src/store/open.ts";
import { keepingLogger } from "../support/loggers.ts";
import { outside } from "../support/referees/outside.ts";
import { ownServer, SERVER_PROGRAMS } from "../support/store/own-server.ts";
import { until } from "../support/until.ts";

const skip = outside(t, SERVER_PROGRAMS !== undefined, "a standby of a real PostgreSQL", "postgresql");

/** Settings that a start warns of. */
async function warned(url: string, options = ""): Promise<unknown[]> {
  const { logger, events } = keepingLogger();
  const databaseUrl = `${url}&options=${encodeURIComponent(options)}`;
  const store = await openStore({ databaseUrl, dataDir: "unused", logger });
  await store.close();
  return events.filter(({ event }) => event === "not-durable").map(({ setting }) => setting);
}

t.test("a commit that may be lost at a crash or a failover is warned of", { skip }, async (t) => {
  const primary = await ownServer(t);
  t.same(await warned(primary.url), []);
  t.same(await warned(primary.url, "-c synchronous_commit=off"), ["synchronous_commit"]);
  t.same(await warned(primary.url, "-c synchronous_commit=local"), [], "without a standby nothing more can be had");

  const admin = new pg.Client({ connectionString: primary.url });
  await admin.connect();
  t.teardown(() => admin.end());
  await primary.standby();
  const count = async (sql: string) => (await admin.query(sql)).rowCount ?? 0;
  await until(
    "the standby is connected",
    async () => (await count("select from pg_stat_replication where state = 'streaming'")) > 0,
  );
  t.same(await warned(primary.url), ["synchronous_standby_names"]);
  await admin.query("alter system set synchronous_standby_names = '*'");
  await admin.query("select pg_reload_conf()");
  await until(
    "it is synchronous",
    async () => (await count("select from pg_stat_replication where sync_state = 'sync'")) > 0,
  );
  t.same(await warned(primary.url), []);
  t.same(await warned(primary.url, "-c synchronous_commit=local"), ["synchronous_commit"]);
});
