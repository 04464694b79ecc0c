import { randomUUID } from "node:crypto";
import { link, lstat, mkdir, open, readFile, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { CommandError } from "../terminal/exit-code.ts";

/**
 * Writes a file that only its owner can read, whole or not at all: a new file beside it is written,
 * flushed and put in its place. The directory is made when it is missing.
 */
export function writePrivate(path: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  return writeWith(rename, path, content, mode);
}

/**
 * Writes such a file where there is none: what lies there may be proof that nobody can get again.
 * @throws {CommandError} `refused`
 */
export function writeNew(path: string, content: string | Uint8Array): Promise<void> {
  return writeWith(placeNew, path, content, 0o600);
}

/** Whether that would be refused, before the work is done. @throws {CommandError} `refused` */
export async function refuseExisting(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined) throw existing(path);
}

async function placeNew(draft: string, path: string): Promise<void> {
  try {
    // Of two that write the same name one succeeds.
    await link(draft, path);
  } catch (error) {
    if (isCode(error, "EEXIST")) throw existing(path);
    // A file system without hard links, as on a memory stick.
    await refuseExisting(path);
    return rename(draft, path);
  }
  await unlink(draft);
}

function existing(path: string): CommandError {
  return new CommandError("refused", {
    zh: `文件已存在，不予覆盖：${path}`,
    en: `there is a file already, and it is not written over: ${path}`,
  });
}

async function writeWith(
  place: (draft: string, path: string) => Promise<void>,
  path: string,
  content: string | Uint8Array,
  mode: number,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}.part`;
  try {
    const file = await open(draft, "wx", mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    // If we stop here a draft is left, never half a file.
    await place(draft, path);
  } catch (error) {
    await unlink(draft).catch(() => undefined);
    throw error;
  }
}

/** Writes a value as JSON, in the same way. */
export function writeJson(path: string, value: unknown, mode?: number): Promise<void> {
  return writePrivate(path, `${JSON.stringify(value, undefined, 2)}\n`, mode);
}

/** The JSON of a file; undefined when there is no such file. */
export async function readJsonIfAny(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as unknown;
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
