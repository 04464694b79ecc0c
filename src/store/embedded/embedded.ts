import type { Bilingual } from "../../domain/bilingual.ts";
import type { ChildProcess } from "node:child_process";
import { chown, mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type Account, serverAccount } from "./account.ts";
import { type Cluster, OWNER_ROLE, prepareCluster } from "./cluster.ts";
import { prepareHome } from "./home.ts";
import {
  hasEnded,
  isAlive,
  isServerOf,
  type PidFile,
  PORT,
  readPidFile,
  removeStalePidFile,
  startPostmaster,
  stopPostmaster,
} from "./postmaster.ts";
import { findPrograms, type Programs } from "./programs.ts";
import { handOver, makeWorkingRole, WORKING_ROLE, workingPassword } from "./working-role.ts";
import type { Logger } from "pino";

const DATABASE = "aid_exchange";
/** Advisory lock of the gateway that uses the cluster: "aidx" in ASCII. */
const OWNER_LOCK = 0x61696478;
/** Longest socket directory, bytes: macOS allows 103 for the path, and `/.s.PGSQL.5432` takes 14. */
const LONGEST_SOCKET_DIRECTORY = 103 - 14;
const ORPHAN_MS = 30_000;

/** Running server in the data directory. */
export interface EmbeddedServer {
  /** Connection URL of the gateway's database, over a private socket, as the role that owns it. Holds the password. */
  readonly url: string;
  /** The same as the cluster's superuser, who may make other databases: for tests and the bench. */
  readonly superuserUrl: string;
  /** True when this start made the database. */
  readonly created: boolean;
  /** Folder of its files, which is not always below the data directory. */
  readonly directory: string;
  /** Present process id of the server; a restart after a crash changes it. */
  pid(): number | undefined;
  /** Shuts the server down; resolves when it has ended. Close all connections first. */
  stop(): Promise<void>;
}

/** Error: another process uses the data directory and does not share it. */
export class DataDirectoryInUse extends Error {
  override readonly name = "DataDirectoryInUse";
  readonly text: Bilingual;

  /** @param directory of the cluster */
  constructor(directory: string) {
    const text: Bilingual = {
      en: `a gateway, or another aidx command, runs on the embedded database in ${directory}: one at a time; stop it first`,
      zh: `内置数据库 ${directory} 正由网关或另一 aidx 命令使用，同时只能有一个；请先将其停止`,
    };
    super(text.en);
    this.text = text;
  }
}

/**
 * Starts PostgreSQL in `{dataDir}/postgres`; the first start makes the cluster. The server listens on a socket in a
 * directory that only its account can enter, asks for a password, and syncs every commit. A server that a killed gateway
 * left behind is shut down first. A server that crashes is started again. When the gateway is killed, a watchdog shuts
 * the server down.
 *
 * @param beside use the server of another process when one runs there; it goes on running
 * @throws DataDirectoryInUse when another process uses the data directory
 */
export async function startEmbedded(
  dataDir: string,
  logger: Logger,
  { beside = false }: { readonly beside?: boolean } = {},
): Promise<EmbeddedServer> {
  const account = await serverAccount(path.join(dataDir, "postgres"));
  const programs = await findPrograms(account);
  const home = await prepareHome(dataDir, account, logger);
  const cluster = await prepareCluster(home, programs, account);
  const running = await stopAbandonedServer(cluster);
  if (running !== undefined) {
    if (beside) return serverOfOther(cluster, running);
    throw new DataDirectoryInUse(cluster.directory);
  }
  const socketDirectory = await makeSocketDirectory(home, account);
  const server = new Supervised(programs, cluster, socketDirectory, account, logger);
  await server.start();
  try {
    await createDatabase(cluster, socketDirectory);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    url: workingUrl(cluster, socketDirectory),
    superuserUrl: urlOf(cluster, socketDirectory, DATABASE),
    created: cluster.created,
    directory: cluster.directory,
    pid: () => server.pid(),
    stop: async () => {
      await server.stop();
      if (!socketDirectory.startsWith(home)) await rm(socketDirectory, { recursive: true, force: true });
    },
  };
}

/** Makes the handle of a server that belongs to another process. */
function serverOfOther(cluster: Cluster, { pid, socketDirectory }: PidFile): EmbeddedServer {
  return {
    url: workingUrl(cluster, socketDirectory),
    superuserUrl: urlOf(cluster, socketDirectory, DATABASE),
    created: false,
    directory: cluster.directory,
    pid: () => pid,
    stop: () => Promise.resolve(),
  };
}

