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
  /** Milliseconds of a clock that is never set; how long a batch took is told by it. */
  readonly elapsed: () => number;
  /**
   * Called while another process leads, about every `retry` ms.
   * @returns whether this one may lead next, as far as can be told now
   * @throws {LogRefusal} when what the other one publishes is not the log that this machine remembers
   */
  readonly followed?: () => Promise<boolean>;
}

/** The sequencer of one process. */
export interface Sequencer {
  readonly state: SequencerState;
  readonly refusal: LogRefusal | undefined;
  start(): void;
  /** Something was committed here that waits for its place. */
  wake(): void;
  /** Stops it for good: somebody found the log damaged who does not sequence. */
  refuse(refusal: LogRefusal): void;
  /** What it was stopped for may be mended: it looks again. */
  recheck(): void;
  /** Ends the batch in hand and gives the lead back. */
  stop(): Promise<void>;
}

/**
 * Refusals that end without this process: an operator adopts, or another process leads and lets this one in.
 * These are looked at again, now and then.
 */
const PASSING: ReadonlySet<LogRefusalCode> = new Set(["copied", "data-directory-copied", "data-directory-new"]);
/** How many times the usual wait until it is looked again. */
const PATIENCE = 10;

/** Makes a sequencer; nothing runs before `start`. */
export function createSequencer(options: SequencerOptions): Sequencer {
  const { store, observer, interval, retry } = options;
  let state: SequencerState = "off";
  let refusal: LogRefusal | undefined;
  const asked = { stop: false, wake: false, look: false };
  let told: LogRefusal | undefined;
  let interrupt: () => void = () => undefined;
  let running: Promise<void> = Promise.resolve();

  function become(next: SequencerState): void {
    if (state === next) return;
    state = next;
    observer.state(next, refusal?.code);
  }

  function refuse(found: LogRefusal): void {
    // The same thing again is not told again.
    const known = refusal?.code === found.code;
    refusal = found;
    become("stopped");
    if (!known) observer.refused(found);
  }

  /** At most so long; shorter when it is stopped or to look, or woken. */
  function pause(ms: number, wakes: boolean): Promise<void> {
    const over = () => asked.stop || asked.look || (wakes && asked.wake);
    if (over() || ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        interrupt = () => undefined;
        resolve();
      };
      const timer = setTimeout(end, ms);
      interrupt = () => {
        if (over()) end();
      };
    });
  }

  const ended = () => asked.stop || (refusal !== undefined && !PASSING.has(refusal.code));

  async function run(): Promise<void> {
    while (!ended()) {
      await round();
      if (!ended()) await pause(refusal === undefined ? retry : retry * PATIENCE, false);
    }
    if (refusal === undefined) become("off");
    // What waits for the lead is not needed any more.
    await store.close();
  }

  /** Leads for as long as it goes, or looks at what another one leads. */
  async function round(): Promise<void> {
    let lead: LogLead | undefined;
    asked.look = false;
    try {
      if (told !== undefined) throw told;
      lead = await store.lead();
      if (lead !== undefined) await follow(lead);
      else if ((await options.followed?.()) !== false) refusal = undefined;
    } catch (error) {
      if (error instanceof LogRefusal) refuse(error);
      else observer.fault(error);
    } finally {
      await lead?.release();
    }
    if (refusal === undefined && !asked.stop) become("waiting");
  }

  async function follow(lead: LogLead): Promise<void> {
    await takeOver(lead, options);
    refusal = undefined;
    become("leading");
    while (!asked.stop) {
      if (told !== undefined) throw told;
      const began = options.elapsed();
      // What commits from here on wakes the next round.
      asked.wake = false;
      const taken = (await lead.hasPending()) ? await sequence(lead, options) : 0;
      const took = options.elapsed() - began;
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
    refuse(found) {
      told ??= found;
      asked.look = true;
      interrupt();
    },
    recheck() {
      if (refusal === undefined) return;
      told = undefined;
      asked.look = true;
      if (!ended()) return interrupt();
      refusal = undefined;
      running = running.then(run);
    },
    async stop() {
      asked.stop = true;
      interrupt();
      await running;
    },
  };
}
