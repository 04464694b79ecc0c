import { chmod, chown, lstat, mkdir, mkdtemp, realpath, stat, symlink } from "node:fs/promises";
import path from "node:path";
import type { Logger } from "pino";
import { type Account, accountCan } from "./account.ts";

/** Folder of clusters and programs that the server's account could not reach in their own place. */
export const SHARED_HOME = "/var/lib/aid-exchange-gateway";

/**
 * Makes `{dataDir}/postgres`, which only the server's account can enter, and returns its real path.
 *
 * Under root the server runs as another account, which must be able to get there. When the data directory belongs to the
 * gateway and is closed, it is opened to the group of that account, to enter and not to list. A closed directory above
 * it, such as /root, is not opened; then the cluster lies under `SHARED_HOME` and `{dataDir}/postgres` is a link to it.
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
    if (await makeReachable(dataDir, account)) {
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
  if (!(await accountCan(account, "write", real))) throw new Error(`the account of PostgreSQL cannot write ${real}`);
  return real;
}

async function makeElsewhere(sharedHome: string): Promise<string> {
  await mkdir(sharedHome, { recursive: true, mode: 0o711 });
  // A new name each time, so that a data directory that was deleted and made again does not find an old database.
  return mkdtemp(path.join(sharedHome, "cluster-"));
}

/** Tells whether the account can enter the data directory. Lets its group enter when nothing else is needed. */
async function makeReachable(dataDir: string, account: Account | undefined): Promise<boolean> {
  if (account === undefined || (await accountCan(account, "enter", dataDir))) return true;
  const before = await stat(dataDir);
  const sharedByGroup = (before.mode & 0o070) !== 0 && before.gid !== account.gid;
  if (before.uid !== process.getuid?.() || sharedByGroup) return false;
  await chown(dataDir, before.uid, account.gid);
  await chmod(dataDir, (before.mode & 0o7777) | 0o010);
  if (await accountCan(account, "enter", dataDir)) return true;
  await chown(dataDir, before.uid, before.gid);
  await chmod(dataDir, before.mode & 0o7777);
  return false;
}
