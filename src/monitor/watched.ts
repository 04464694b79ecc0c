/** What was verified of a log so far, and its form on the disk. */
import { isObject } from "../wire/value.ts";
import { openCheckpoint, type SignedCheckpoint } from "../tlog/checkpoint.ts";
import { isSize } from "../tlog/merkle.ts";
import type { VerifierKey } from "../tlog/note.ts";
import { ProofError } from "../tlog/proof-error.ts";

/** What was verified. Nothing of it but `counted` and the times is to be believed without a signature. */
export interface Watched {
  /** The last checkpoint that continues all before it. */
  readonly checkpoint: SignedCheckpoint;
  /** How far its leaves were recounted. */
  readonly counted: number;
  /** The largest checkpoint that a quorum of witnesses has cosigned, as far as is known. */
  readonly witnessed?: SignedCheckpoint | undefined;
  /** When the log was first seen so large, ms. */
  readonly grewAt: number;
  /** When witnesses were last seen to keep up with it, or it was first asked, ms; undefined while it never was. */
  readonly cosignedAt?: number | undefined;
}

/** As a JSON value. */
export function writeWatched({ checkpoint, witnessed, ...figures }: Watched): object {
  return {
    checkpoint: checkpoint.text,
    ...(witnessed === undefined ? {} : { witnessed: witnessed.text }),
    ...figures,
  };
}

/**
 * Reads it back. The checkpoints are signed, so that a damaged one cannot speak against the log.
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
