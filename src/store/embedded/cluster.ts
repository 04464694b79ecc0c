import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { Account } from "./account.ts";
import { PROGRAM_ENV, type Programs } from "./programs.ts";

const run = promisify(execFile);

/** Name of the role that an embedded cluster is made with: a superuser, for starting it and for making what is in it. */
export const OWNER_ROLE = "gateway";

/** Cluster of PostgreSQL that is ready to be started. */
export interface Cluster {
  /** PostgreSQL's data directory. */
  readonly directory: string;
  readonly password: string;
  readonly created: boolean;
}

/**
 * Makes the cluster in `home` on the first start; later starts find it. It is made under another name and renamed when
 * complete. Safe to crash: a start that was cut short leaves no incomplete cluster under its name.
 */
export async function prepareCluster(home: string, programs: Programs, account: Account | undefined): Promise<Cluster> {
  const directory = path.join(home, "cluster");
  const version = await readFile(path.join(directory, "PG_VERSION"), "latin1").catch(() => undefined);
  if (version !== undefined) {
    if (version.trim() !== programs.major) {
      throw new Error(
        `the database in ${home} was made by PostgreSQL ${version.trim()}, this version brings ${programs.major}: dump it with the old one and restore it`,
      );
    }
    return { directory, password: await readPassword(home), created: false };
  }
  for (const name of await readdir(home)) {
    if (name.startsWith("cluster.new-")) await rm(path.join(home, name), { recursive: true, force: true });
  }
  const passwordFile = path.join(home, "password");
  const password = randomBytes(24).toString("base64url");
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account !== undefined) await chown(passwordFile, account.uid, account.gid);
  const unfinished = path.join(home, `cluster.new-${process.pid}`);
  await run(
    programs.initdb,
    [
      `--pgdata=${unfinished}`,
      `--username=${OWNER_ROLE}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--no-instructions",
    ],
    { cwd: "/", env: PROGRAM_ENV, ...account },
  );
  await rename(unfinished, directory);
  return { directory, password, created: true };
}

async function readPassword(home: string): Promise<string> {
  const file = path.join(home, "password");
  try {
    return (await readFile(file, "latin1")).trim();
  } catch (cause) {
    throw new Error(`the password of the database is missing: ${file}`, { cause });
  }
}
