import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Writes a file that only its owner can read, whole or not at all: a new file beside it is written,
 * flushed and put in its place. The directory is made when it is missing.
 */
export async function writePrivate(path: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
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
    await rename(draft, path);
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
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
