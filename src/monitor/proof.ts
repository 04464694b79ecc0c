/** Proof of an alarm and its form on the disk: two signed checkpoints, and tiles by which they are compared. */
import { decodeBase64, encodeBase64 } from "../wire/base64.ts";
import { isObject } from "../wire/value.ts";
import { openCheckpoint } from "../tlog/checkpoint.ts";
import type { TreeHasher } from "../tlog/merkle.ts";
import type { VerifierKey } from "../tlog/note.ts";
import { ProofError } from "../tlog/proof-error.ts";
import type { Alarm } from "./alarm.ts";
import { forkOf } from "./compare.ts";
import { openSignedTiles } from "../evidence/verify/signed-tiles.ts";

/** Makes the members of a JSON object from an alarm's proof; undefined for an alarm without signed checkpoints. */
export function writeProof({ checkpoints, tiles = [] }: Alarm): object | undefined {
  if (checkpoints === undefined) return undefined;
  if (tiles.length === 0) return { checkpoints };
  return { checkpoints, tiles: Object.fromEntries(tiles.map(([path, bytes]) => [path, encodeBase64(bytes)])) };
}

/**
 * Reads the proof of a fork and verifies it again, so that a damaged or invented one cannot accuse the log.
 *
 * @throws {ProofError} for anything else than a proof; `bad-signature` or `wrong-origin` when no trusted key has signed it
 */
export async function readFork(value: unknown, logKeys: readonly VerifierKey[], hasher: TreeHasher): Promise<Alarm> {
  const unlike = () => new ProofError("malformed", "not a proof that a monitor has kept");
  const { checkpoints, tiles = {} } = isObject(value) ? value : {};
  if (!Array.isArray(checkpoints) || checkpoints.length !== 2 || !isObject(tiles)) throw unlike();
  const [first, second] = checkpoints as readonly unknown[];
  if (typeof first !== "string" || typeof second !== "string") throw unlike();
  const [before, now] = [await openCheckpoint(first, logKeys), await openCheckpoint(second, logKeys)];
  if (before.origin !== now.origin) throw unlike();
  const read = async (path: string) => {
    const tile = Object.hasOwn(tiles, path) ? tiles[path] : undefined;
    return typeof tile === "string" ? decodeBase64(tile) : undefined;
  };
  const larger = before.size < now.size ? now : before;
  const fork = await forkOf(before, now, () => openSignedTiles(read, hasher, larger));
  if (fork === undefined) throw new ProofError("bad-proof", "both checkpoints can be true");
  return fork;
}
