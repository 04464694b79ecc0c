import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** System account that the server runs as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Chooses the account for the server: undefined means the gateway's own. PostgreSQL refuses to run as root, so under
 * root it is the owner of an existing cluster, else `postgres`, else `nobody`.
 *
 * @param home folder of the cluster, which may not exist yet
 */
export async function serverAccount(home: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await stat(home).catch(() => undefined);
  if (existing !== undefined && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };
  for (const name of ["postgres", "nobody"]) {
    try {
      const [uid, gid] = await Promise.all([id("-u", name), id("-g", name)]);
      return { uid, gid };
    } catch {
      // There is no such account here; the next one is tried.
    }
  }
  throw new Error(
    "PostgreSQL does not run as root and there is neither an account postgres nor nobody: start the gateway as another user, or set DATABASE_URL",
  );
}

/** Tells whether an account can enter a directory, or write in it. The account tries it; mode bits would not tell all. */
export async function accountCan(
  account: Account | undefined,
  what: "enter" | "write",
  directory: string,
): Promise<boolean> {
  const script = what === "enter" ? 'cd "$1"' : 'cd "$1" && test -w .';
  try {
    await run("/bin/sh", ["-c", script, "sh", directory], { cwd: "/", ...account });
    return true;
  } catch {
    return false;
  }
}

async function id(option: string, name: string): Promise<number> {
  const { stdout } = await run("id", [option, name]);
  return Number.parseInt(stdout, 10);
}
