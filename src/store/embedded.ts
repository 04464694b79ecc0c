import type { ChildProcess } from "node:child_process";
import { chown, mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type Account, serverAccount } from "./embedded/account.ts";
import { type Cluster, prepareCluster, ROLE } from "./embedded/cluster.ts";
import { prepareHome } from "./embedded/home.ts";
import {
  hasEnded,
  isAlive,
  isServerOf,
  PORT,
  readPidFile,
  removeStalePidFile,
  startPostmaster,
  stopPostmaster,
} from "./embedded/postmaster.ts";
import { findPrograms, type Programs } from "./embedded/programs.ts";
import type { StoreLog } from "./log.ts";

const DATABASE = "aid_exchange";
/** Held by the gateway that uses the cluster: "aidx" in ASCII. */
const OWNER_LOCK = 0x61696478;
/** The longest socket path of the platforms is 103 bytes (macOS); 14 of them are `/.s.PGSQL.5432`. */
const LONGEST_SOCKET_DIRECTORY = 103 - 14;
const ORPHAN_MS = 30_000;

/** A running server of the gateway's own. */
export interface EmbeddedServer {
  /** Connection URL of the gateway's database, over a private socket. Holds the password. */
  readonly url: string;
  /** True when this start made the database. */
  readonly created: boolean;
  /** Where its files really lie: not always below the data directory. */
  readonly directory: string;
  /** Process id of the server now; it changes when the server was restarted after a crash. */
  pid(): number | undefined;
  /** Fast shutdown; resolves when the server is gone. Call it after the last connection was closed. */
  stop(): Promise<void>;
}

/** Another gateway runs on the same data directory. */
export class DataDirectoryInUse extends Error {
  override readonly name = "DataDirectoryInUse";
}

/**
 * Starts a real PostgreSQL in `{dataDir}/postgres`, made on the first start. It listens on a socket in a
 * directory that only its account can enter, asks for a password all the same, and syncs every commit.
 * A server that a killed gateway left behind is shut down first; one that crashes is started again; and
 * when the gateway itself is killed, a watchdog shuts the server down.
 *
 * @throws DataDirectoryInUse when another gateway uses the data directory
 */
export async function startEmbedded(dataDir: string, log: StoreLog): Promise<EmbeddedServer> {
  const account = await serverAccount(path.join(dataDir, "postgres"));
  const programs = await findPrograms(account);
  const home = await prepareHome(dataDir, account, log);
  const cluster = await prepareCluster(home, programs, account);
  await clearTheWay(cluster);
  const socketDirectory = await makeSocketDirectory(home, account);
  const server = new Supervised(programs, cluster, socketDirectory, account, log);
  await server.start();
  try {
    await createDatabase(cluster, socketDirectory);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    url: urlOf(cluster, socketDirectory, DATABASE),
    created: cluster.created,
    directory: cluster.directory,
    pid: () => server.pid(),
    stop: async () => {
      await server.stop();
      if (!socketDirectory.startsWith(home)) await rm(socketDirectory, { recursive: true, force: true });
    },
  };
}

/** The server with its owner lock; started again after a crash. */
class Supervised {
  readonly #programs: Programs;
  readonly #cluster: Cluster;
  readonly #socketDirectory: string;
  readonly #account: Account | undefined;
  readonly #log: StoreLog;
  #child: ChildProcess | undefined;
  #lock: pg.Client | undefined;
  #stopping = false;
  #restart: Promise<void> | undefined;

  constructor(
    programs: Programs,
    cluster: Cluster,
    socketDirectory: string,
    account: Account | undefined,
    log: StoreLog,
  ) {
    this.#programs = programs;
    this.#cluster = cluster;
    this.#socketDirectory = socketDirectory;
    this.#account = account;
    this.#log = log;
  }

  async start(): Promise<void> {
    const { directory } = this.#cluster;
    const child = await startPostmaster(this.#programs, directory, this.#socketDirectory, this.#account, this.#log);
    try {
      this.#lock = await lockCluster(this.#cluster, this.#socketDirectory);
      if (this.#lock === undefined) throw inUse(this.#cluster);
      if (hasEnded(child)) throw new Error("PostgreSQL ended as soon as it had started");
    } catch (error) {
      await stopPostmaster(child);
      throw error;
    }
    this.#child = child;
    child.once("exit", () => {
      this.#child = undefined;
      if (!this.#stopping) this.#restart = this.#startAgain();
    });
  }

  pid(): number | undefined {
    return this.#child?.pid;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#restart;
    await this.#lock?.end().catch(() => undefined);
    if (this.#child !== undefined) await stopPostmaster(this.#child);
  }

  async #startAgain(): Promise<void> {
    this.#log.error({}, "PostgreSQL ended by itself and is started again");
    for (let wait = 100; !this.#stopping; wait = Math.min(wait * 2, 5_000)) {
      await sleep(wait);
      try {
        // Also the orphans of a killed server must be gone: until then its shared memory is in use and this fails.
        if (!this.#stopping) return await this.start();
      } catch (error) {
        this.#log.error({ err: error }, "PostgreSQL did not start");
      }
    }
  }
}

/**
 * Deals with a server that runs on the cluster already. Its owner lock tells whether a gateway uses it:
 * then this start is refused; else a killed gateway left it, and it is shut down.
 */
async function clearTheWay(cluster: Cluster): Promise<void> {
  const until = Date.now() + ORPHAN_MS;
  for (;;) {
    const file = await readPidFile(cluster.directory);
    if (file === undefined || !isAlive(file.pid)) return;
    if (!(await isServerOf(cluster.directory, file.pid))) return removeStalePidFile(cluster.directory);
    if (Date.now() > until)
      throw new Error(`a PostgreSQL that runs on ${cluster.directory} already does not stop (process ${file.pid})`);
    let lock: pg.Client | undefined;
    try {
      lock = await lockCluster(cluster, file.socketDirectory);
    } catch {
      // It is starting or stopping just now.
      await sleep(50);
      continue;
    }
    if (lock === undefined) throw inUse(cluster);
    await lock.end();
    process.kill(file.pid, "SIGINT");
    while (isAlive(file.pid) && Date.now() < until) await sleep(20);
  }
}

/** Takes the owner lock on a connection that keeps it; undefined when another holds it. */
async function lockCluster(cluster: Cluster, socketDirectory: string): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    connectionString: urlOf(cluster, socketDirectory, "postgres"),
    application_name: "aidx owner",
  });
  client.on("error", () => undefined);
  await client.connect();
  const { rows } = await client.query<{ held: boolean }>("select pg_try_advisory_lock($1) as held", [OWNER_LOCK]);
  if (rows[0]?.held === true) return client;
  await client.end();
  return undefined;
}

async function createDatabase(cluster: Cluster, socketDirectory: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(cluster, socketDirectory, "postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function makeSocketDirectory(home: string, account: Account | undefined): Promise<string> {
  let directory = path.join(home, "run");
  if (Buffer.byteLength(directory) > LONGEST_SOCKET_DIRECTORY) directory = await mkdtemp("/tmp/aidx-");
  else await mkdir(directory, { recursive: true, mode: 0o700 });
  if (account !== undefined) await chown(directory, account.uid, account.gid);
  return directory;
}

function urlOf(cluster: Cluster, socketDirectory: string, database: string): string {
  return `postgres://${ROLE}:${cluster.password}@localhost:${PORT}/${database}?host=${encodeURIComponent(socketDirectory)}`;
}

function inUse(cluster: Cluster): DataDirectoryInUse {
  return new DataDirectoryInUse(`another gateway runs on the database in ${cluster.directory}`);
}
