/**
 * Watching a log from outside: each look reads its checkpoint, verifies that it continues the one that was verified
 * before, and recounts what is new. What does not hold is named; what could not be read says nothing of the log.
 * Pure but for its reader.
 */
import type { SignedCheckpoint } from "../tlog/checkpoint.ts";
import { ProofError } from "../tlog/proof-error.ts";
import type { Trust } from "../evidence/verify/trust.ts";
import { type Alarm, GRAVE, PROVEN } from "./alarm.ts";
import { type Check, checksOf } from "./checks.ts";
import { forkOf } from "./compare.ts";
import { recount, type RecountOptions, type VerifiedFile } from "./recount.ts";
import { openSignedTiles, type SignedTiles } from "./signed-tiles.ts";
import type { Watched } from "./watched.ts";
import { findWitnessed, openIfSigned } from "./witnessed.ts";

/** What one look came to. */
export interface Look {
  /** The state to go on from; undefined while nothing was ever verified. */
  readonly watched: Watched | undefined;
  /** None when all is well. */
  readonly alarms: readonly Alarm[];
  /** What it would have raised an alarm for, had it come to its end. */
  readonly checks: ReadonlySet<Check>;
}

/** How a log is watched. */
export interface MonitorOptions extends RecountOptions {
  readonly trust: Trust;
  /** How long the log may not grow, and go without a quorum, ms; infinite: for ever. */
  readonly stallMs: number;
  readonly unwitnessedMs: number;
  /** Told of each part that was verified, with its files, the checkpoints' last. What it throws ends the look. */
  readonly keep: (watched: Watched, files: readonly VerifiedFile[]) => Promise<void>;
  /** Waits so many ms. What it throws ends the look. */
  readonly pause: (ms: number) => Promise<void>;
}

/** Where the log serves the largest checkpoint that a quorum has cosigned; one of before may have no such file. */
const WITNESSED = "checkpoint.witnessed";

/** How often it is asked before a log is accused of what an old or a broken copy on the way may be the cause of. */
const ASKED = 5;
/** So much longer each time, 10 s in all. Caches may keep a checkpoint for 1 s. */
const LONGER_MS = 1000;

/** Looks at the log once. @param now ms */
export async function look(before: Watched | undefined, options: MonitorOptions, now: number): Promise<Look> {
  let found = await lookOnce(before, options, now);
  for (let asked = 1; asked < ASKED && found.alarms.some(mayPass); asked++) {
    await options.pause(asked * LONGER_MS);
    found = await lookOnce(found.watched, options, now);
  }
  return { ...found, checks: checksOf(options) };
}

/** What is proven rests on signatures: asking again changes nothing. */
function mayPass({ code }: Alarm): boolean {
  return GRAVE.has(code) && !PROVEN.has(code);
}

/** A file that could not be read; not to be mixed up with what is wrong with the log. */
class NotRead extends Error {
  override readonly name = "NotRead";
}

async function lookOnce(
  before: Watched | undefined,
  options: MonitorOptions,
  now: number,
): Promise<Omit<Look, "checks">> {
  let watched = before;
  const told: MonitorOptions = {
    ...options,
    async read(path) {
      try {
        return await options.read(path);
      } catch (cause) {
        // Who was told to stop has seen nothing.
        if (cause instanceof Error && cause.name === "AbortError") throw cause;
        throw new NotRead("a file of the log could not be read", { cause });
      }
    },
    async keep(next, files) {
      await options.keep(next, files);
      watched = next;
    },
  };
  try {
    const alarms = await verify(before, told, now);
    return { watched, alarms };
  } catch (error) {
    if (error instanceof NotRead) return { watched, alarms: [{ code: "unreachable" }] };
    throw error;
  }
}

