/** Whether two checkpoints of a log can both be true. */
import { equalBytes } from "../wire/bytes.ts";
import type { Checkpoint, SignedCheckpoint } from "../tlog/checkpoint.ts";
import { tilePath } from "../tlog/tile.ts";
import type { Alarm } from "./alarm.ts";
import type { SignedTiles } from "./signed-tiles.ts";

/**
 * The fork that two signed checkpoints are proof of, when the smaller tree is not the beginning of the larger one:
 * its root is counted out of tiles that the larger root signs for. Undefined when both can be true.
 *
 * @param larger its tiles; not asked for when the sizes are the same
 * @throws {ProofError} when the tiles are not there, or not the larger tree's: then nothing can be said
 */
export async function forkOf(
  before: SignedCheckpoint,
  now: SignedCheckpoint,
  larger: () => Promise<SignedTiles>,
): Promise<Alarm | undefined> {
  const alarm = { code: "fork", size: now.size, checkpoints: [before.text, now.text] } as const;
  const smaller: Checkpoint = before.size < now.size ? before : now;
  if (before.size === now.size) return equalBytes(before.root, now.root) ? undefined : alarm;
  const tiles = await larger();
  if (equalBytes(await tiles.rootAt(smaller.size), smaller.root)) return undefined;
  const path = [...(await tiles.pathOf(smaller.size)), ...tiles.edge];
  return { ...alarm, tiles: path.map(([name, bytes]) => [tilePath(name), bytes]) };
}
