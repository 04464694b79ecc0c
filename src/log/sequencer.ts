/** Lets the log grow: takes the lead when it is free, and sequences batch after batch. */
import { LogRefusal, type LogRefusalCode } from "./log-refusal.ts";
import type { LogLead, LogStore } from "./log-store.ts";
import { sequence, type SequenceDeps, takeOver } from "./sequence.ts";

/** State of a process's sequencer. */
export type SequencerState =
  /** Another process leads; this one waits for the lead. */
  | "waiting"
  | "leading"
  /** Stopped until an operator has looked at the log. */
  | "stopped"
  /** Not started, or ended with its process. */
  | "off";

/** Receives what happens to a sequencer. Methods must not throw. */
export interface SequencerObserver {
  /** A batch was sequenced and published. @param seconds that it took */
  batch(entries: number, seconds: number): void;
  state(state: SequencerState, reason?: LogRefusalCode): void;
  /** The log was refused, for a reason that is not reported yet. */
  refused(refusal: LogRefusal): void;
  /** Something failed and will be tried again. */
  fault(error: unknown): void;
}

/** Settings and surroundings of a sequencer. */
export interface SequencerOptions extends SequenceDeps {
  readonly store: LogStore;
  readonly observer: SequencerObserver;
  /** Time from the start of a batch to the start of the next, ms; shorter when more waits than one batch holds. */
  readonly interval: number;
  /** Pause before the lead is tried again, and after a failure, ms. */
  readonly retry: number;
  /** Milliseconds of a monotonic clock, which measures how long a batch took. */
  readonly elapsed: () => number;
  /**
   * Called while another process leads, about every `retry` ms.
   *
   * @returns whether this process may lead next, as far as is known now
   * @throws {LogRefusal} when what the other process publishes does not continue what this machine remembers
   */
  readonly followed?: () => Promise<boolean>;
}

/** The sequencer of one process. */
export interface Sequencer {
  readonly state: SequencerState;
  readonly refusal: LogRefusal | undefined;
  start(): void;
  /** An entry was committed here and waits for its index. */
  wake(): void;
  /** Stops the log: a reader found it damaged. */
  refuse(refusal: LogRefusal): void;
  /** Looks again: what the log was stopped for may be mended. */
  recheck(): void;
  /** Ends the batch in hand and gives the lead back. */
  stop(): Promise<void>;
}

/**
 * Refusals that may end without this process, by an adoption or by another process that leads and lets this one in. They
 * are looked at again now and then.
 */
const MAY_PASS: ReadonlySet<LogRefusalCode> = new Set(["copied", "data-directory-copied", "data-directory-new"]);
/** Pause before a refusal is looked at again, in multiples of `retry`. */
const RECHECK_AFTER = 10;

/** Makes a sequencer; it does nothing before `start`. */
export function createSequencer(options: SequencerOptions): Sequencer {
  const { store, observer, interval, retry } = options;
  let state: SequencerState = "off";
  let refusal: LogRefusal | undefined;
  const asked = { stop: false, wake: false, look: false };
  let foundDamaged: LogRefusal | undefined;
  let interrupt: () => void = () => undefined;
  let running: Promise<void> = Promise.resolve();

  function become(next: SequencerState): void {
    if (state === next) return;
    state = next;
    observer.state(next, refusal?.code);
  }

  function refuse(found: LogRefusal): void {
    // The same reason is reported once.
    const known = refusal?.code === found.code;
    refusal = found;
    become("stopped");
    if (!known) observer.refused(found);
  }

  /** Waits, at most `ms`; a stop, a call to look and, with `wakes`, a new entry end it. */
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

  const ended = () => asked.stop || (refusal !== undefined && !MAY_PASS.has(refusal.code));

  async function run(): Promise<void> {
    while (!ended()) {
      await round();
      if (!ended()) await pause(refusal === undefined ? retry : retry * RECHECK_AFTER, false);
    }
    if (refusal === undefined) become("off");
    // Nothing waits for the lead any more.
    await store.close();
  }

  /** Leads for as long as it can, or follows another process. */
  async function round(): Promise<void> {
    let lead: LogLead | undefined;
    asked.look = false;
    try {
      if (foundDamaged !== undefined) throw foundDamaged;
      lead = await store.lead();
      if (lead !== undefined) await sequenceBatches(lead);
      else if ((await options.followed?.()) !== false) refusal = undefined;
    } catch (error) {
      if (error instanceof LogRefusal) refuse(error);
      else observer.fault(error);
    } finally {
      await lead?.release();
    }
    if (refusal === undefined && !asked.stop) become("waiting");
  }

  /** Sequences batch after batch until it is stopped. */
  async function sequenceBatches(lead: LogLead): Promise<void> {
    await takeOver(lead, options);
    refusal = undefined;
    become("leading");
    while (!asked.stop) {
      if (foundDamaged !== undefined) throw foundDamaged;
      const began = options.elapsed();
      // An entry that commits from here on wakes the next round.
      asked.wake = false;
      const taken = (await lead.hasPending()) ? await sequence(lead, options) : 0;
      const took = options.elapsed() - began;
      if (taken > 0) observer.batch(taken, took / 1000);
      if (taken >= options.batch) continue;
      // After an idle interval an entry is sequenced at once, after a batch only an interval later: so batches grow with
      // the load. Entries of other processes, which wake nothing here, are found within an interval.
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
      foundDamaged ??= found;
      asked.look = true;
      interrupt();
    },
    recheck() {
      if (refusal === undefined) return;
      foundDamaged = undefined;
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
