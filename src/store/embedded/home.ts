import { chmod, chown, lstat, mkdir, mkdtemp, realpath, stat, symlink } from "node:fs/promises";
import path from "node:path";
import type { Logger } from "pino";
import { type Account, can } from "./account.ts";

/** Where clusters and programs lie that the server's account cannot reach elsewhere. */
export const SHARED_HOME = "/var/lib/aid-exchange-gateway";

/**
 * Makes `{dataDir}/postgres`, which the server's account alone can enter, and returns its real path.
 *
 * Under root the server runs as another account, which must get there: the data directory itself, when
 * it is the gateway's and closed, is opened to that account's group (to enter, not to list). A closed
 * directory above it, such as /root, is not the gateway's to open; then the cluster lies under
 * `SHARED_HOME` and `{dataDir}/postgres` is a link to it.
 */
export async function prepareHome(
  dataDir: string,
  account: Account | undefined,
  logger: Logger,
  sharedHome = SHARED_HOME,
): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  const home = path.join(path.resolve(dataDir), "postgres");
  const present = await lstat(home).catch(() => undefined);
  if (present?.isSymbolicLink() !== true) {
    if (await reachable(dataDir, account)) {
      await mkdir(home, { recursive: true, mode: 0o700 });
    } else if (present === undefined) {
      const elsewhere = await makeElsewhere(sharedHome);
      await symlink(elsewhere, home);
      logger.warn(
        { cluster: elsewhere },
        "the account of PostgreSQL cannot enter the data directory: the database lies elsewhere",
      );
    } else {
      throw new Error(`the account of PostgreSQL cannot enter ${path.resolve(dataDir)}`);
    }
  }
  const real = await realpath(home);
  if (account !== undefined) await chown(real, account.uid, account.gid);
  await chmod(real, 0o700).catch((cause: unknown) => {
    throw new Error(`${home} belongs to another account: start the gateway as the one that made it, or as root`, {
      cause,
    });
  });
  if (!(await can(account, "write", real))) throw new Error(`the account of PostgreSQL cannot write ${real}`);
  return real;
}

async function makeElsewhere(sharedHome: string): Promise<string> {
  await mkdir(sharedHome, { recursive: true, mode: 0o711 });
  // A new name each time: a data directory that was deleted and made again must not meet an old database.
  return mkdtemp(path.join(sharedHome, "cluster-"));
}

/** Whether the account can enter a data directory, after its group was let through when that is all it takes. */
async function reachable(dataDir: string, account: Account | undefined): Promise<boolean> {
  if (account === undefined || (await can(account, "enter", dataDir))) return true;
  const before = await stat(dataDir);
  const sharedByGroup = (before.mode & 0o070) !== 0 && before.gid !== account.gid;
  if (before.uid !== process.getuid?.() || sharedByGroup) return false;
  await chown(dataDir, before.uid, account.gid);
  await chmod(dataDir, (before.mode & 0o7777) | 0o010);
  if (await can(account, "enter", dataDir)) return true;
  await chown(dataDir, before.uid, before.gid);
  await chmod(dataDir, before.mode & 0o7777);
  return false;
}
