/** Which of a log's checkpoints a quorum of the trusted witnesses has cosigned. */
import { openCheckpoint, type SignedCheckpoint } from "../tlog/checkpoint.ts";
import { isWitnessed } from "../log/witness-quorum.ts";
import type { VerifierKey } from "../tlog/note.ts";
import { ProofError } from "../tlog/proof-error.ts";
import type { Trust } from "../evidence/verify/trust.ts";
import type { Alarm } from "./alarm.ts";
import { forkOf } from "./compare.ts";
import type { SignedTiles } from "./signed-tiles.ts";

/**
 * A checkpoint that a trusted key of the log has signed; undefined for everything else.
 * @param origin the log, where it is known: of two logs whose keys are trusted neither contradicts the other
 */
export async function openIfSigned(
  bytes: Uint8Array,
  logKeys: readonly VerifierKey[],
  origin?: string,
): Promise<SignedCheckpoint | undefined> {
  try {
    const opened = await openCheckpoint(new TextDecoder().decode(bytes), logKeys);
    return origin === undefined || opened.origin === origin ? opened : undefined;
  } catch (error) {
    if (error instanceof ProofError) return undefined;
    throw error;
  }
}

/**
 * The largest witnessed checkpoint: the newest itself, the one that is served beside it, or the one of before. Or what
 * is wrong: the one beside it is of another tree, or of a larger one than is shown to us. By those who are trusted now:
 * what others had cosigned before counts for nothing.
 *
 * @param served what the log serves as witnessed, read before the newest checkpoint
 * @param deps the tiles of the newest checkpoint's tree
 * @throws {ProofError} when those are missing
 */
export async function findWitnessed(
  before: SignedCheckpoint | undefined,
  newest: SignedCheckpoint,
  served: Uint8Array | undefined,
  { trust, tiles }: { readonly trust: Trust; readonly tiles: () => Promise<SignedTiles> },
): Promise<
  | { readonly alarm: Alarm }
  // Witnesses have kept up: with all there is, or with more than before.
  | { readonly witnessed: SignedCheckpoint | undefined; readonly keptUp: boolean }
> {
  const quorate = async (one: SignedCheckpoint | undefined) =>
    one !== undefined && (await isWitnessed(one.note, trust)) ? one : undefined;
  const beside = served && (await quorate(await openIfSigned(served, trust.log, newest.origin)));
  if (beside !== undefined && beside.size > newest.size) {
    return { alarm: { code: "rollback", size: newest.size, checkpoints: [beside.text, newest.text] } };
  }
  if (beside !== undefined && beside.text !== before?.text) {
    const alarm = await forkOf(beside, newest, tiles);
    if (alarm !== undefined) return { alarm };
  }
  const last = await quorate(before);
  const found = [last, beside, await quorate(newest)].filter((one) => one !== undefined);
  const witnessed = found.toSorted((one, other) => one.size - other.size).at(-1);
  const keptUp = witnessed !== undefined && (witnessed.size === newest.size || witnessed.size > (last?.size ?? 0));
  return { witnessed, keptUp };
}
