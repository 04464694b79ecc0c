import { randomUUID } from "node:crypto";
import { type FileHandle, link, lstat, open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { isErrno } from "./errno.ts";

/** Content of a file: text, bytes, or a function that makes the text from the open, still empty file. */
export type Content = string | Uint8Array | ((draft: FileHandle) => Promise<string>);

/**
 * Writes a file so that a crash at any moment leaves the old one or the new one, whole. Resolves once content and
 * name are on the disk. A crash may leave a draft beside it, `{name}.{uuid}.draft`, which nothing reads.
 *
 * @param path in a folder that exists
 * @param mode permission bits of the file
 */
export async function replaceFile(path: string, content: Content, mode = 0o600): Promise<void> {
  await writeAside(path, content, mode, (draft) => rename(draft, path));
}

/**
 * Writes a file in the same way where there is none. A link counts as a file, wherever it leads.
 *
 * @returns false when there is one; it is left as it is
 */
export function createFile(path: string, content: Content, mode = 0o600): Promise<boolean> {
  return writeAside(path, content, mode, (draft) => linkNew(draft, path));
}

async function writeAside<T>(
  path: string,
  content: Content,
  mode: number,
  place: (draft: string) => Promise<T>,
): Promise<T> {
  const draft = `${path}.${randomUUID()}.draft`;
  try {
    await writeDraft(draft, content, mode);
    // If we crash here the old file stands.
    const placed = await place(draft);
    await flushFolder(dirname(path));
    return placed;
  } finally {
    // After a rename there is none.
    await unlink(draft).catch(() => undefined);
  }
}

async function writeDraft(draft: string, content: Content, mode: number): Promise<void> {
  await using file = await open(draft, "wx", mode);
  await file.writeFile(typeof content === "function" ? await content(file) : content);
  await file.sync();
}

/**
 * Gives a draft its name unless a file has it. Of two writers of one name one succeeds: a link is never put over a file.
 */
async function linkNew(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (isErrno(error, "EEXIST")) return false;
    // A file system without hard links, as on a memory stick: the look and the rename are two steps there.
    if (await isTaken(path)) return false;
    await rename(draft, path);
    return true;
  }
}

/** Tells whether a name is taken, by a file, a folder or a link. */
export async function isTaken(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Flushes the names in a folder: a new name is durable only after that. */
async function flushFolder(path: string): Promise<void> {
  try {
    await using folder = await open(path, "r");
    await folder.sync();
  } catch (error) {
    // Windows and some network file systems flush no folder, as PostgreSQL has found too; the file itself is flushed.
    if (!isErrno(error, "EACCES", "EISDIR", "EBADF", "EINVAL", "EPERM")) throw error;
  }
}
