/** The audit log of a running gateway: its reader and its sequencer. Part of the gateway's wiring. */
import type { Logger } from "pino";
import type { SignedCheckpoint } from "../tlog/checkpoint.ts";
import type { LogReader } from "../log/log-reader.ts";
import { follow } from "../log/follow.ts";
import { LogRefusal } from "../log/log-refusal.ts";
import { createLogSigner } from "../log/log-signer.ts";
import type { LogStore } from "../log/log-store.ts";
import { rememberIn } from "../log/remembered.ts";
import { createSequencer, type Sequencer } from "../log/sequencer.ts";
import { createLogReader } from "../log/stored-log.ts";
import type { WitnessQuorum } from "../log/witness-quorum.ts";
import { NATIVE_HASHER } from "../tlog/native-hasher.ts";
import type { Keyring } from "../crypto/keyring.ts";
import type { OpenStore } from "../store/open.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** What the log of a gateway is made of. */
export interface RunningLogOptions {
  readonly origin: string;
  readonly dataDir: string;
  /** A folder on another disk where the last checkpoint is remembered too. */
  readonly memoryDir?: string | undefined;
  readonly interval: number;
  readonly batch: number;
  /** The keyring now; a reload replaces it. */
  readonly keyring: () => Keyring;
  readonly store: Pick<OpenStore, "logRows" | "logStore">;
  readonly metrics: Pick<Metrics, "logBatch" | "watchLog">;
  readonly logger: Logger;
  readonly now: () => number;
  /** Milliseconds of a clock that is never set. */
  readonly elapsed: () => number;
  /** Whose cosignatures make a checkpoint witnessed. */
  readonly quorum: WitnessQuorum;
  /** Called with each checkpoint that this process has just published, and the one that it finds. Must not throw. */
  readonly onPublished?: (checkpoint: SignedCheckpoint) => void;
  /** Checkpoints of this log that others keep; nothing is signed behind them. */
  readonly seenElsewhere?: () => Promise<readonly string[]>;
  /** The same, found out since the start: looked at before each batch. */
  readonly shown?: () => readonly string[];
  /** May replace the store that the sequencer writes: how tests make faults at named steps. */
  readonly decorate?: ((store: LogStore) => LogStore) | undefined;
}

/** The log of a running gateway. */
export interface RunningLog {
  readonly reader: LogReader;
  readonly sequencer: Sequencer;
  /** Gives the lead back and frees the connection. */
  stop(): Promise<void>;
}

/** How long a process that does not lead waits before it tries again, and one that failed, ms. */
const RETRY_MS = 500;
/** Waiting entries are counted up to this many. */
const COUNTED = 100_000;

/** Puts the log together; the sequencer is not started. */
export function createRunningLog(options: RunningLogOptions): RunningLog {
  const { origin, keyring, store, metrics, logger, now } = options;
  let signerFor: { readonly keyring: Keyring; readonly signer: ReturnType<typeof createLogSigner> } | undefined;
  const signer = () => {
    const present = keyring();
    if (signerFor?.keyring !== present) signerFor = { keyring: present, signer: createLogSigner(origin, present.log) };
    return signerFor.signer;
  };
  const reader = createLogReader(store.logRows, signer, NATIVE_HASHER, {
    quorum: options.quorum,
    damaged: (refusal) => sequencer.refuse(refusal),
  });
  const remembered = rememberIn(options.dataDir, options.memoryDir);
  const logStore = options.decorate?.(store.logStore) ?? store.logStore;
  let foreign = false;

  /** What another process publishes is remembered here too: this machine may lead next. */
  async function followed(): Promise<boolean> {
    try {
      const found = await follow(logStore.view(), { signer, remembered, hasher: NATIVE_HASHER });
      if (found?.introduced === true && found.note !== undefined) {
        logger.info({}, "the audit log is led on this database: this machine was let in, and may lead it next");
      }
      foreign = false;
      return found !== undefined;
    } catch (error) {
      if (!(error instanceof LogRefusal && error.code === "key")) throw error;
      // Mostly its key was rotated, and this process is not told yet.
      if (!foreign) logger.warn({}, "the log is signed by a key that this process does not have: send it SIGHUP");
      foreign = true;
      return false;
    }
  }

  const sequencer: Sequencer = createSequencer({
    store: logStore,
    signer,
    remembered,
    hasher: NATIVE_HASHER,
    now,
    elapsed: options.elapsed,
    interval: options.interval,
    retry: RETRY_MS,
    batch: options.batch,
    ...(options.seenElsewhere === undefined ? {} : { seenElsewhere: options.seenElsewhere }),
    ...(options.shown === undefined ? {} : { shown: options.shown }),
    published: (checkpoint) => options.onPublished?.(checkpoint),
    followed,
    observer: {
      batch: metrics.logBatch,
      state: (state, reason) => logger.info({ state, reason }, "the audit log's sequencer"),
      refused: ({ code, text }) => logger.error({ reason: code, zh: text.zh }, `THE AUDIT LOG STOPPED: ${text.en}`),
      fault: (error) => logger.warn({ where: "log", error }, "will be tried again"),
    },
  });
  metrics.watchLog(async () => {
    const heads = await store.logRows.heads().catch(() => undefined);
    const size = (note: string | null | undefined) => (typeof note === "string" ? sizeOf(note) : 0);
    return {
      size: size(heads?.published),
      witnessed: (await reader.heads().catch(() => undefined))?.witnessed?.size ?? 0,
      pending: await store.logRows.pending(COUNTED).catch(() => Number.NaN),
      publishedSecondsAgo: (now() - (heads?.publishedAt ?? Number.NaN)) / 1000,
      state: sequencer.state,
      reason: sequencer.refusal?.code,
    };
  });
  return {
    reader,
    sequencer,
    stop: async () => {
      await sequencer.stop();
      await logStore.close();
    },
  };
}

/** Size in a note of our own that was verified when it was written. */
function sizeOf(note: string): number {
  return Number(note.split("\n", 2)[1]);
}
