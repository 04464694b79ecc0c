/** Verified copy of a log in the layout of C2SP tlog-tiles. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { CHAIN_FILE, readChain } from "../../tlog/chain-file.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { TILE_WIDTH, type TileName, tilePath, tileWidth } from "../../tlog/tile.ts";
import type { VerifiedFile } from "../../monitor/recount.ts";
import type { LogFileReader } from "../../evidence/verify/rebuild-log.ts";
import { edgeOf } from "../../evidence/verify/signed-tiles.ts";
import { writePrivate } from "../kept/private-file.ts";
import { readText } from "../../files/text-file.ts";

/**
 * Keeps verified files. The copy is whole at every moment: files that the earlier checkpoint needs are removed only
 * after the new one is written.
 */
export async function mirrorFiles(folder: string, files: readonly VerifiedFile[], read: LogFileReader): Promise<void> {
  for (const [path, bytes] of files) {
    const before = path === "checkpoint" ? await sizeIn(folder) : 0;
    await writePrivate(join(folder, path), bytes, 0o644);
    if (path !== "checkpoint") continue;
    await dropOvertaken(folder, before, await sizeIn(folder));
    await keepChain(folder, read);
  }
}

/**
 * Keeps the chain of a log that succeeds another, as it is served: each reader of the copy compares it with the tree. What
 * cannot be read now comes with the next checkpoint.
 */
async function keepChain(folder: string, read: LogFileReader): Promise<void> {
  const chain = await read(CHAIN_FILE).catch(() => undefined);
  if (chain !== undefined && isChain(chain)) await writePrivate(join(folder, CHAIN_FILE), chain, 0o644);
}

function isChain(bytes: Uint8Array): boolean {
  try {
    return readChain(bytes).length > 0;
  } catch (error) {
    if (error instanceof ProofError) return false;
    throw error;
  }
}

/** Removes partial tiles that are wider in the later tree. */
async function dropOvertaken(folder: string, before: number, size: number): Promise<void> {
  for (const { level, index, width } of edgeOf(before)) {
    const place = level === 0 ? [level, "entries" as const] : [level];
    for (const kind of place) {
      const name: TileName = { level: kind, index, width };
      const now = tileWidth(kind, index, size);
      if (width === 0 || now === width) continue;
      const full = now === TILE_WIDTH;
      const path = full ? `${tilePath({ ...name, width: TILE_WIDTH })}.p` : tilePath(name);
      await rm(join(folder, path), { recursive: full, force: true });
    }
  }
}

/** Size of the tree that the copy has; 0 when it has none. */
async function sizeIn(folder: string): Promise<number> {
  const note = await readText(join(folder, "checkpoint")).catch(() => "");
  const size = Number(note.split("\n", 2)[1]);
  return Number.isSafeInteger(size) ? size : 0;
}
