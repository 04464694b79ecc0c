/** Finds the checkpoints of a log that a quorum of the trusted witnesses has cosigned. */
import { openCheckpoint, type SignedCheckpoint } from "../tlog/checkpoint.ts";
import { isWitnessed } from "../log/witness-quorum.ts";
import type { VerifierKey } from "../tlog/note.ts";
import { ProofError } from "../tlog/proof-error.ts";
import type { Trust } from "../evidence/verify/trust.ts";
import type { Alarm } from "./alarm.ts";
import { forkOf } from "./compare.ts";
import type { SignedTiles } from "../evidence/verify/signed-tiles.ts";

/**
 * Opens a checkpoint that a trusted key of the log has signed; undefined for anything else.
 *
 * @param origin of the log, once it is known: another log whose key is trusted too does not contradict it
 */
export async function openIfSigned(
  bytes: Uint8Array,
  logKeys: readonly VerifierKey[],
  origin?: string,
): Promise<SignedCheckpoint | undefined> {
  try {
    const opened = await openCheckpoint(bytes, logKeys);
    return origin === undefined || opened.origin === origin ? opened : undefined;
  } catch (error) {
    if (error instanceof ProofError) return undefined;
    throw error;
  }
}

/**
 * Finds the largest witnessed checkpoint: the newest itself, the one that is served beside it, or the one known before.
 * Returns an alarm instead when the one beside it belongs to another tree, or to a larger one than the log shows. Only
 * cosignatures of witnesses that are trusted now count.
 *
 * @param served the log's file of the witnessed checkpoint, read before the newest checkpoint
 * @param deps the tiles of the newest checkpoint's tree
 * @throws {ProofError} when tiles are missing
 */
export async function findWitnessed(
  before: SignedCheckpoint | undefined,
  newest: SignedCheckpoint,
  served: Uint8Array | undefined,
  { trust, tiles }: { readonly trust: Trust; readonly tiles: () => Promise<SignedTiles> },
): Promise<
  | { readonly alarm: Alarm }
  // `keptUp`: the witnessed checkpoint is the newest, or larger than the one before.
  | { readonly witnessed: SignedCheckpoint | undefined; readonly keptUp: boolean }
> {
  const ifWitnessed = async (one: SignedCheckpoint | undefined) =>
    one !== undefined && (await isWitnessed(one.note, trust)) ? one : undefined;
  const beside = served && (await ifWitnessed(await openIfSigned(served, trust.log, newest.origin)));
  if (beside !== undefined && beside.size > newest.size) {
    return { alarm: { code: "rollback", size: newest.size, checkpoints: [beside.text, newest.text] } };
  }
  if (beside !== undefined && beside.text !== before?.text) {
    const alarm = await forkOf(beside, newest, tiles);
    if (alarm !== undefined) return { alarm };
  }
  const last = await ifWitnessed(before);
  const found = [last, beside, await ifWitnessed(newest)].filter((one) => one !== undefined);
  const witnessed = found.toSorted((one, other) => one.size - other.size).at(-1);
  const keptUp = witnessed !== undefined && (witnessed.size === newest.size || witnessed.size > (last?.size ?? 0));
  return { witnessed, keptUp };
}
