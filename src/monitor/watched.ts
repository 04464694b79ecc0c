/** State of a monitor: what was verified of a log so far, and its form on the disk. */
import { isObject } from "../wire/value.ts";
import { openCheckpoint, type SignedCheckpoint } from "../tlog/checkpoint.ts";
import { isSize } from "../tlog/merkle.ts";
import type { VerifierKey } from "../tlog/note.ts";
import { ProofError } from "../tlog/proof-error.ts";

/** Verified state of a log. All but `counted` and the times is signed by the log. */
export interface Watched {
  /** The last verified checkpoint; it continues all earlier ones. */
  readonly checkpoint: SignedCheckpoint;
  /** Number of leaves that were recounted. */
  readonly counted: number;
  /** The largest known checkpoint that a quorum of witnesses has cosigned. */
  readonly witnessed?: SignedCheckpoint | undefined;
  /** Time at which the log was first seen at this size, ms since the epoch. */
  readonly grewAt: number;
  /** Time at which witnesses last kept up with the log, or were first asked for, ms since the epoch; undefined before. */
  readonly cosignedAt?: number | undefined;
}

/** Makes the JSON value of the state. */
export function writeWatched({ checkpoint, witnessed, ...figures }: Watched): object {
  return {
    checkpoint: checkpoint.text,
    ...(witnessed === undefined ? {} : { witnessed: witnessed.text }),
    ...figures,
  };
}

/**
 * Reads the state from its JSON value. The checkpoints are verified again, so that a damaged one cannot accuse the log.
 *
 * @throws {ProofError} `malformed`; `bad-signature` or `wrong-origin` when no trusted key has signed them
 */
export async function readWatched(value: unknown, logKeys: readonly VerifierKey[]): Promise<Watched> {
  const { checkpoint, counted, witnessed, grewAt, cosignedAt } = isObject(value) ? value : {};
  if (
    typeof checkpoint !== "string" ||
    (witnessed !== undefined && typeof witnessed !== "string") ||
    !isNumber(counted) ||
    !isNumber(grewAt) ||
    (cosignedAt !== undefined && !isNumber(cosignedAt))
  ) {
    throw new ProofError("malformed", "not what a monitor has kept");
  }
  const opened = await openCheckpoint(checkpoint, logKeys);
  if (counted > opened.size) throw new ProofError("malformed", "more is recounted than there is");
  return {
    checkpoint: opened,
    counted,
    ...(witnessed === undefined ? {} : { witnessed: await openCheckpoint(witnessed, logKeys) }),
    grewAt,
    cosignedAt,
  };
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && isSize(value);
}
