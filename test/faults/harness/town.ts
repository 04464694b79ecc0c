import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import pg from "pg";
import type { Test } from "tap";
import { type Child, startChild } from "../../support/child-process.ts";
import { departmentOf, freePort, type GatewayHome, gatewayHome, init } from "../../support/gateway/gateway.ts";
import { ownServer } from "../../support/store/own-server.ts";
import { type TcpProxy, tcpProxy } from "../../support/tcp-proxy.ts";
import { until } from "../../support/until.ts";
import { Ledger } from "./ledger.ts";
import { pushEndpoints } from "./parties.ts";

const PROGRAM = fileURLToPath(new URL("../crashing-gateway.ts", import.meta.url));

/** Departments that are pushed to. */
export const PUSHED = ["civil-affairs", "medical-insurance"] as const;
/** The department that pulls with one cursor. */
export const FOLLOWER = "housing";

/** Delivery that gives up nothing and waits for little: a run of seconds must see retries. */
const DELIVERY = {
  leaseSeconds: 3,
  connectTimeoutMs: 500,
  responseTimeoutMs: 1500,
  relayIntervalMs: 200,
  retry: { baseSeconds: 1, maxSeconds: 1 },
};

/** A gateway as a process, with its own way to the database. */
export interface Member {
  readonly home: GatewayHome;
  readonly database: TcpProxy;
  /** The process; undefined while it is down. */
  child(): Child | undefined;
  start(): Promise<void>;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Two gateways on one PostgreSQL and one Redis of their own, departments and their ledger. */
export interface Town {
  readonly gateways: readonly Member[];
  readonly ledger: Ledger;
  readonly endpoints: Awaited<ReturnType<typeof pushEndpoints>>;
  readonly database: { stop(): Promise<void>; start(): Promise<void> };
  readonly redis: { stop(): Promise<void>; start(): Promise<void> };
  /** A connection that goes around all proxies. */
  connect(): Promise<pg.Client>;
}

/** Starts a town. @param sabotage defence that the gateways go without (see sabotage.ts) */
export async function startTown(t: Test, sabotage?: string): Promise<Town> {
  const ledger = new Ledger();
  const endpoints = await pushEndpoints(t, ledger);
  const server = await ownServer(t);
  const socket = `${new URL(server.url).searchParams.get("host") ?? ""}/.s.PGSQL.5432`;
  const redisPort = await freePort();
  const redis = redisOn(t, redisPort);
  await redis.start();

  const database = async () => {
    const proxy = await tcpProxy("127.0.0.1", 5432);
    proxy.mend(socket);
    t.teardown(() => proxy.close());
    return { proxy, url: `postgres://postgres@127.0.0.1:${proxy.port}/aidx` };
  };
  const env = {
    REDIS_URL: `redis://127.0.0.1:${redisPort}`,
    ...(sabotage === undefined ? {} : { SABOTAGE: sabotage }),
  };
  const ways = [await database(), await database()] as const;
  const first = await gatewayHome(t, {
    databaseUrl: ways[0].url,
    gateway: { delivery: DELIVERY, http: { shutdownSeconds: 2 } },
    endpoints: Object.fromEntries(PUSHED.map((party) => [party, endpoints.url(party)])),
    env,
  });
  await init(first);
  const second = await gatewayHome(t, {
    databaseUrl: ways[1].url,
    env: { ...env, AIDX_KEYS_DIR: first.keys, AIDX_CONFIG_DIR: first.config },
  });
  const beside = { ...second, keys: first.keys, config: first.config };
  const gateways = [member(t, first, ways[0].proxy), member(t, beside, ways[1].proxy)];
  for (const gateway of gateways) await gateway.start();
  endpoints.serve(new Map(await Promise.all(PUSHED.map(async (p) => [p, await departmentOf(first, p)] as const))));
  return {
    gateways,
    ledger,
    endpoints,
    database: server,
    redis,
    async connect() {
      const client = new pg.Client({ connectionString: server.url });
      await client.connect();
      return client;
    },
  };
}

function member(t: Test, home: GatewayHome, database: TcpProxy): Member {
  let child: Child | undefined;
  return {
    home,
    database,
    child: () => child,
    async start() {
      // A start while a fault lasts may end at once: it is tried again, as a supervisor does.
      await until(`a gateway at ${home.port} is ready`, async () => {
        child = startChild(t, [PROGRAM], { NODE_COMPILE_CACHE: "node_modules/.cache/suite", ...home.env });
        return (await child.prints(/^ready /m)) !== undefined;
      });
    },
    async end(signal) {
      await child?.end(signal);
      child = undefined;
    },
  };
}

function redisOn(t: Test, port: number) {
  let stop = () => Promise.resolve();
  t.teardown(() => stop());
  return {
    async start() {
      const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
      const child = spawn("redis-server", options, { stdio: ["ignore", "pipe", "ignore"] });
      const ended = once(child, "close");
      stop = async () => {
        child.kill("SIGKILL");
        await ended;
      };
      let said = "";
      child.stdout.on("data", (part: Buffer) => (said += part.toString()));
      await until("Redis is ready", () => /Ready to accept connections/.test(said));
    },
    stop: () => stop(),
  };
}
