/** Witnessing over a log in memory, with witnesses that answer as a test says. */
import type { Test } from "tap";
import { formatSignature, parseNote, SIGNATURE_TYPES } from "../../../src/tlog/note.ts";
import type { WitnessReply } from "../../../src/log/witnesses/add-checkpoint.ts";
import type { WitnessOutcome } from "../../../src/log/witnesses/witness-task.ts";
import { createWitnessing } from "../../../src/log/witnesses/witnessing.ts";
import { cosign, MemoryLog, type NoteSigner, noteSigner } from "./memory-log.ts";
import { sampleEntry } from "../store/store-samples.ts";

const PATIENCE = 3000;
/** An answer of a witness. */
export const text = (status: number, body = "", type = "text/plain"): WitnessReply => ({ status, type, body });
/** The line that a witness answers with. */
export const cosignatureOf = (body: string, witness: NoteSigner, time = 1_795_000_000n) => {
  const note = parseNote(body.slice(body.indexOf("\n\n") + 2));
  return parseNote(cosign(note, witness, time))
    .signatures.slice(-1)
    .map(formatSignature)
    .join("");
};

/** Witnessing over a log in memory, with witnesses whose answers the test gives. */
export function setUp(
  t: Test,
  answers: readonly ((body: string, signer: NoteSigner) => Promise<WitnessReply> | WitnessReply)[],
  {
    quorum = 1,
    latest = text(404),
    save = () => undefined,
  }: { quorum?: number; latest?: WitnessReply; save?: () => void } = {},
) {
  const log = new MemoryLog();
  const signers = answers.map((_answer, n) => noteSigner(`w${n}`, SIGNATURE_TYPES.cosignature));
  const saved: { note: string; size: number; quorum: boolean }[] = [];
  const outcomes: [string, WitnessOutcome, number][] = [];
  const alarms: [string, string, number][] = [];
  const pauses: number[] = [];
  const waiting = new Set<() => void>();
  const patient = new Set<() => void>();
  const observed = new Set<() => void>();
  const shownLatest = { now: latest };
  const witnessing = createWitnessing({
    log,
    rows: {
      async saveCosigned(note, size, reached) {
        save();
        saved.push({ note, size, quorum: reached });
      },
    },
    witnesses: answers.map((answer, n) => {
      const signer = signers[n] ?? noteSigner("none");
      return {
        key: signer.key,
        client: { addCheckpoint: async (body) => answer(body, signer), latest: async () => shownLatest.now },
      };
    }),
    quorum,
    originHash: "00",
    targetMs: PATIENCE,
    async pause(ms, signal) {
      if (ms !== PATIENCE) pauses.push(ms);
      if (signal.aborted) return;
      await new Promise<void>((resolve) => {
        (ms === PATIENCE ? patient : waiting).add(resolve);
        signal.addEventListener("abort", () => resolve());
      });
    },
    observe(...seen) {
      outcomes.push(seen);
      for (const look of observed) look();
    },
    alarm: (...seen) => alarms.push(seen),
  });
  t.teardown(() => witnessing.stop());
  return {
    log,
    signers,
    saved,
    outcomes,
    alarms,
    pauses,
    witnessing,
    shownLatest,
    resume: () => waiting.forEach((resolve) => resolve()),
    /** The quorum has not come in time. */
    async patienceEnds() {
      patient.forEach((resolve) => resolve());
      patient.clear();
      await idle();
    },
    async publish(count: number) {
      for (let n = 0; n < count; n++) log.append(sampleEntry("refused", { code: `c${log.all.length}` }).entry);
      witnessing.published(await log.publish(log.all.length, []));
    },
    /** Resolves when so many answers have been seen. */
    async answered(count: number) {
      await new Promise<void>((resolve) => {
        const look = () => {
          if (outcomes.length >= count) resolve();
        };
        observed.add(look);
        look();
      });
      await idle();
    },
  };
}

/** Size of the checkpoint that a witness is asked for. */
export const sizeIn = (body: string) => Number(body.slice(body.indexOf("\n\n") + 2).split("\n")[1]);

/** Resolves when everything that needs no answer has been done. */
export const idle = () => new Promise((resolve) => setImmediate(resolve));
