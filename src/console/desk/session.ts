/** Why a unit's session is over: nothing was done for a while, or the gateway refused its key. */
export type SessionEnd = "idle" | "refused";

let over: SessionEnd | undefined;
const listeners = new Set<() => void>();

/** Ends the session; the page stays as it is below the dialog that says so. Undefined: it goes on again. */
export function endSession(why: SessionEnd | undefined): void {
  over = why;
  for (const listener of listeners) listener();
}

/** Why the session is over; undefined while it is not. */
export function sessionEnd(): SessionEnd | undefined {
  return over;
}

/** Calls back at each change. @returns what ends that */
export function followSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
