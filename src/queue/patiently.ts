import { setTimeout } from "node:timers/promises";

/** Outcome of work that took longer than it may. */
export const LATE: unique symbol = Symbol("late");

/** Waits so long for work, ms; gives `LATE` when it takes longer. What fails after its time is nobody's any more. */
export async function patiently<T>(ms: number, work: Promise<T>): Promise<T | typeof LATE> {
  const patience = new AbortController();
  const late = setTimeout(ms, LATE, { signal: patience.signal }).catch((): typeof LATE => LATE);
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    patience.abort();
  }
}
