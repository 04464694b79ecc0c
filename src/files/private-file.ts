import type { Stats } from "node:fs";
import { mkdir, open, stat } from "node:fs/promises";
import { isErrno } from "./errno.ts";

/** Permission bits of group and others: those to read or write, and those to write. */
const READ_OR_WRITE = 0o077;
const WRITE = 0o022;

/** A file or folder gives group or others a permission that it must not give. */
export class PermissionError extends Error {
  override readonly name = "PermissionError";
  readonly path: string;

  constructor(path: string) {
    super(`${path} is open to group or others`);
    this.path = path;
  }
}

/**
 * Reads a file that only its owner may read or write; undefined when there is none.
 *
 * @throws {PermissionError}
 */
export function readPrivate(path: string): Promise<Buffer | undefined> {
  return read(path, () => READ_OR_WRITE);
}

/**
 * Reads a secret that the operator put there; undefined when there is none. A file of this account's own is for its owner
 * only. One of another account may be readable: container platforms mount secrets so, inside of a container that has no others.
 *
 * @throws {PermissionError}
 */
export function readSecret(path: string): Promise<Buffer | undefined> {
  return read(path, ({ uid }) => (uid === process.getuid?.() ? READ_OR_WRITE : WRITE));
}

/** Makes a folder where there is none, and refuses one in which others could exchange files. @throws {PermissionError} */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  check(path, (await stat(path)).mode, WRITE);
}

/** Tells whether group or others may read or write a file of these mode bits. Windows has no such bits: false there. */
export function isOpenToOthers(mode: number): boolean {
  return gives(mode, READ_OR_WRITE);
}

async function read(path: string, maskOf: (file: Stats) => number): Promise<Buffer | undefined> {
  try {
    await using file = await open(path, "r");
    // The mode of the open file, so that what is checked is what is read.
    const stats = await file.stat();
    check(path, stats.mode, maskOf(stats));
    return await file.readFile();
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

function check(path: string, mode: number, mask: number): void {
  if (gives(mode, mask)) throw new PermissionError(path);
}

function gives(mode: number, mask: number): boolean {
  return process.platform !== "win32" && (mode & mask) !== 0;
}