/** The alarms of a look that came to an end. */
async function verify(before: Watched | undefined, options: MonitorOptions, now: number): Promise<Alarm[]> {
  const { read, trust } = options;
  // Before the checkpoint, which then covers it.
  const cosigned = trust.quorum === 0 ? undefined : await read(WITNESSED);
  const bytes = await read("checkpoint");
  if (bytes === undefined) return [{ code: "unreachable" }];
  const checkpoint = await openIfSigned(bytes, trust.log, before?.checkpoint.origin);
  if (checkpoint === undefined) return [{ code: "bad-signature" }];
  if (before !== undefined && checkpoint.size < before.checkpoint.size) {
    return [await smaller(before.checkpoint, checkpoint, options)];
  }
  try {
    return await follow(before, checkpoint, { bytes, cosigned }, options, now);
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    const checkpoints = before && ([before.checkpoint.text, checkpoint.text] as const);
    return [{ code: "entries", size: checkpoint.size, ...(checkpoints && { checkpoints }) }];
  }
}

/** A smaller tree than before: a contradiction, or one that was true once, of a log that was put back or an old copy. */
async function smaller(
  before: SignedCheckpoint,
  checkpoint: SignedCheckpoint,
  options: MonitorOptions,
): Promise<Alarm> {
  try {
    const fork = await forkOf(before, checkpoint, () => openSignedTiles(options.read, options.hasher, before));
    if (fork !== undefined) return fork;
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    // It does not show the larger tree any more: nothing to compare with.
  }
  return { code: "rollback", size: checkpoint.size, checkpoints: [before.text, checkpoint.text] };
}

/** @throws {ProofError} for what the checkpoint covers and is not there, or not what was signed */
async function follow(
  before: Watched | undefined,
  checkpoint: SignedCheckpoint,
  served: { readonly bytes: Uint8Array; readonly cosigned: Uint8Array | undefined },
  options: MonitorOptions,
  now: number,
): Promise<Alarm[]> {
  const { read, hasher, trust, keep } = options;
  const { size } = checkpoint;
  let opening: Promise<SignedTiles> | undefined;
  const tiles = () => (opening ??= openSignedTiles(read, hasher, checkpoint));
  const fork = before && (await forkOf(before.checkpoint, checkpoint, tiles));
  if (fork !== undefined) return [fork];
  const found = await findWitnessed(before?.witnessed, checkpoint, served.cosigned, { trust, tiles });
  if ("alarm" in found) return [found.alarm];
  const { witnessed, keptUp } = found;
  const isNew = witnessed !== undefined && witnessed.text !== before?.witnessed?.text;
  const grewAt = before === undefined || size > before.checkpoint.size ? now : before.grewAt;
  const cosignedAt = keptUp ? now : (before?.cosignedAt ?? now);
  // Who does not ask what witnesses have cosigned has not seen them keep up: what was known of them stays.
  const cosigned =
    trust.quorum === 0
      ? { witnessed: before?.witnessed, cosignedAt: before?.cosignedAt }
      : { witnessed: witnessed ?? before?.witnessed, cosignedAt };
  const upTo = (counted: number): Watched => ({ checkpoint, counted, grewAt, ...cosigned });
  // It continues what was verified before: that is so, whatever recounting it comes to.
  const from = before?.counted ?? 0;
  await keep(upTo(from), []);
  if (from < size) {
    for await (const { counted, files } of recount(await tiles(), { from, size }, options)) {
      await keep(upTo(counted), files);
    }
  }
  if (isNew || checkpoint.text !== before?.checkpoint.text || from < size) {
    await keep(upTo(size), [
      ["checkpoint", served.bytes],
      // Behind the one that covers it: who reads the copy, this one first, never finds it the larger.
      ...(witnessed && (isNew || from < size) ? [[WITNESSED, new TextEncoder().encode(witnessed.text)] as const] : []),
    ]);
  }
  const alarms: Alarm[] = [];
  if (now - grewAt > options.stallMs) alarms.push({ code: "stall", size });
  if (trust.quorum > 0 && now - cosignedAt > options.unwitnessedMs) alarms.push({ code: "unwitnessed", size });
  return alarms;
}
