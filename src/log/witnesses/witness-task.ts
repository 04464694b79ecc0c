/** Task of one witness: asks it again and again until it has cosigned the target. */
import type { SignedCheckpoint } from "../../tlog/checkpoint.ts";
import type { LogReader } from "../log-reader.ts";
import { formatNote, type VerifierKey } from "../../tlog/note.ts";
import {
  addCheckpointBody,
  cosignatureIn,
  cosignatureOf,
  sizeOfConflict,
  type WitnessClient,
  type WitnessReply,
} from "./add-checkpoint.ts";
import type { Cosignatures } from "./cosignatures.ts";

/** A witness and its client. */
export interface AskedWitness {
  /** Its public key, type 4 (cosignature/v1). */
  readonly key: VerifierKey;
  readonly client: WitnessClient;
}

/** Alarm of a witness: it has seen a larger tree than the log has (`ahead`), or another tree (`refused`). */
export type WitnessAlarm = "ahead" | "refused";

/** Outcome of one question to a witness. */
export type WitnessOutcome = "cosigned" | "conflict" | "no-answer" | "wrong-answer" | "unknown-key" | WitnessAlarm;

/** Parts of the task of one witness. */
export interface WitnessTaskOptions {
  readonly witness: AskedWitness;
  readonly log: Pick<LogReader, "heads" | "consistencyProof">;
  readonly cosignatures: Cosignatures;
  /** The checkpoint that all witnesses are asked for now. */
  readonly target: () => SignedCheckpoint | undefined;
  /** Size of the newest checkpoint that this process has published. */
  readonly newest: () => number;
  /** Makes the newest checkpoint the target: this witness is past the old one. */
  readonly aim: () => void;
  /** Makes the newest checkpoint the target if a quorum is past the old one. */
  readonly settle: () => void;
  /** Resolves when the cosignatures stored before the start are taken over. */
  readonly recalled: () => Promise<void>;
  /** Takes over the cosignatures that are stored now. */
  readonly recall: () => Promise<void>;
  /** Reports an alarm, and gets the checkpoint that the witness can show for it. */
  readonly raise: (witness: AskedWitness, alarm: WitnessAlarm, size: number) => Promise<WitnessOutcome>;
  /** Reports that the witness knows none of the keys that the checkpoint is signed with; once until it cosigns again. */
  readonly unknownKey: (witness: string, size: number) => void;
  readonly observe: (witness: string, outcome: WitnessOutcome, size: number) => void;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/** A witness's task. */
export interface WitnessTask {
  /** Asks for the present target, unless it does already. */
  wake(): void;
  /** Takes over this witness's line of a stored checkpoint, if there is one that verifies. */
  recall(checkpoint: SignedCheckpoint): Promise<void>;
  /** Resolves when the task asks for nothing. */
  done(): Promise<void>;
}

/** First and longest pause after a failure, ms. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 15_000;

/** Makes a task; it asks nothing before `wake`. */
export function createWitnessTask(options: WitnessTaskOptions): WitnessTask {
  const { witness, log, cosignatures, signal } = options;
  const { key, client } = witness;
  /** Size that the witness has cosigned last, as far as this process knows. */
  let known = 0;
  /** True from the report that the witness does not know the key until it cosigns again. */
  let keyReported = false;
  let running: Promise<void> | undefined;

  async function ask(checkpoint: SignedCheckpoint): Promise<WitnessOutcome> {
    // A size beyond ours that the witness named is reported in `conflict`; the proof then begins with 0.
    const old = known <= checkpoint.size ? known : 0;
    const proof = old === 0 ? [] : await log.consistencyProof(old, checkpoint.size);
    const own = formatNote({ text: checkpoint.note.text, signatures: checkpoint.note.signatures });
    let reply: WitnessReply;
    try {
      reply = await client.addCheckpoint(addCheckpointBody(old, proof, own));
    } catch {
      return "no-answer";
    }
    if (reply.status === 200) {
      const line = await cosignatureIn(reply.body, checkpoint, key);
      if (line === undefined) return "wrong-answer";
      known = checkpoint.size;
      await cosignatures.keep(checkpoint, key, line);
      options.settle();
      return "cosigned";
    }
    if (reply.status === 409) return conflict(reply, checkpoint);
    if (reply.status === 403) return "unknown-key";
    return reply.status === 422 ? options.raise(witness, "refused", checkpoint.size) : "wrong-answer";
  }

  async function conflict(reply: WitnessReply, checkpoint: SignedCheckpoint): Promise<WitnessOutcome> {
    const size = sizeOfConflict(reply);
    if (size === undefined) return "wrong-answer";
    const { published } = await log.heads();
    // Another process of this gateway may have published more than this one; a size beyond that is an alarm.
    if (size > Math.max(published?.size ?? 0, options.newest())) return options.raise(witness, "ahead", size);
    known = size;
    // Another process has asked it, and perhaps others: their lines are stored.
    await options.recall();
    if (size > checkpoint.size) options.aim();
    return "conflict";
  }

  async function run(): Promise<void> {
    await options.recalled();
    let wait = FIRST_PAUSE;
    let conflicts = 0;
    for (;;) {
      const checkpoint = options.target();
      if (signal.aborted || checkpoint === undefined || cosignatures.has(checkpoint, key)) break;
      const outcome = await ask(checkpoint).catch((): WitnessOutcome => "no-answer");
      options.observe(key.name, outcome, checkpoint.size);
      if (outcome === "unknown-key" && !keyReported) options.unknownKey(key.name, checkpoint.size);
      keyReported = outcome === "unknown-key" || (keyReported && outcome !== "cosigned");
      conflicts = outcome === "conflict" ? conflicts + 1 : 0;
      if (outcome === "cosigned") wait = FIRST_PAUSE;
      else if (outcome !== "conflict" || conflicts > 1) {
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
    async recall(checkpoint) {
      const line = await cosignatureOf(checkpoint.note, key);
      if (line === undefined) return;
      cosignatures.recall(checkpoint, key, line);
      known = Math.max(known, checkpoint.size);
    },
    done: () => running ?? Promise.resolve(),
  };
}
