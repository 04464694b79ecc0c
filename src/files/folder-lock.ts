import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** A lock on a folder, held by this process. */
export interface FolderLock {
  /** Frees the folder. A second call does nothing. */
  release(): void;
}

/** The folder was not locked: another process has it (`in-use`), or files cannot be locked there (`no-lock`). */
export class FolderLockError extends Error {
  override readonly name = "FolderLockError";
  readonly code: "in-use" | "no-lock";

  constructor(code: FolderLockError["code"], options?: ErrorOptions) {
    super(code === "in-use" ? "another process uses this folder" : "files in this folder cannot be locked", options);
    this.code = code;
  }
}

/** SQLITE_BUSY, a primary result code: another process has the lock. */
const BUSY = 5;

/**
 * Locks a folder until `release` or the end of the process. The lock is the kernel's, on a file in the folder, and is taken
 * through SQLite because Node locks no files. The kernel frees it however the process ends, so that nothing is left behind
 * to judge by a process id or a clock. It holds across containers too, since the kernel knows the file and not its
 * path. The database stays empty.
 *
 * @param folder an existing folder
 * @param name of the lock file in it
 * @throws {FolderLockError}
 */
export async function lockFolder(folder: string, name: string): Promise<FolderLock> {
  const path = join(folder, name);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    // With the journal in memory only the lock file is made. With `off` Node's SQLite, which is built with defensive
    // defaults, makes the default journal, a file that anyone could read.
    database.exec("pragma journal_mode = memory; begin exclusive");
    // A reader of the file could hold a lock on it too.
    await chmod(path, 0o600);
  } catch (cause) {
    database?.close();
    const code = cause instanceof Error && "errcode" in cause ? Number(cause.errcode) & 0xff : undefined;
    throw new FolderLockError(code === BUSY ? "in-use" : "no-lock", { cause });
  }
  return {
    release() {
      if (database.isOpen) database.close();
    },
  };
}
