import type { Sha256 } from "../tlog/merkle.ts";
import { type Checkpoint, formatCheckpoint } from "../tlog/checkpoint.ts";
import { timestampRequest } from "../tlog/rfc3161/request.ts";
import { keptTimestamp, verifyTimestamp } from "../tlog/rfc3161/verify.ts";
import type { LogReader } from "./log-reader.ts";

/** A time stamp with the checkpoint that it is over. */
export interface KeptTimestamp {
  readonly size: number;
  /** The signed note; stamped is its text without the signatures. */
  readonly checkpoint: string;
  /** DER TimeStampResp (RFC 3161), in the form that is kept (`keptTimestamp`). */
  readonly token: Uint8Array;
  /** The authority's time. */
  readonly genTime: Date;
}

/** Where time stamps are kept. */
export interface TimestampRows {
  /** Of the smallest stamped tree that holds so many entries: the earliest time at which they all existed. */
  covering(size: number): Promise<KeptTimestamp | undefined>;
  keep(timestamp: KeptTimestamp): Promise<void>;
}

/** What time stamps are made with. */
export interface TimestamperParts {
  readonly log: Pick<LogReader, "heads">;
  readonly rows: TimestampRows;
  /** Asks the authority; its time and the size of its answer are bounded. */
  readonly ask: (query: Uint8Array) => Promise<Uint8Array>;
  /** Certificates of trusted authorities, DER. */
  readonly roots: readonly Uint8Array[];
  readonly sha256: Sha256;
  /** Random bytes for nonces. */
  readonly random: (bytes: number) => Uint8Array;
  readonly now: () => number;
  /** From one question to the next in the background, ms. */
  readonly every: number;
  /** Called when the authority gave none, or one that does not hold. Must not throw. */
  readonly fault: (error: unknown) => void;
}

/** Has checkpoints stamped. Nothing waits for it but evidence, and that not for long. */
export interface Timestamper {
  /** The newest published checkpoint, unless it has one. Never rejects: what fails is told, and tried again later. */
  stampLatest(): Promise<void>;
  /** Of exactly this checkpoint: the one that is kept, or one that is asked for now; undefined when there is none. */
  forCheckpoint(checkpoint: Checkpoint & { readonly text: string }): Promise<Uint8Array | undefined>;
  /** The earliest stamp over a tree of at least so many entries, with its checkpoint. */
  timestampFor(size: number): Promise<KeptTimestamp | undefined>;
  /** Begins the questions in the background. */
  start(): void;
  stop(): void;
}

/** After a failure evidence does not wait for the authority again for this long, ms. */
const PAUSE = 60_000;

/** Makes one; nothing is asked before `start`, or before evidence needs it. */
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
    // If we crash here, the authority has stamped what nobody kept: it is asked again.
    await rows.keep({ size: checkpoint.size, checkpoint: checkpoint.text, token, genTime });
    return token;
  }

  async function told<T>(work: () => Promise<T>): Promise<T | undefined> {
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
    await told(async () => {
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
      const found = await told(() => kept(checkpoint.size));
      // One log has one tree of a size; a stamp over another one would not help whoever verifies.
      if (found !== undefined) {
        return found.checkpoint.startsWith(formatCheckpoint(checkpoint)) ? found.token : undefined;
      }
      return now() < pausedUntil ? undefined : told(() => stamp(checkpoint));
    },
    timestampFor: (size) => rows.covering(size),
    start: () => next(),
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
