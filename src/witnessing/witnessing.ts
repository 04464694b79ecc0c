/**
 * Has published checkpoints cosigned by witnesses. Each witness is asked by a task of its own, so that one that
 * is slow or down holds up nobody but the quorum; checkpoints that were overtaken meanwhile are left out.
 */
import type { SignedCheckpoint } from "../audit/checkpoint.ts";
import { openCheckpoint } from "../audit/checkpoint.ts";
import type { LogReader } from "../audit/log/log-reader.ts";
import type { LogRows } from "../audit/log/log-store.ts";
import { formatNote, type NoteSignature, type VerifierKey } from "../audit/note.ts";
import { addCheckpointBody, cosignatureIn, sizeOfConflict, type WitnessClient } from "./add-checkpoint.ts";

/** A witness that is asked. */
export interface AskedWitness {
  /** Type 4 (cosignature/v1). */
  readonly key: VerifierKey;
  readonly client: WitnessClient;
}

/** Why a witness alarms: it knows more of this log than the log does, or another tree. */
export type WitnessAlarm = "ahead" | "refused";

/** How asking a witness ended. */
export type WitnessOutcome = "cosigned" | "conflict" | "no-answer" | "wrong-answer" | WitnessAlarm;

/** What witnessing is made of. */
export interface WitnessingOptions {
  readonly log: Pick<LogReader, "origin" | "keys" | "heads" | "consistencyProof">;
  readonly rows: Pick<LogRows, "saveCosigned">;
  readonly witnesses: readonly AskedWitness[];
  /** Cosignatures that make a checkpoint witnessed; at least 1. */
  readonly quorum: number;
  /** SHA-256 of the log's origin, hex. */
  readonly originHash: string;
  /** Waits so many ms; ends early when aborted, and never rejects. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly observe: (witness: string, outcome: WitnessOutcome, size: number) => void;
  /** Told once for each thing that only a fault of the log, its operator or its key explains. Must not throw. */
  readonly alarm: (witness: string, alarm: WitnessAlarm, size: number) => void;
}

/** Witnessing of a running gateway. */
export interface Witnessing {
  /** The log has published a checkpoint. Never throws. */
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

/** First and longest wait after a failure, ms. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 15_000;
/** Old checkpoints whose cosignatures may still come. */
const KEPT = 64;

/** Makes it; nothing is asked before the first publication. */
export function createWitnessing(options: WitnessingOptions): Witnessing {
  const { log, rows, witnesses, quorum, originHash, observe } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const shown = new Set<string>();
  /** Cosignatures by the text that they are of, oldest first. */
  const collected = new Map<string, Map<string, NoteSignature>>();
  let newest: SignedCheckpoint | undefined;
  /**
   * What all witnesses are asked for: it stays until a quorum has cosigned it. If each were asked for the newest
   * one, no two would ever cosign the same under load.
   */
  let target: SignedCheckpoint | undefined;
  let stored = 0;
  let saving: Promise<unknown> = Promise.resolve();

  /** Keeps what came, one after the other: a note with more lines is never replaced by one with fewer. */
  function keep(checkpoint: SignedCheckpoint, witness: VerifierKey, line: NoteSignature): Promise<unknown> {
    saving = saving
      .catch(() => undefined)
      .then(async () => {
        const { text, signatures } = checkpoint.note;
        const lines = collected.get(text) ?? new Map<string, NoteSignature>();
        collected.set(text, lines.set(witness.name, line));
        for (const [old] of collected) if (collected.size > KEPT) collected.delete(old);
        const reached = lines.size >= quorum;
        // A smaller tree than the one that is kept matters only to nobody: what is witnessed never goes back.
        if (checkpoint.size < stored) return;
        await rows.saveCosigned(
          formatNote({ text, signatures: [...signatures, ...lines.values()] }),
          checkpoint.size,
          reached,
        );
        if (!reached) return;
        stored = checkpoint.size;
        if (target !== undefined && target.size <= stored) aim();
      });
    return saving;
  }

  function aim(): void {
    target = newest;
    for (const task of tasks) task.wake();
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

  /** One task for each witness: the checkpoint that is aimed at, again and again until it is cosigned. */
  function follow(witness: AskedWitness): { readonly wake: () => void; readonly done: () => Promise<void> } {
    const { key, client } = witness;
    let known = 0;
    let running: Promise<void> | undefined;
    let asked: SignedCheckpoint | undefined;

    async function ask(checkpoint: SignedCheckpoint): Promise<WitnessOutcome> {
      // A size that the witness named and we have not published is told below; here it is asked from 0.
      const old = known <= checkpoint.size ? known : 0;
      const proof = old === 0 ? [] : await log.consistencyProof(old, checkpoint.size);
      const own = formatNote({ text: checkpoint.note.text, signatures: checkpoint.note.signatures });
      let reply: Awaited<ReturnType<WitnessClient["addCheckpoint"]>>;
      try {
        reply = await client.addCheckpoint(addCheckpointBody(old, proof, own));
      } catch {
        return "no-answer";
      }
      if (reply.status === 200) {
        const line = await cosignatureIn(reply.body, checkpoint, key);
        if (line === undefined) return "wrong-answer";
        known = checkpoint.size;
        await keep(checkpoint, key, line);
        return "cosigned";
      }
      if (reply.status === 409) {
        const size = sizeOfConflict(reply);
        if (size === undefined) return "wrong-answer";
        const { published } = await log.heads();
        // Another process of this gateway may have published more than this one; a larger size is nobody's.
        if (size > Math.max(published?.size ?? 0, newest?.size ?? 0)) return raise(witness, "ahead", size);
        known = size;
        // It has cosigned a later one already, before this process began.
        if (size > checkpoint.size) aim();
        return "conflict";
      }
      return reply.status === 422 ? raise(witness, "refused", checkpoint.size) : "wrong-answer";
    }

    async function run(): Promise<void> {
      let wait = FIRST_PAUSE;
      let conflicts = 0;
      for (;;) {
        const checkpoint = target;
        if (signal.aborted || checkpoint === undefined || checkpoint === asked) break;
        const outcome = await ask(checkpoint).catch((): WitnessOutcome => "no-answer");
        observe(key.name, outcome, checkpoint.size);
        conflicts = outcome === "conflict" ? conflicts + 1 : 0;
        if (outcome === "cosigned") {
          asked = checkpoint;
          wait = FIRST_PAUSE;
        } else if (outcome !== "conflict" || conflicts > 1) {
          await options.pause(wait, signal);
          wait = Math.min(wait * 2, LONGEST_PAUSE);
        }
      }
      running = undefined;
    }

    return {
      wake() {
        running ??= run();
      },
      done: () => running ?? Promise.resolve(),
    };
  }

  const tasks = witnesses.map(follow);
  return {
    published(checkpoint) {
      if (signal.aborted || checkpoint.size < (newest?.size ?? 0)) return;
      newest = checkpoint;
      if (target === undefined || target.size <= stored) aim();
    },
    async seenElsewhere() {
      const seen = await Promise.all(witnesses.map(latestOf));
      return seen.flatMap((one) => (one === undefined ? [] : [one.text]));
    },
    shown: () => [...shown],
    async stop() {
      stopping.abort();
      await Promise.all(tasks.map((task) => task.done()));
      await saving.catch(() => undefined);
    },
  };
}
