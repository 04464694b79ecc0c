/**
 * Has published checkpoints cosigned by witnesses. Each witness has a task of its own, so that one that is slow or down
 * delays only the quorum. A checkpoint that was overtaken before it was asked for is left out.
 */
import { openCheckpoint, type SignedCheckpoint } from "../../tlog/checkpoint.ts";
import type { LogReader } from "../log-reader.ts";
import type { LogRows } from "../log-store.ts";
import { formatNote } from "../../tlog/note.ts";
import { collectCosignatures } from "./cosignatures.ts";
import { type AskedWitness, createWitnessTask, type WitnessAlarm, type WitnessOutcome } from "./witness-task.ts";

/** Parts from which witnessing is made. */
export interface WitnessingOptions {
  readonly log: Pick<LogReader, "origin" | "keys" | "heads" | "consistencyProof">;
  readonly rows: Pick<LogRows, "saveCosigned">;
  readonly witnesses: readonly AskedWitness[];
  /** Cosignatures that make a checkpoint witnessed; at least 1. */
  readonly quorum: number;
  /** SHA-256 of the log's origin, hex. */
  readonly originHash: string;
  /**
   * Time after which a target without a quorum is given up, ms: as long as a witness may take for an answer. It is given up
   * after once to twice as long.
   */
  readonly targetMs: number;
  /** Waits `ms`; ends early when aborted, and never rejects. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly observe: (witness: string, outcome: WitnessOutcome, size: number) => void;
  /**
   * Called at each answer that only a fault of the log, its operator or its key explains; for `unknown-key` once until the
   * witness has cosigned again. Must not throw.
   */
  readonly alarm: (witness: string, alarm: WitnessAlarm | "unknown-key", size: number) => void;
}

/** Asks witnesses for cosignatures as long as a gateway runs. */
export interface Witnessing {
  /** The log has published a checkpoint, or a new lead has found it published. Never throws. */
  published(checkpoint: SignedCheckpoint): void;
  /**
   * Asks the witnesses now for their largest checkpoints of this log. Left out are witnesses that do not answer and notes
   * that the log has not signed: so no witness can stop a log with an invented one.
   */
  seenElsewhere(): Promise<readonly string[]>;
  /** Checkpoints, signed by the log, that came with alarms since the start: the log must continue them. */
  shown(): readonly string[];
  stop(): Promise<void>;
}

/** Makes it; no witness is asked before the first publication. */
export function createWitnessing(options: WitnessingOptions): Witnessing {
  const { log, witnesses, originHash } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const shown = new Set<string>();
  const cosignatures = collectCosignatures(options.rows, options.quorum);
  let newest: SignedCheckpoint | undefined;
  /**
   * The checkpoint that all witnesses are asked for, until a quorum has cosigned it or `targetMs` is over. If each were
   * asked for the newest one, no two would cosign the same one under load; if it stayed for ever, one witness that is down
   * would keep newer checkpoints from all others.
   */
  let target: SignedCheckpoint | undefined;
  /** True when `targetMs` is over and no newer checkpoint has come yet. */
  let overdue = false;
  let waiting: Promise<void> | undefined;
  let recalled: Promise<void> | undefined;

  /** Makes the newest checkpoint the target. */
  function aim(): void {
    target = newest;
    overdue = false;
    for (const task of tasks) task.wake();
    waiting ??= wait();
  }

  /** Gives up targets whose time is over, until one has a quorum. */
  async function wait(): Promise<void> {
    for (let held = target; held !== undefined && held.size > cosignatures.witnessed; held = target) {
      await options.pause(options.targetMs, signal);
      if (signal.aborted) break;
      if (target !== held) continue;
      overdue = newest === held;
      if (overdue) break;
      aim();
    }
    waiting = undefined;
  }

  /** Makes the newest checkpoint the target if a quorum has cosigned the old one, or a larger one. */
  function settle(): void {
    if (target !== newest && (target?.size ?? 0) <= cosignatures.witnessed) aim();
  }

  /** Takes over stored cosignatures, also those from before this process led. Never rejects. */
  async function recall(): Promise<void> {
    try {
      const { published, witnessed } = await log.heads();
      for (const checkpoint of [published, witnessed]) {
        if (checkpoint !== undefined) await Promise.all(tasks.map((task) => task.recall(checkpoint)));
      }
      settle();
    } catch {
      // No more is lost than that witnesses are asked again for lines that are stored.
    }
  }

  /** Gets a witness's largest checkpoint; undefined when the log has not signed it, or without an answer. */
  async function latestOf({ client }: AskedWitness): Promise<SignedCheckpoint | undefined> {
    try {
      const { status, body } = await client.latest(originHash);
      if (status !== 200) return undefined;
      const opened = await openCheckpoint(body, log.keys());
      return opened.origin === log.origin ? opened : undefined;
    } catch {
      return undefined;
    }
  }

  async function raise(witness: AskedWitness, alarm: WitnessAlarm, size: number): Promise<WitnessOutcome> {
    options.alarm(witness.key.name, alarm, size);
    const seen = await latestOf(witness);
    if (seen !== undefined) shown.add(formatNote({ text: seen.note.text, signatures: seen.note.signatures }));
    return alarm;
  }

  const tasks = witnesses.map((witness) =>
    createWitnessTask({
      witness,
      log,
      cosignatures,
      target: () => target,
      newest: () => newest?.size ?? 0,
      aim,
      settle,
      recalled: () => (recalled ??= recall()),
      recall,
      raise,
      unknownKey: (name, size) => options.alarm(name, "unknown-key", size),
      observe: options.observe,
      pause: options.pause,
      signal,
    }),
  );
  return {
    published(checkpoint) {
      if (signal.aborted || witnesses.length === 0 || checkpoint.size < (newest?.size ?? 0)) return;
      newest = checkpoint;
      if (target === undefined || target.size <= cosignatures.witnessed || overdue) aim();
    },
    async seenElsewhere() {
      const seen = await Promise.all(witnesses.map(latestOf));
      return seen.flatMap((one) => (one === undefined ? [] : [one.text]));
    },
    shown: () => [...shown],
    async stop() {
      stopping.abort();
      await Promise.all([...tasks.map((task) => task.done()), waiting]);
      await cosignatures.idle();
    },
  };
}
