import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { createFile, isTaken, replaceFile } from "../../files/atomic.ts";
import { isErrno } from "../../files/errno.ts";
import { CommandError } from "../terminal/exit-code.ts";
import { readText } from "../../files/text-file.ts";

/** Writes a file that only its owner can read, whole or not at all, in place of one that is there. Makes its folder. */
export async function writePrivate(path: string, content: string | Uint8Array, mode?: number): Promise<void> {
  await makeFolderOf(path);
  await replaceFile(path, content, mode);
}

/**
 * Writes such a file only where there is none: an existing file may be proof that cannot be had again.
 * @throws {CommandError} `refused`
 */
export async function writeNew(path: string, content: string | Uint8Array): Promise<void> {
  await makeFolderOf(path);
  if (!(await createFile(path, content))) throw existing(path);
}

/**
 * Writes such a file where there is none, or finds it with just this content, as when a command is repeated. A file with
 * another content is its user's, who may have worked on it, and is left as it is.
 * @returns false when there is such a one
 */
export async function writeOnce(path: string, content: string): Promise<boolean> {
  await makeFolderOf(path);
  return (await createFile(path, content)) || (await readText(path).catch(() => undefined)) === content;
}

/** Writes a value as JSON, in the way of `writeOnce`. @throws {CommandError} `refused` for a file with another content */
export async function writeJsonOnce(path: string, value: unknown): Promise<void> {
  if (!(await writeOnce(path, jsonText(value)))) throw existing(path);
}

/** Writes a value as JSON, in the way of `writeNew`. @throws {CommandError} `refused` */
export function writeNewJson(path: string, value: unknown): Promise<void> {
  return writeNew(path, jsonText(value));
}

/** Refuses a path where `writeNew` would find a file, before the work is done. @throws {CommandError} `refused` */
export async function refuseExisting(path: string): Promise<void> {
  if (await isTaken(path)) throw existing(path);
}

/** Writes a value as JSON, in the way of `writePrivate`. */
export function writeJson(path: string, value: unknown, mode?: number): Promise<void> {
  return writePrivate(path, jsonText(value), mode);
}

/** Text of a value in a file. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** Reads the JSON of a file; undefined when there is no such file. */
export async function readJsonIfAny(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readText(path)) as unknown;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

async function makeFolderOf(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
}

/** Says that a file of the user's is in the way. */
export function existing(path: string): CommandError {
  return new CommandError("refused", {
    zh: `文件已存在，不予覆盖：${path}`,
    en: `the file exists and is not overwritten: ${path}`,
  });
}
