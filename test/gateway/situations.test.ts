/** Answers of `/healthz` and `/readyz` in each situation of the table in docs/operations.md, which this file compares. */
import { readFile } from "node:fs/promises";
import pino, { type Logger } from "pino";
import t, { type Test } from "tap";
import { ProblemError } from "../../src/sdk/index.ts";
import {
  exampleList,
  gatewayHome,
  type GatewayHome,
  init,
  senderOf,
  start,
  unique,
} from "../support/gateway/gateway.ts";
import { like } from "../support/like.ts";
import { outside } from "../support/referees/outside.ts";
import { ownServer, SERVER_PROGRAMS } from "../support/store/own-server.ts";
import { testDatabase, testPool } from "../support/store/postgres.ts";
import { REDIS_URL, redisAnswers } from "../support/store/redis.ts";
import { CAN_MOUNT, smallDisk } from "../support/store/small-disk.ts";
import { tcpProxy } from "../support/tcp-proxy.ts";
import { until } from "../support/until.ts";

interface Answers {
  readonly healthz: number;
  readonly readyz: number;
  readonly failing?: string;
  readonly degraded?: readonly string[];
}

async function answersOf({ url }: Pick<GatewayHome, "url">): Promise<Answers> {
  const [healthz, readyz] = await Promise.all([fetch(`${url}/healthz`), fetch(`${url}/readyz`)]);
  await healthz.body?.cancel();
  const { failing, degraded } = (await readyz.json()) as Partial<Answers>;
  return {
    healthz: healthz.status,
    readyz: readyz.status,
    ...(failing !== undefined && { failing }),
    ...(degraded !== undefined && { degraded }),
  };
}

/** Waits until a gateway answers so; an answer may be half a second old. Gives the time that it took, ms. */
async function becomes(home: Pick<GatewayHome, "url">, expected: Answers): Promise<number> {
  const began = performance.now();
  let last: unknown;
  await until(`answers ${JSON.stringify(expected)}`, async () => {
    last = await answersOf(home);
    return JSON.stringify(last) === JSON.stringify(expected);
  }).catch((error: unknown) => {
    throw new Error(`it is ${JSON.stringify(last)}`, { cause: error });
  });
  return performance.now() - began;
}

const READY = { healthz: 200, readyz: 200 } as const;
const NO_COMMIT = { healthz: 200, readyz: 503, failing: "database" } as const;

const situations: string[] = [];
function situation(name: string, play: (t: Test) => Promise<void>, skip: string | false = false): void {
  situations.push(name);
  t.test(name, { skip }, play);
}

async function push(home: GatewayHome): Promise<unknown> {
  const sender = await senderOf(home);
  const sealed = await sender.seal((await exampleList()) as never, {
    type: "aid-subject-list",
    jti: unique("situation"),
  });
  return sender.push(sealed).then(
    () => "accepted",
    (error: unknown) => (error instanceof ProblemError ? error.status : error),
  );
}

/** A logger that keeps its lines. */
function keeping(): { readonly logger: Logger; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  return {
    lines,
    logger: pino({}, { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) }),
  };
}

situation("all is well", async (t) => {
  const home = await gatewayHome(t);
  await start(t, home);
  t.same(await answersOf(home), READY);
});

situation("the database cannot be reached", async (t) => {
  const direct = new URL((await testDatabase(t)).url);
  const proxy = await tcpProxy(direct.hostname, Number(direct.port || 5432));
  t.teardown(() => proxy.close());
  direct.port = String(proxy.port);
  const home = await gatewayHome(t, { databaseUrl: direct.href });
  await start(t, home);
  for (const [fail, what] of [
    [proxy.cut, "gone"],
    [proxy.freeze, "silent"],
  ] as const) {
    fail();
    t.ok((await becomes(home, NO_COMMIT)) < 5_000, what);
    proxy.cut();
    proxy.mend();
    t.ok((await becomes(home, READY)) > 0);
  }
});

situation("the database takes no writes (a standby, read-only)", async (t) => {
  const home = await gatewayHome(t);
  const pool = testPool(t, home.env.DATABASE_URL ?? "");
  await start(t, home);
  const { rows } = await pool.query<{ name: string }>("select current_database() as name");
  const name = rows[0]?.name ?? "";
  const others =
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()";
  await pool.query(`alter database ${name} set default_transaction_read_only = on`);
  await pool.query(others, [name]);
  t.ok((await becomes(home, NO_COMMIT)) < 5_000);
  await pool.query(`begin read write; alter database ${name} reset default_transaction_read_only; commit`);
  await pool.query(others, [name]);
  t.ok((await becomes(home, READY)) > 0);
});

