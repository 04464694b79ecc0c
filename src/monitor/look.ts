/**
 * Watches a log from outside: each look reads its checkpoint, verifies that it continues the one that was verified before,
 * and recounts what is new. A fault is named; a file that could not be read accuses the log of nothing. Pure but for its
 * reader.
 */
import type { SignedCheckpoint } from "../tlog/checkpoint.ts";
import { ProofError } from "../tlog/proof-error.ts";
import type { Trust } from "../evidence/verify/trust.ts";
import { type Alarm, GRAVE, PROVEN } from "./alarm.ts";
import { type Check, checksOf } from "./checks.ts";
import { alarmOfSmaller, forkOf } from "./compare.ts";
import { afterEnd } from "./ended.ts";
import { recount, type RecountOptions, type VerifiedFile } from "./recount.ts";
import { openSignedTiles, type SignedTiles } from "../evidence/verify/signed-tiles.ts";
import type { Watched } from "./watched.ts";
import { findWitnessed, openIfSigned } from "./witnessed.ts";

/** Result of one look. */
export interface Look {
  /**
   * The state to go on from; undefined while nothing was ever verified. It was kept, but for that of a successor: the caller
   * keeps it after it has recorded the alarm `succeeded`.
   */
  readonly watched: Watched | undefined;
  /** Empty when all is well. */
  readonly alarms: readonly Alarm[];
  /** Optional checks that the look makes when it comes to its end. */
  readonly checks: ReadonlySet<Check>;
}

/** How a log is watched; what is read, and how. */
export interface MonitorOptions extends RecountOptions {
  readonly trust: Trust;
  /** Longest time without growth, ms; infinite: no limit. */
  readonly stallMs: number;
  /** Longest time without a quorum of cosignatures, ms; infinite: no limit. */
  readonly unwitnessedMs: number;
  /** Called with each part that was verified and its files, checkpoints last. An error ends the look. */
  readonly keep: (watched: Watched, files: readonly VerifiedFile[]) => Promise<void>;
  /** Tells whether a look may go on recounting. One that may not leaves the rest to the next. */
  readonly mayGoOn: () => boolean;
  /** Waits `ms`. An error ends the look. */
  readonly pause: (ms: number) => Promise<void>;
}

/** File of the largest checkpoint that a quorum has cosigned; logs of earlier versions do not serve it. */
const WITNESSED = "checkpoint.witnessed";

/** Tries before an alarm that a stale or broken proxy copy may cause. */
const TRIES = 5;
/** Growth of the pause between two tries, ms: 10 s in all. Caches may keep a checkpoint for 1 s. */
const PAUSE_STEP_MS = 1000;

/** Looks at the log once. @param before state after the last look @param now ms since the epoch */
export async function look(before: Watched | undefined, options: MonitorOptions, now: number): Promise<Look> {
  let found = await lookOnce(before, options, now);
  for (let asked = 1; asked < TRIES && found.alarms.some(mayPass); asked++) {
    await options.pause(asked * PAUSE_STEP_MS);
    found = await lookOnce(found.watched, options, now);
  }
  return { ...found, checks: checksOf(options) };
}

/** Tells whether asking again may end an alarm. A proven one rests on signatures, which do not change. */
function mayPass({ code }: Alarm): boolean {
  return GRAVE.has(code) && !PROVEN.has(code);
}

/** A file could not be read. Kept apart from faults of the log. */
class FileUnreadable extends Error {
  override readonly name = "NotRead";
}

async function lookOnce(
  before: Watched | undefined,
  options: MonitorOptions,
  now: number,
): Promise<Omit<Look, "checks">> {
  let watched = before;
  const reader: MonitorOptions = {
    ...options,
    async read(path) {
      try {
        return await options.read(path);
      } catch (cause) {
        // Stopped by the caller: that is no answer of the log.
        if (cause instanceof Error && cause.name === "AbortError") throw cause;
        throw new FileUnreadable("a file of the log could not be read", { cause });
      }
    },
    async keep(next, files) {
      await options.keep(next, files);
      watched = next;
    },
  };
  try {
    const { alarms, successor } = await verify(before, reader, now);
    return { watched: successor ?? watched, alarms };
  } catch (error) {
    if (error instanceof FileUnreadable) return { watched, alarms: [{ code: "unreachable" }] };
    throw error;
  }
}

/** Findings of a look. */
interface Found {
  readonly alarms: readonly Alarm[];
  /**
   * State to go on from, with the successor of the log that was watched. It is not kept yet: the caller records the alarm
   * first, so that no interruption hides that a log ended.
   */
  readonly successor?: Watched | undefined;
}

/** Verifies the present checkpoint and what is new. */
async function verify(before: Watched | undefined, options: MonitorOptions, now: number): Promise<Found> {
  const { read, trust } = options;
  // Read before the newest checkpoint, which is then not the smaller one.
  const cosigned = trust.quorum === 0 ? undefined : await read(WITNESSED);
  const bytes = await read("checkpoint");
  if (bytes === undefined) return { alarms: [{ code: "unreachable" }] };
  const checkpoint = await openIfSigned(bytes, trust.log, before?.checkpoint.origin);
  if (checkpoint === undefined) {
    if (before === undefined) return { alarms: [{ code: "bad-signature" }] };
    const { alarm, watched } = await afterEnd(before, bytes, options, now);
    return { alarms: [alarm], successor: watched };
  }
  if (before !== undefined && checkpoint.size < before.checkpoint.size) {
    return { alarms: [await alarmOfSmaller(before.checkpoint, checkpoint, options)] };
  }
  try {
    return { alarms: await checkTree(before, checkpoint, { bytes, cosigned }, options, now) };
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    const checkpoints = before && ([before.checkpoint.text, checkpoint.text] as const);
    return { alarms: [{ code: "entries", size: checkpoint.size, ...(checkpoints && { checkpoints }) }] };
  }
}

/**
 * Verifies a tree that is not smaller than before.
 *
 * @throws {ProofError} for a part that is missing or not what was signed
 */
async function checkTree(
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
  // A look that does not ask for cosignatures leaves what was known of them.
  const cosigned =
    trust.quorum === 0
      ? { witnessed: before?.witnessed, cosignedAt: before?.cosignedAt }
      : { witnessed: witnessed ?? before?.witnessed, cosignedAt };
  const standing = (): Alarm[] => [
    ...(now - grewAt > options.stallMs ? [{ code: "stall", size } as const] : []),
    ...(trust.quorum > 0 && now - cosignedAt > options.unwitnessedMs ? [{ code: "unwitnessed", size } as const] : []),
  ];
  const upTo = (counted: number): Watched => ({ checkpoint, counted, grewAt, ...cosigned });
  // Kept before recounting: that the tree continues the old one is true, whatever recounting finds.
  const from = before?.counted ?? 0;
  await keep(upTo(from), []);
  if (from < size) {
    for await (const { counted, files } of recount(await tiles(), { from, size }, options)) {
      await keep(upTo(counted), files);
      // A log may sign any size, and serve tiles for it without end.
      if (counted < size && !options.mayGoOn()) return standing();
    }
  }
  if (isNew || checkpoint.text !== before?.checkpoint.text || from < size) {
    await keep(upTo(size), [
      ["checkpoint", served.bytes],
      // Written after the checkpoint that covers it, so that a copy never has a witnessed one that is larger.
      ...(witnessed && (isNew || from < size) ? [[WITNESSED, new TextEncoder().encode(witnessed.text)] as const] : []),
    ]);
  }
  return standing();
}
