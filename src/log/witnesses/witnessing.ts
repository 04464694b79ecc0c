/**
 * Has published checkpoints cosigned by witnesses. Each witness is asked by a task of its own, so that one that
 * is slow or down holds up nobody but the quorum; checkpoints that were overtaken meanwhile are left out.
 */
import { openCheckpoint, type SignedCheckpoint } from "../../tlog/checkpoint.ts";
import type { LogReader } from "../log-reader.ts";
import type { LogRows } from "../log-store.ts";
import { formatNote } from "../../tlog/note.ts";
import { collectCosignatures } from "./cosignatures.ts";
import { type AskedWitness, createWitnessTask, type WitnessAlarm, type WitnessOutcome } from "./witness-task.ts";

/** What witnessing is made of. */
export interface WitnessingOptions {
  readonly log: Pick<LogReader, "origin" | "keys" | "heads" | "consistencyProof">;
  readonly rows: Pick<LogRows, "saveCosigned">;
  readonly witnesses: readonly AskedWitness[];
  /** Cosignatures that make a checkpoint witnessed; at least 1. */
  readonly quorum: number;
  /** SHA-256 of the log's origin, hex. */
  readonly originHash: string;
  /**
   * How long all are asked for the same checkpoint when the quorum does not come, ms: as long as a witness may take
   * for an answer. A target is let go of after once to twice as long.
   */
  readonly patience: number;
  /** Waits so many ms; ends early when aborted, and never rejects. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly observe: (witness: string, outcome: WitnessOutcome, size: number) => void;
  /**
   * Told of what only a fault of the log, its operator or its key explains: at each answer that says so, `unknown-key`
   * once until the witness has cosigned again. Must not throw.
   */
  readonly alarm: (witness: string, alarm: WitnessAlarm | "unknown-key", size: number) => void;
}

/** Witnessing of a running gateway. */
export interface Witnessing {
  /** The log has published a checkpoint, or a new lead has found it published. Never throws. */
  published(checkpoint: SignedCheckpoint): void;
  /**
   * What witnesses keep of this log, signed by it: asked for now. One that does not answer is left out, and so is
   * what the log has not signed: no witness can stop a log by making something up.
   */
  seenElsewhere(): Promise<readonly string[]>;
  /** What witnesses have shown since the start that the log must be a continuation of; nothing when all is well. */
  shown(): readonly string[];
  stop(): Promise<void>;
}

/** Makes it; nothing is asked before the first publication. */
export function createWitnessing(options: WitnessingOptions): Witnessing {
  const { log, witnesses, originHash } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const shown = new Set<string>();
  const cosignatures = collectCosignatures(options.rows, options.quorum);
  let newest: SignedCheckpoint | undefined;
  /**
   * What all witnesses are asked for, until a quorum has cosigned it or patience is over. If each were asked for the
   * newest one, no two would ever cosign the same under load; if it stayed for ever, one witness that is down would
   * keep from all the others what the log has published since.
   */
  let target: SignedCheckpoint | undefined;
  /** Patience with the target is over, and nothing has come since that could take its place. */
  let overdue = false;
  let waiting: Promise<void> | undefined;
  let recalled: Promise<void> | undefined;

  function aim(): void {
    target = newest;
    overdue = false;
    for (const task of tasks) task.wake();
    waiting ??= wait();
  }

  async function wait(): Promise<void> {
    for (let held = target; held !== undefined && held.size > cosignatures.witnessed; held = target) {
      await options.pause(options.patience, signal);
      if (signal.aborted) break;
      if (target !== held) continue;
      overdue = newest === held;
      if (overdue) break;
      aim();
    }
    waiting = undefined;
  }

  /** When a quorum has cosigned the target, or more. */
  function settle(): void {
    if (target !== newest && (target?.size ?? 0) <= cosignatures.witnessed) aim();
  }

  /** Takes over what is stored of cosignatures: of before this process led. Never rejects. */
  async function recall(): Promise<void> {
    try {
      const { published, witnessed } = await log.heads();
      for (const checkpoint of [published, witnessed]) {
        if (checkpoint !== undefined) await Promise.all(tasks.map((task) => task.recall(checkpoint)));
      }
      settle();
    } catch {
      // Then witnesses are asked for lines that are there: no more than that is lost.
    }
  }

  /** What a witness shows of the log, when the log signed it. */
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
