import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** A folder that is ours alone. */
export interface FolderLock {
  /** Gives it back; once more does nothing. */
  release(): void;
}

/** Why a folder is not ours: another process has it, or files cannot be locked there. */
export class FolderLockError extends Error {
  override readonly name = "FolderLockError";
  readonly code: "in-use" | "no-lock";

  constructor(code: FolderLockError["code"], options?: ErrorOptions) {
    super(code === "in-use" ? "another process uses this folder" : "files in this folder cannot be locked", options);
    this.code = code;
  }
}

/** SQLITE_BUSY, the primary result code: somebody else has it. */
const BUSY = 5;

/**
 * Takes a folder for the life of this process. What is held is a lock of the kernel on the file of that name in it,
 * taken through SQLite, because Node itself locks no files: it ends with the process however that ends, so
 * there is nothing left behind to judge, no process id that another one may have by now and no clock. It holds
 * across containers too, for the kernel knows the file and not its path. The database stays empty.
 *
 * @param folder that is there
 * @throws {FolderLockError}
 */
export async function lockFolder(folder: string, name: string): Promise<FolderLock> {
  const path = join(folder, name);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    // The journal in memory: nothing but the lock file is ever made. Without any (`off`) Node's SQLite, which is built
    // to be defensive, makes the default one, a file that anyone could read.
    database.exec("pragma journal_mode = memory; begin exclusive");
    // Who may read the file could hold a lock on it too.
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
