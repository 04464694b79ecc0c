/** Following: a process remembers what another one publishes, since this machine may lead next. */
import type { TreeHasher } from "../tlog/merkle.ts";
import { checkContinues, openOwn, readOwn } from "./check-stored.ts";
import type { LogSigner } from "./log-signer.ts";
import type { LogView } from "./log-store.ts";
import { ofLog, type Remembered } from "./remembered.ts";

/** Parts that a process needs to follow the log. */
export interface FollowDeps {
  readonly signer: () => LogSigner;
  readonly remembered: Remembered;
  readonly hasher: TreeHasher;
}

/** Result of a comparison. */
export interface Followed {
  /** The note that this machine must remember now; undefined when it does already. */
  readonly note: string | undefined;
  /** True when this machine remembered nothing or another machine's note: the leading process vouches for the log. */
  readonly introduced: boolean;
}

/**
 * Compares the log with what this machine remembers; changes nothing. A machine that remembers nothing, or has the memory
 * of another one, may take over what is published while a process leads on this very database: on a copy of the
 * database none does.
 *
 * @returns undefined while no process leads that has found the log good
 * @throws {LogRefusal} `behind` or `forked` when the log does not continue what is remembered; `key` when it is signed by
 *   a key that this process does not have, as before it is told of a rotation
 */
export async function compare(
  view: LogView,
  { signer, remembered, hasher }: FollowDeps,
): Promise<Followed | undefined> {
  const before = ofLog(await remembered.read(), signer().origin);
  const state = await view.state();
  // Asked after the state was read: the leading process has found that state good, or made it.
  if (!(await view.isLed())) return undefined;
  const introduced = before?.own !== true;
  if (before?.own === true && before.note === state.published) return { note: undefined, introduced };
  const own = signer();
  const stored = state.checkpoint === null ? undefined : await openOwn(state.checkpoint, own);
  const seen = before === undefined ? { size: 0, root: hasher.empty } : readOwn(before.note, own.origin);
  await checkContinues(view, stored, seen, hasher);
  // A checkpoint that is not published is not remembered: if the leader's disk is lost, no one has seen it.
  if (state.published === null) return { note: introduced ? before?.note : undefined, introduced };
  const shown = await openOwn(state.published, own);
  await checkContinues(view, stored, shown, hasher);
  if (before === undefined || shown.size > seen.size) return { note: shown.text, introduced };
  return { note: introduced ? before.note : undefined, introduced };
}

/** Compares, and writes what this machine must remember. @throws {LogRefusal} as `compare` */
export async function follow(view: LogView, deps: FollowDeps): Promise<Followed | undefined> {
  const found = await compare(view, deps);
  if (found?.note !== undefined) await deps.remembered.write(found.note);
  return found;
}