situation("all writers are locked out", async (t) => {
  const home = await gatewayHome(t);
  await start(t, home);
  for (const table of ["messages", "packets", "audit_pending", "receipts", "person_index"]) {
    const holder = await testPool(t, home.env.DATABASE_URL ?? "").connect();
    await holder.query(`begin; lock table ${table} in share mode`);
    t.ok((await becomes(home, NO_COMMIT)) < 5_000, table);
    await holder.query("rollback");
    holder.release();
    t.ok((await becomes(home, READY)) > 0);
  }
});

situation(
  "a disk of the database is full",
  async (t) => {
    const server = await ownServer(t);
    const home = await gatewayHome(t, { databaseUrl: server.url });
    await init(home);
    const disk = await smallDisk(t, server);
    const { logger, lines } = keeping();
    const gateway = await start(t, home, { logger });
    t.equal(await push(home), "accepted");
    await disk.fill();
    // Pages that are there already are filled first.
    await until("a message is refused", async () => (await push(home)) === 503);
    t.ok((await becomes(home, NO_COMMIT)) < 5_000);
    const told = () => lines.filter(({ event }) => event === "disk-full");
    await until("it is told", () => told().length > 0);
    like(t, told(), [
      { level: 50, msg: /the database's tablespace small \(.+\) is full/, zh: /表空间 small/, file: /^pg_tblspc\// },
    ]);
    await disk.clear();
    t.ok((await becomes(home, READY)) > 0);
    t.equal(await push(home), "accepted");
    t.equal(lines.filter(({ event }) => event === "disk-room").length, 1);
    await gateway.stop();
  },
  outside(t, SERVER_PROGRAMS !== undefined && CAN_MOUNT, "a full disk", "postgresql, and as root"),
);

situation(
  "Redis is down, also from the start on",
  async (t) => {
    const redis = new URL(REDIS_URL);
    const proxy = await tcpProxy(redis.hostname, Number(redis.port || 6379));
    t.teardown(() => proxy.close());
    redis.port = String(proxy.port);
    proxy.cut();
    const home = await gatewayHome(t, { env: { REDIS_URL: redis.href } });
    await start(t, home);
    const degraded = { ...READY, degraded: ["queue"] };
    t.ok((await becomes(home, degraded)) < 5_000);
    t.equal(await push(home), "accepted");
    proxy.mend();
    t.ok((await becomes(home, READY)) > 0);
    proxy.cut();
    t.ok((await becomes(home, degraded)) < 5_000);
  },
  outside(t, await redisAnswers(), "a gateway without Redis", "redis-server"),
);

situation("the clocks of machine and database differ", async (t) => {
  const home = await gatewayHome(t);
  await start(t, home, { systemClock: () => Date.now() - 3_600_000 });
  t.same(await answersOf(home), { ...READY, degraded: ["clock"] });
});

situation("there is more to do than can be done", async (t) => {
  const home = await gatewayHome(t, { gateway: { store: { connections: 2 } } });
  const gateway = await start(t, home);
  const busy = [1, 2].map(() => gateway.store.pool.query("select pg_sleep(2)"));
  const began = performance.now();
  const health = await fetch(`${home.url}/healthz`);
  t.equal(health.status, 200);
  t.ok(performance.now() - began < 500, "it waits for nothing that the others wait for");
  await Promise.all(busy);
  t.ok((await becomes(home, READY)) >= 0);
});

situation("the gateway was told to stop", async (t) => {
  const home = await gatewayHome(t, { gateway: { http: { drainSeconds: 1 } } });
  const gateway = await start(t, home);
  const draining = gateway.drain();
  t.same(await answersOf(home), { healthz: 200, readyz: 503, failing: "stopping" });
  const answer = await fetch(`${home.url}/.well-known/aid-gateway`);
  t.equal(answer.status, 200, "what still comes is answered");
  t.equal(answer.headers.get("connection"), "close", "and ends its connection");
  await draining;
});

t.test("docs/operations.md has these situations and no others", async (t) => {
  const page = await readFile(new URL("../../docs/operations.md", import.meta.url), "utf8");
  const [, table = ""] = page.split("| situation |");
  const rows = table.split("\n\n")[0]?.split("\n").slice(2) ?? [];
  t.same(
    rows.map((row) => row.split("|")[1]?.trim()),
    situations,
  );
});
