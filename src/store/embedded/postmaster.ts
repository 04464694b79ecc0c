import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, readlink, rm } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { Account } from "./account.ts";
import { PROGRAM_ENV, type Programs } from "./programs.ts";
import { watch } from "./watchdog.ts";

/** Port in the name of the socket file; the server listens on no network. */
export const PORT = 5432;

const START_MS = 60_000;
const POLL_MS = 20;

/** Content of `postmaster.pid`, which a running server writes. */
export interface PidFile {
  readonly pid: number;
  readonly socketDirectory: string;
  readonly status: string;
}

/**
 * Reads `postmaster.pid`; undefined when there is none. Its lines: pid, data directory, start, port, socket directory,
 * address, shared memory, status.
 */
export async function readPidFile(cluster: string): Promise<PidFile | undefined> {
  const text = await readFile(path.join(cluster, "postmaster.pid"), "latin1").catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split("\n");
  const pid = Number.parseInt(lines[0] ?? "", 10);
  if (!Number.isSafeInteger(pid)) return undefined;
  return { pid, socketDirectory: lines[4] ?? "", status: (lines[7] ?? "").trim() };
}

/** Tells whether a process exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Tells whether `pid` is the server of this cluster. After a crash or in a new container another process may have the number. */
export async function isServerOf(cluster: string, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === cluster;
  } catch {
    // There is no /proc (macOS), or it may not be read.
  }
  return new Promise((resolve) => {
    execFile("ps", ["-o", "comm=", "-p", String(pid)], (error, stdout) =>
      resolve(error === null && stdout.includes("postgres")),
    );
  });
}

/** Removes a `postmaster.pid` that is not of a server of this cluster: PostgreSQL does not start while any process has its number. */
export async function removeStalePidFile(cluster: string): Promise<void> {
  await rm(path.join(cluster, "postmaster.pid"), { force: true });
}

/** Makes the settings of the server: small, durable, on a private socket only, logging nothing but fatal errors. */
function settings(socketDirectory: string): string[] {
  return Object.entries({
    listen_addresses: "",
    port: String(PORT),
    unix_socket_directories: socketDirectory,
    unix_socket_permissions: "0700",
    max_connections: "50",
    shared_buffers: "128MB",
    max_wal_size: "1GB",
    fsync: "on",
    synchronous_commit: "on",
    full_page_writes: "on",
    jit: "off",
    // A plan that was made for an empty table is kept until the table is analysed: soon, in a new cluster that gets its first load.
    autovacuum_naptime: "15s",
    log_destination: "stderr",
    logging_collector: "off",
    // Keeps statements and values out of the log.
    log_min_messages: "fatal",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** Starts the server and its watchdog, and waits until it takes connections. Its output goes to the log. */
export async function startPostmaster(
  programs: Programs,
  cluster: string,
  socketDirectory: string,
  account: Account | undefined,
  logger: Logger,
): Promise<ChildProcess> {
  const child = spawn(programs.postgres, ["-D", cluster, ...settings(socketDirectory)], {
    cwd: "/",
    env: PROGRAM_ENV,
    stdio: ["ignore", "ignore", "pipe"],
    // A process group of its own: an interrupt from the keyboard reaches only the gateway, which then stops the server.
    detached: true,
    ...account,
  });
  const exited = once(child, "exit").then(() => "exited" as const);
  // Watched from the first moment, for the gateway may be killed while the server starts.
  const watchdog = watch(child.pid, account);
  void exited.catch(() => undefined).then(() => watchdog.release());
  let last = "";
  createInterface({ input: child.stderr }).on("line", (line) => {
    last = line;
    logger.error({ postgres: line }, "PostgreSQL");
  });
  const until = Date.now() + START_MS;
  for (;;) {
    const file = await readPidFile(cluster);
    if (file?.pid === child.pid && file?.status === "ready") return child;
    if ((await Promise.race([exited, sleep(POLL_MS)])) === "exited") {
      throw new Error(`PostgreSQL did not start: ${last}`);
    }
    if (Date.now() > until) {
      child.kill("SIGQUIT");
      throw new Error(`PostgreSQL was not ready after ${START_MS / 1000} s`);
    }
  }
}

/** Tells whether a started process has ended. */
export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/**
 * Stops the server with a fast shutdown: open transactions are rolled back, a checkpoint is written. After 30 s with an
 * immediate shutdown, after which the next start recovers.
 */
export async function stopPostmaster(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const exited = once(child, "exit");
  child.kill("SIGINT");
  const timer = setTimeout(() => child.kill("SIGQUIT"), 30_000);
  await exited;
  clearTimeout(timer);
}
