/** Compares two checkpoints of a log. */
import { equalBytes } from "../wire/bytes.ts";
import type { Checkpoint, SignedCheckpoint } from "../tlog/checkpoint.ts";
import { ProofError } from "../tlog/proof-error.ts";
import { tilePath } from "../tlog/tile.ts";
import type { Alarm } from "./alarm.ts";
import { openSignedTiles, type SignedTiles } from "../evidence/verify/signed-tiles.ts";
import type { RecountOptions } from "./recount.ts";

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

/** Makes the alarm of a smaller tree than before: a fork when both cannot be true, else a rollback or an old copy. */
export async function alarmOfSmaller(
  before: SignedCheckpoint,
  checkpoint: SignedCheckpoint,
  options: Pick<RecountOptions, "read" | "hasher">,
): Promise<Alarm> {
  try {
    const fork = await forkOf(before, checkpoint, () => openSignedTiles(options.read, options.hasher, before));
    if (fork !== undefined) return fork;
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    // The log does not show the larger tree any more, so the two cannot be compared.
  }
  return { code: "rollback", size: checkpoint.size, checkpoints: [before.text, checkpoint.text] };
}
