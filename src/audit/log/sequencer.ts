/** The one that lets the log grow: takes the lead when it is free, and sequences batch after batch. */
import { LogRefusal, type LogRefusalCode } from "./log-refusal.ts";
import type { LogLead, LogStore } from "./log-store.ts";
import { sequence, type SequenceDeps, takeOver } from "./sequence.ts";

/** What the sequencer of this process does now. */
export type SequencerState =
  /** Another process has the lead; this one waits for it. */
  | "waiting"
  | "leading"
  /** Refused to go on until an operator has looked at it. */
  | "stopped"
  /** Not started, or ended with its process. */
  | "off";

/** What the sequencer tells its observers. */
export interface SequencerObserver {
  /** A batch was sequenced and published. */
  batch(entries: number, seconds: number): void;
  state(state: SequencerState, reason?: LogRefusalCode): void;
  /** It stopped for good. */
  refused(refusal: LogRefusal): void;
  /** Something failed and will be tried again. */
  fault(error: unknown): void;
}

/** Settings and surroundings of a sequencer. */
export interface SequencerOptions extends SequenceDeps {
  readonly store: LogStore;
  readonly observer: SequencerObserver;
  /** From the start of a batch to that of the next, ms, unless more waits than one batch holds. */
  readonly interval: number;
  /** How long to wait for the lead, and after a failure, ms. */
  readonly retry: number;
  /** Called while another process leads, about every `retry` ms. Must not throw. */
  readonly followed?: () => Promise<void>;
}

/** The sequencer of one process. */
export interface Sequencer {
  readonly state: SequencerState;
  readonly refusal: LogRefusal | undefined;
  start(): void;
  /** Something was committed here that waits for its place. */
  wake(): void;
  /** Ends the batch in hand and gives the lead back. */
  stop(): Promise<void>;
}

/** Makes a sequencer; nothing runs before `start`. */
export function createSequencer(options: SequencerOptions): Sequencer {
  const { store, observer, interval, retry } = options;
  let state: SequencerState = "off";
  let refusal: LogRefusal | undefined;
  const asked = { stop: false, wake: false };
  let interrupt: () => void = () => undefined;
  let running: Promise<void> = Promise.resolve();

  function become(next: SequencerState): void {
    if (state === next) return;
    state = next;
    observer.state(next, refusal?.code);
  }

  /** At most so long; shorter when it is woken or stopped. */
  function pause(ms: number, wakes: boolean): Promise<void> {
    if (asked.stop || (wakes && asked.wake) || ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        interrupt = () => undefined;
        resolve();
      };
      const timer = setTimeout(end, ms);
      interrupt = () => {
        if (asked.stop || wakes) end();
      };
    });
  }

  async function run(): Promise<void> {
    while (!asked.stop) {
      let lead: LogLead | undefined;
      try {
        lead = await store.lead();
        if (lead === undefined) {
          become("waiting");
          await options.followed?.();
        } else await follow(lead);
      } catch (error) {
        if (error instanceof LogRefusal) {
          refusal = error;
          break;
        }
        observer.fault(error);
      } finally {
        await lead?.release();
      }
      if (!asked.stop) become("waiting");
      await pause(retry, false);
    }
    become(refusal === undefined ? "off" : "stopped");
    if (refusal !== undefined) observer.refused(refusal);
  }

  async function follow(lead: LogLead): Promise<void> {
    await takeOver(lead, options);
    become("leading");
    while (!asked.stop) {
      const began = options.now();
      // What commits from here on wakes the next round.
      asked.wake = false;
      const taken = (await lead.hasPending()) ? await sequence(lead, options) : 0;
      const took = options.now() - began;
      if (taken > 0) observer.batch(taken, took / 1000);
      if (taken >= options.batch) continue;
      // At once when it was idle for an interval, else an interval after the last batch: so batches grow
      // with the load. Other processes' commits are found within an interval too.
      if (taken > 0) await pause(interval - took, false);
      else await pause(interval, true);
    }
  }

  return {
    get state() {
      return state;
    },
    get refusal() {
      return refusal;
    },
    start() {
      running = run();
    },
    wake() {
      asked.wake = true;
      interrupt();
    },
    async stop() {
      asked.stop = true;
      interrupt();
      await running;
    },
  };
}
