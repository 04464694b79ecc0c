/** The audit log of a running gateway: its reader and its sequencer. */
import type { LogReader } from "../log/log-reader.ts";
import { follow } from "../log/follow.ts";
import { LogRefusal } from "../log/log-refusal.ts";
import { createLogSigner } from "../log/log-signer.ts";
import { rememberIn } from "../log/remembered.ts";
import { createSequencer, type Sequencer } from "../log/sequencer.ts";
import { createLogReader } from "../log/stored-log.ts";
import { NATIVE_HASHER } from "../tlog/native-hasher.ts";
import type { Keyring } from "../crypto/keyring.ts";
import type { LogFigures } from "../telemetry/metrics.ts";
import type { Prepared } from "./prepare.ts";
import type { RunningWitnessing } from "./witnesses.ts";

/** The log of a running gateway. */
export interface RunningLog {
  readonly reader: LogReader;
  readonly sequencer: Sequencer;
  /** Reads its figures. */
  readonly figures: () => Promise<LogFigures>;
  /** Gives the lead back and frees the connection. */
  stop(): Promise<void>;
}

/** Pause before a process that does not lead, or that failed, tries again, ms. */
const RETRY_MS = 500;
/** Largest number of waiting entries that the metric counts. */
const COUNTED = 100_000;

/** Puts the log together, so that every commit of this process wakes it; the sequencer is not started. */
export function createRunningLog(prepared: Prepared, witnessing: RunningWitnessing): RunningLog {
  const { config, store, clock, metrics, logger, options } = prepared;
  const { origin, intervalMs, batch } = config.gateway.log;
  const { dataDir, logMemoryDir } = config.environment;
  let signerFor: { readonly keyring: Keyring; readonly signer: ReturnType<typeof createLogSigner> } | undefined;
  const signer = () => {
    const present = prepared.keyring;
    if (signerFor?.keyring !== present) signerFor = { keyring: present, signer: createLogSigner(origin, present.log) };
    return signerFor.signer;
  };
  const reader = createLogReader(store.logRows, signer, NATIVE_HASHER, {
    quorum: witnessing.quorum,
    damaged: (refusal) => sequencer.refuse(refusal),
  });
  const remembered = rememberIn(dataDir, logMemoryDir);
  const logStore = options.decorateLog?.(store.logStore) ?? store.logStore;
  let foreign = false;

  /** Remembers here what another process publishes: this machine may lead next. Tells whether one leads. */
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
    now: clock.now,
    elapsed: () => performance.now(),
    interval: intervalMs,
    retry: RETRY_MS,
    batch,
    seenElsewhere: witnessing.seenElsewhere,
    shown: witnessing.shown,
    published: witnessing.published,
    followed,
    observer: {
      batch: metrics.logBatch,
      state: (state, reason) => logger.info({ state, reason }, "the audit log's sequencer"),
      refused: ({ code, text }) => logger.error({ reason: code, zh: text.zh }, `THE AUDIT LOG STOPPED: ${text.en}`),
      fault: (error) => logger.warn({ where: "log", error }, "will be tried again"),
    },
  });
  store.onRecorded = () => sequencer.wake();
  const figures = async (): Promise<LogFigures> => {
    const heads = await store.logRows.heads().catch(() => undefined);
    const size = (note: string | null | undefined) => (typeof note === "string" ? sizeOf(note) : 0);
    return {
      size: size(heads?.published),
      witnessed: (await reader.heads().catch(() => undefined))?.witnessed?.size ?? 0,
      pending: await store.logRows.pending(COUNTED).catch(() => Number.NaN),
      publishedSecondsAgo: (clock.now() - (heads?.publishedAt ?? Number.NaN)) / 1000,
      state: sequencer.state,
      reason: sequencer.refusal?.code,
    };
  };
  metrics.watchLog(figures);
  return {
    reader,
    sequencer,
    figures,
    stop: async () => {
      await sequencer.stop();
      await logStore.close();
    },
  };
}

/** Reads the size of one of our own notes, which was verified when it was written. */
function sizeOf(note: string): number {
  return Number(note.split("\n", 2)[1]);
}
