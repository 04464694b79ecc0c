import { setTimeout as pause } from "node:timers/promises";

/** Longest wait of a test for the work of another process or of the background, ms: far more than it takes. */
const PATIENCE_MS = 60_000;

/**
 * Asks again and again until there is an answer, and returns it: for what another process or a background task does
 * without an event that tells of it. The only place where a test waits by the clock.
 *
 * @param what names what is waited for, in the error when it does not come
 * @param ask its answer; undefined or false while there is none
 * @throws after `patience` ms without an answer
 */
export async function until<T>(
  what: string,
  ask: () => Answer<T> | Promise<Answer<T>>,
  patience = PATIENCE_MS,
): Promise<T> {
  const end = performance.now() + patience;
  for (let tries = 1; ; tries++) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`waited ${patience / 1000} s in vain: ${what}`);
    // What takes a few turns of the event loop is seen at once; a process that starts is not asked all the time.
    await pause(tries < 50 ? 0 : 20);
  }
}

type Answer<T> = T | undefined | false;
