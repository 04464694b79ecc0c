/** The task of one witness: asks it for the checkpoint that is aimed at, again and again until it has cosigned it. */
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

/** A witness that is asked. */
export interface AskedWitness {
  /** Type 4 (cosignature/v1). */
  readonly key: VerifierKey;
  readonly client: WitnessClient;
}

/** Why a witness alarms: it knows more of this log than the log does, or another tree. */
export type WitnessAlarm = "ahead" | "refused";

/** How asking a witness ended. */
export type WitnessOutcome = "cosigned" | "conflict" | "no-answer" | "wrong-answer" | "unknown-key" | WitnessAlarm;

/** What a task sees of the others. */
export interface WitnessTaskOptions {
  readonly witness: AskedWitness;
  readonly log: Pick<LogReader, "heads" | "consistencyProof">;
  readonly cosignatures: Cosignatures;
  /** What all are asked for now. */
  readonly target: () => SignedCheckpoint | undefined;
  /** Size of the newest checkpoint of this process. */
  readonly newest: () => number;
  /** Aims at the newest one: this witness is past the target. */
  readonly aim: () => void;
  /** The same when a quorum is. */
  readonly settle: () => void;
  /** Resolves when what was stored at the start is recalled. */
  readonly recalled: () => Promise<void>;
  /** Recalls what is stored now. */
  readonly recall: () => Promise<void>;
  /** Tells of an alarm, and looks what the witness has to show for it. */
  readonly raise: (witness: AskedWitness, alarm: WitnessAlarm, size: number) => Promise<WitnessOutcome>;
  /** The witness has begun to answer that it knows none of the keys that the checkpoint is signed with. */
  readonly unknownKey: (witness: string, size: number) => void;
  readonly observe: (witness: string, outcome: WitnessOutcome, size: number) => void;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/** A witness's task. */
export interface WitnessTask {
  /** There is a new target. */
  wake(): void;
  /** Takes over this witness's line of a checkpoint that is stored, if it has one that holds. */
  recall(checkpoint: SignedCheckpoint): Promise<void>;
  /** Resolves when it asks for nothing. */
  done(): Promise<void>;
}

/** First and longest wait after a failure, ms. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 15_000;

/** Makes it; nothing is asked before `wake`. */
export function createWitnessTask(options: WitnessTaskOptions): WitnessTask {
  const { witness, log, cosignatures, signal } = options;
  const { key, client } = witness;
  /** Size that the witness has cosigned last, as far as is known here. */
  let known = 0;
  /** It was told that the witness does not know the key, and it has not cosigned since. */
  let told = false;
  let running: Promise<void> | undefined;

  async function ask(checkpoint: SignedCheckpoint): Promise<WitnessOutcome> {
    // A size that the witness named and we have not published is told below; here it is asked from 0.
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
    // Another process of this gateway may have published more than this one; a larger size is nobody's.
    if (size > Math.max(published?.size ?? 0, options.newest())) return options.raise(witness, "ahead", size);
    known = size;
    // Another process has asked it, and others: their lines are stored.
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
      if (outcome === "unknown-key" && !told) options.unknownKey(key.name, checkpoint.size);
      told = outcome === "unknown-key" || (told && outcome !== "cosigned");
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
