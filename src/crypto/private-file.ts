import { randomUUID } from "node:crypto";
import { link, mkdir, open, rename, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { KeyringError } from "./keyring-error.ts";

/** Mode bits that group and others may not have: on a private file, and on what they may not change. */
const READ_OR_WRITE = 0o077;
const WRITE = 0o022;

/**
 * Reads a file of key material; undefined when there is none.
 *
 * @throws {KeyringError} `permissions` when group or others may read or write it, `unreadable`
 */
export function readPrivate(path: string): Promise<Buffer | undefined> {
  return read(path, READ_OR_WRITE);
}

/**
 * Reads a secret that the operator put there; undefined when there is none. Others may read it: container
 * platforms mount secrets so, inside of a container that has no others.
 *
 * @throws {KeyringError} `permissions` when group or others may write it, `unreadable`
 */
export function readSecret(path: string): Promise<Buffer | undefined> {
  return read(path, WRITE);
}

async function read(path: string, mask: number): Promise<Buffer | undefined> {
  try {
    await using file = await open(path, "r");
    // Of the open file, so that what is checked is what is read.
    checkMode(path, (await file.stat()).mode, mask);
    return await file.readFile();
  } catch (cause) {
    if (isCode(cause, "ENOENT")) return undefined;
    throw cause instanceof KeyringError ? cause : new KeyringError("unreadable", path, { cause });
  }
}

/**
 * Writes a file whole or not at all: a new file beside it is written and flushed, then takes its name.
 *
 * @param how `create` leaves a file that is there alone, `replace` takes its place
 * @returns whether it was written
 * @throws {KeyringError} `permissions` of the directory, `unreadable`
 */
export async function writePrivate(
  path: string,
  content: string,
  how: "create" | "replace",
  mode = 0o600,
): Promise<boolean> {
  const directory = dirname(path);
  const draft = `${path}.${randomUUID()}.draft`;
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    checkMode(directory, (await stat(directory)).mode, WRITE);
    try {
      await writeFlushed(draft, content, mode);
      // If we crash here a draft is left, and never half a key file.
      if (how === "replace") await rename(draft, path);
      // Of two processes that make the same file one succeeds, and the other reads what that one made.
      else await link(draft, path);
    } finally {
      await unlink(draft).catch(() => undefined);
    }
    // The name is durable once its directory is.
    await using folder = await open(directory, "r");
    await folder.sync();
    return true;
  } catch (cause) {
    if (how === "create" && isCode(cause, "EEXIST")) return false;
    throw cause instanceof KeyringError ? cause : new KeyringError("unreadable", path, { cause });
  }
}

async function writeFlushed(path: string, content: string, mode: number): Promise<void> {
  await using file = await open(path, "wx", mode);
  await file.writeFile(content);
  await file.sync();
}

function checkMode(path: string, mode: number, mask: number): void {
  // Windows has no such bits.
  if (process.platform !== "win32" && (mode & mask) !== 0) throw new KeyringError("permissions", path);
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
