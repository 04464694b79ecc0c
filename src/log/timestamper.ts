import type { Sha256 } from "../tlog/merkle.ts";
import { type Checkpoint, formatCheckpoint } from "../tlog/checkpoint.ts";
import { timestampRequest } from "../tlog/rfc3161/request.ts";
import { keptTimestamp, verifyTimestamp } from "../tlog/rfc3161/verify.ts";
import type { LogReader } from "./log-reader.ts";

/** A time stamp with the checkpoint that it stamps. */
export interface KeptTimestamp {
  readonly size: number;
  /** The signed note. The stamp covers its text without the signatures. */
  readonly checkpoint: string;
  /** DER TimeStampResp (RFC 3161), in the form that is kept (`keptTimestamp`). */
  readonly token: Uint8Array;
  /** The authority's time (genTime). */
  readonly genTime: Date;
}

/** Stored time stamps. Methods throw StoreUnavailable when the database cannot answer. */
export interface TimestampRows {
  /**
   * The stamp of the smallest stamped tree with at least `size` entries: the earliest time at which they all existed.
   * Undefined when there is none.
   */
  covering(size: number): Promise<KeptTimestamp | undefined>;
  /** Stores a stamp; the first one of a tree stays. */
  keep(timestamp: KeptTimestamp): Promise<void>;
}

/** Parts of a timestamper. */
export interface TimestamperParts {
  readonly log: Pick<LogReader, "heads">;
  readonly rows: TimestampRows;
  /** Sends a TimeStampReq (DER) and returns the answer. It must bound time and size of the answer. */
  readonly ask: (query: Uint8Array) => Promise<Uint8Array>;
  /** Certificates of trusted authorities, DER. */
  readonly roots: readonly Uint8Array[];
  readonly sha256: Sha256;
  /** Random bytes for nonces. */
  readonly random: (bytes: number) => Uint8Array;
  /** Ms since the epoch. */
  readonly now: () => number;
  /** Pause between two questions in the background, ms. */
  readonly every: number;
  /** Called when the authority gave no stamp, or one that does not verify. Must not throw. */
  readonly fault: (error: unknown) => void;
}

/** Has checkpoints stamped by a time-stamping authority (RFC 3161). Only evidence waits for a stamp, and briefly. */
export interface Timestamper {
  /**
   * Has the newest published checkpoint stamped, unless it is. Never rejects: a failure is reported and tried again
   * later.
   */
  stampLatest(): Promise<void>;
  /** Returns the stamp of exactly this checkpoint, stored or asked for now; undefined when there is none. */
  forCheckpoint(checkpoint: Checkpoint & { readonly text: string }): Promise<Uint8Array | undefined>;
  /** Returns the stamp of the smallest stamped tree with at least `size` entries. */
  timestampFor(size: number): Promise<KeptTimestamp | undefined>;
  /** Starts to ask in the background. */
  start(): void;
  stop(): void;
}

/** Time after a failure in which evidence does not ask the authority again, ms. */
const PAUSE = 60_000;

/** Makes a timestamper. It asks nothing before `start`, or before evidence needs a stamp. */
export function createTimestamper(parts: TimestamperParts): Timestamper {
  const { log, rows, ask, roots, sha256, random, now, every, fault } = parts;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  async function stamp(checkpoint: Checkpoint & { readonly text: string }): Promise<Uint8Array> {
    const text = formatCheckpoint(checkpoint);
    const nonce = random(16);
    const answer = await ask(timestampRequest(sha256(new TextEncoder().encode(text)), nonce));
    const token = keptTimestamp(answer);
    const { genTime } = await verifyTimestamp({ token, text, roots, nonce });
    // If we crash here the stamp is lost, and the authority is asked again.
    await rows.keep({ size: checkpoint.size, checkpoint: checkpoint.text, token, genTime });
    return token;
  }

  /** Does the work; undefined when it fails, which is reported. */
  async function orReport<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      pausedUntil = now() + PAUSE;
      fault(error);
      return undefined;
    }
  }

  async function kept(size: number): Promise<KeptTimestamp | undefined> {
    const found = await rows.covering(size);
    return found?.size === size ? found : undefined;
  }

  async function stampLatest(): Promise<void> {
    await orReport(async () => {
      const { published } = await log.heads();
      if (published !== undefined && (await kept(published.size)) === undefined) await stamp(published);
    });
  }

  const round = async () => {
    await stampLatest();
    if (timer !== undefined) next();
  };
  const next = () => {
    timer = setTimeout(() => void round(), every).unref();
  };

  return {
    stampLatest,
    async forCheckpoint(checkpoint) {
      const found = await orReport(() => kept(checkpoint.size));
      // One log has one tree of a size; a stamp over another tree proves nothing about this one.
      if (found !== undefined) {
        return found.checkpoint.startsWith(formatCheckpoint(checkpoint)) ? found.token : undefined;
      }
      return now() < pausedUntil ? undefined : orReport(() => stamp(checkpoint));
    },
    timestampFor: (size) => rows.covering(size),
    start: () => next(),
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
