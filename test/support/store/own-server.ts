/** PostgreSQL servers of a test's own, with the machine's programs: what cannot be done to a server that others use. */
import { execFile } from "node:child_process";
import { access, appendFile, chown, mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { Test } from "tap";
import { serverAccount } from "../../../src/store/embedded/account.ts";
import { temporaryDirectory } from "./postgres.ts";

const run = promisify(execFile);

/** One server. */
export interface OwnServer {
  readonly url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** A standby of it, running. */
  standby(): Promise<OwnServer>;
  /** Ends recovery: a standby becomes a server of its own. */
  promote(): Promise<void>;
  /** A copy of its files, as the clone of a machine has it; not started. It must be stopped. */
  copy(): Promise<OwnServer>;
}

/** Folder of the machine's programs; undefined when it has none. */
export const SERVER_PROGRAMS = await findPrograms();

/** A new server, running, with the database `aidx`. Needs `SERVER_PROGRAMS`. */
export async function ownServer(t: Test): Promise<OwnServer> {
  const programs = SERVER_PROGRAMS ?? "";
  const root = await temporaryDirectory(t);
  const account = await serverAccount(path.join(root, "none"));
  if (account !== undefined) await chown(root, account.uid, account.gid);
  const call = async (program: string, ...args: string[]) => {
    // Without a pipe: what it starts would keep it open.
    await run("/bin/sh", ["-c", '"$0" "$@" >/dev/null 2>&1', path.join(programs, program), ...args], {
      cwd: "/",
      env: { LC_ALL: "C", PATH: "/usr/bin:/bin" },
      ...account,
    });
  };

  async function serverIn(name: string): Promise<OwnServer> {
    const data = path.join(root, name);
    const socket = path.join(root, `${name}.run`);
    await mkdir(socket);
    if (account !== undefined) await chown(socket, account.uid, account.gid);
    const log = path.join(root, `${name}.log`);
    const options = `-c listen_addresses= -c unix_socket_directories=${socket}`;
    const server: OwnServer = {
      url: `postgres://postgres@localhost:5432/aidx?host=${encodeURIComponent(socket)}`,
      start: () => call("pg_ctl", "-w", "-D", data, "-l", log, "-o", options, "start"),
      stop: () => call("pg_ctl", "-w", "-D", data, "-m", "immediate", "stop"),
      promote: () => call("pg_ctl", "-w", "-D", data, "promote"),
      async standby() {
        const target = path.join(root, "standby");
        await call("pg_basebackup", "-h", socket, "-U", "postgres", "-D", target, "-R", "-c", "fast");
        const standby = await serverIn("standby");
        await standby.start();
        return standby;
      },
      async copy() {
        await run("cp", ["-a", data, path.join(root, "copy")]);
        return serverIn("copy");
      },
    };
    t.teardown(() => server.stop().catch(() => undefined));
    return server;
  }

  const data = path.join(root, "first");
  await call("initdb", "-A", "trust", "-U", "postgres", "-D", data, "-N");
  // A checkpoint takes its time, and nobody does its work before: what a busy server has, a test has to ask for.
  const slow = "checkpoint_timeout=1h\nbgwriter_lru_maxpages=0\n";
  await appendFile(path.join(data, "postgresql.conf"), `${slow}shared_buffers=32MB\n`);
  const server = await serverIn("first");
  await server.start();
  await call("createdb", "-h", path.join(root, "first.run"), "-U", "postgres", "aidx");
  return server;
}

async function findPrograms(): Promise<string | undefined> {
  const base = "/usr/lib/postgresql";
  const majors = await readdir(base).catch(() => []);
  for (const major of majors.toSorted((a, b) => Number(b) - Number(a))) {
    const programs = path.join(base, major, "bin");
    const found = await access(path.join(programs, "pg_basebackup")).then(
      () => true,
      () => false,
    );
    if (found) return programs;
  }
  return undefined;
}
