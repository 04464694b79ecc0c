/** Compares two checkpoints of a log. */
import { equalBytes } from "../wire/bytes.ts";
import type { Checkpoint, SignedCheckpoint } from "../tlog/checkpoint.ts";
import { tilePath } from "../tlog/tile.ts";
import type { Alarm } from "./alarm.ts";
import type { SignedTiles } from "../evidence/verify/signed-tiles.ts";

/**
 * Makes the alarm of a fork when two signed checkpoints prove one: the larger tree does not begin with the smaller one. The
 * smaller root is computed from tiles that lead to the larger root. Undefined when both checkpoints can be true.
 *
 * @param larger reads the larger tree's tiles; not called when the sizes are equal
 * @throws {ProofError} when tiles are missing, or not the larger tree's: the checkpoints cannot be compared then
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
