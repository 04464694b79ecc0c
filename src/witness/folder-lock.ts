import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { WitnessRefusal } from "./witness-refusal.ts";

/** A folder that is ours alone. */
export interface FolderLock {
  /** Gives it back; once more does nothing. */
  release(): void;
}

/** SQLITE_BUSY, the primary result code: somebody else has it. */
const BUSY = 5;

/**
 * Takes a folder for the life of this process. What is held is a lock of the kernel on the file `witness.lock`,
 * taken through SQLite, because Node itself locks no files: it ends with the process however that ends, so
 * there is nothing left behind to judge, no process id that another one may have by now and no clock. It holds
 * across containers too, for the kernel knows the file and not its path. The database stays empty.
 *
 * @throws {WitnessRefusal} `in-use`; `no-lock` where files cannot be locked
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, "witness.lock");
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    // Without a journal nothing but the lock file is ever made.
    database.exec("pragma journal_mode = off; begin exclusive");
    // Who may read the file could hold a lock on it too.
    await chmod(path, 0o600);
  } catch (cause) {
    database?.close();
    const code = cause instanceof Error && "errcode" in cause ? Number(cause.errcode) & 0xff : undefined;
    throw new WitnessRefusal(code === BUSY ? "in-use" : "no-lock", { cause });
  }
  return {
    release() {
      if (database.isOpen) database.close();
    },
  };
}