/** Server with its owner lock. Starts it again after a crash. */
class Supervised {
  readonly #programs: Programs;
  readonly #cluster: Cluster;
  readonly #socketDirectory: string;
  readonly #account: Account | undefined;
  readonly #logger: Logger;
  #child: ChildProcess | undefined;
  #lock: pg.Client | undefined;
  #stopping = false;
  #restart: Promise<void> | undefined;

  constructor(
    programs: Programs,
    cluster: Cluster,
    socketDirectory: string,
    account: Account | undefined,
    logger: Logger,
  ) {
    this.#programs = programs;
    this.#cluster = cluster;
    this.#socketDirectory = socketDirectory;
    this.#account = account;
    this.#logger = logger;
  }

  async start(): Promise<void> {
    const { directory } = this.#cluster;
    const child = await startPostmaster(this.#programs, directory, this.#socketDirectory, this.#account, this.#logger);
    try {
      this.#lock = await lockCluster(this.#cluster, this.#socketDirectory);
      if (this.#lock === undefined) throw new DataDirectoryInUse(directory);
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
    this.#logger.error({}, "PostgreSQL ended by itself and is started again");
    for (let wait = 100; !this.#stopping; wait = Math.min(wait * 2, 5_000)) {
      await sleep(wait);
      try {
        // Fails until the child processes of the killed server have ended too: they still use its shared memory.
        if (!this.#stopping) return await this.start();
      } catch (error) {
        this.#logger.error({ err: error }, "PostgreSQL did not start");
      }
    }
  }
}

/**
 * Deals with a server that already runs on the cluster. When its owner lock is held, a process uses it: it is left alone
 * and returned. Otherwise a killed gateway left it, and it is shut down.
 */
async function stopAbandonedServer(cluster: Cluster): Promise<PidFile | undefined> {
  const until = Date.now() + ORPHAN_MS;
  for (;;) {
    const file = await readPidFile(cluster.directory);
    if (file === undefined) return undefined;
    const here = isAlive(file.pid) && (await isServerOf(cluster.directory, file.pid));
    if (here && Date.now() > until) throw doesNotStop(cluster, file);
    let lock: pg.Client | undefined;
    try {
      lock = await lockCluster(cluster, file.socketDirectory);
    } catch {
      if (!here) {
        await removeStalePidFile(cluster.directory);
        return undefined;
      }
      // It is starting or stopping just now.
      await sleep(50);
      continue;
    }
    if (lock === undefined) return file;
    await lock.end();
    // It answers and has no process here: it runs in another container, and here the number may be another process.
    if (!here) throw doesNotStop(cluster, file);
    process.kill(file.pid, "SIGINT");
    while (isAlive(file.pid) && Date.now() < until) await sleep(20);
  }
}

function doesNotStop({ directory }: Cluster, { pid }: PidFile): Error {
  return new Error(`a PostgreSQL that runs on ${directory} already does not stop (process ${pid})`);
}

/** Takes the owner lock on a connection of its own; undefined when another process holds it. */
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
  await asSuperuser(cluster, socketDirectory, "postgres", async (client) => {
    await makeWorkingRole(client, cluster.password);
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE} owner ${WORKING_ROLE}`);
  });
  await asSuperuser(cluster, socketDirectory, DATABASE, (client) => handOver(client, DATABASE));
}

async function asSuperuser(
  cluster: Cluster,
  socketDirectory: string,
  database: string,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(cluster, socketDirectory, database) });
  await client.connect();
  try {
    await work(client);
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

/** URL for starting the cluster and making what is in it, as the superuser. */
function urlOf({ password }: Cluster, socketDirectory: string, database: string): string {
  return `postgres://${OWNER_ROLE}:${password}@localhost:${PORT}/${database}?host=${encodeURIComponent(socketDirectory)}&sslmode=disable`;
}

/** URL of the gateway's database, as the role that the gateway works as. */
function workingUrl({ password }: Cluster, socketDirectory: string): string {
  const host = encodeURIComponent(socketDirectory);
  return `postgres://${WORKING_ROLE}:${workingPassword(password)}@localhost:${PORT}/${DATABASE}?host=${host}&sslmode=disable`;
}
