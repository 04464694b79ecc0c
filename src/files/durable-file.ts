import { randomUUID } from "node:crypto";
import { open, rename, unlink } from "node:fs/promises";
import { join } from "node:path";

/** Ending of what a crash left of a write that never took its place. */
export const DRAFT = ".draft";

/**
 * Writes a file so that a crash at any moment leaves the old one or the new one, whole. Its owner's alone.
 * Resolves once it is on the disk, file and name.
 */
export async function writeDurably(folder: string, name: string, content: string): Promise<void> {
  const draft = join(folder, `${name}.${randomUUID()}${DRAFT}`);
  try {
    await using file = await open(draft, "wx", 0o600);
    await file.writeFile(content);
    await file.sync();
    // If we crash here the old file stands.
    await rename(draft, join(folder, name));
  } catch (error) {
    await unlink(draft).catch(() => undefined);
    throw error;
  }
  await using directory = await open(folder, "r");
  await directory.sync();
}
