import { type Environment, platform } from "../../../src/sdk/environment.ts";

/** An environment whose clock stands still until a pause moves it; pauses are recorded, not waited for. */
export interface RecordedEnvironment extends Environment {
  /** Every pause that was asked for, ms. */
  readonly pauses: number[];
  /** Moves the clock, ms. */
  advance(ms: number): void;
}

/** Time starts at the present (so that a real peer's clock agrees) and `random` always gives `chance`. */
export function recordedEnvironment(chance = 0.5): RecordedEnvironment {
  let now = Date.now();
  const pauses: number[] = [];
  return {
    ...platform,
    now: () => now,
    random: () => chance,
    pauses,
    advance(ms) {
      now += ms;
    },
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      pauses.push(ms);
      now += ms;
    },
  };
}
