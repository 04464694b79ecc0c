/** What a process keeps of the log while another one leads it: this machine may lead next. */
import type { TreeHasher } from "../tlog/merkle.ts";
import { checkContinues, openOwn, readOwn } from "./check-stored.ts";
import type { LogSigner } from "./log-signer.ts";
import type { LogView } from "./log-store.ts";
import type { Remembered } from "./remembered.ts";

/** What following needs. */
export interface FollowDeps {
  readonly signer: () => LogSigner;
  readonly remembered: Remembered;
  readonly hasher: TreeHasher;
}

/** What one that follows has found. */
export interface Followed {
  /** What this machine has to remember now; undefined when that is so already. */
  readonly note: string | undefined;
  /** Whether what is remembered is new to this machine, or was another's: it is let in by the one that leads. */
  readonly introduced: boolean;
}

/**
 * Compares the log with what this machine remembers; changes nothing. One that remembers nothing, or has the
 * memory of another machine, may take over what is published while somebody leads on this very database: of a
 * copy of the database nobody does.
 *
 * @returns undefined when nobody leads, or has only the lock while he looks
 * @throws {LogRefusal} `behind` or `forked` when the log is not the continuation of what is remembered; `key` when
 *   it is signed by a key that this process does not have, as one that is not yet told of a rotation
 */
export async function compare(
  view: LogView,
  { signer, remembered, hasher }: FollowDeps,
): Promise<Followed | undefined> {
  const before = await remembered.read();
  const state = await view.state();
  // Asked after the state: who leads has found that state good, or made it.
  if (!(await view.isLed())) return undefined;
  const introduced = before?.own !== true;
  if (before?.own === true && before.note === state.published) return { note: undefined, introduced };
  const own = signer();
  const stored = state.checkpoint === null ? undefined : await openOwn(state.checkpoint, own);
  const seen = before === undefined ? { size: 0, root: hasher.empty } : readOwn(before.note, own.origin);
  await checkContinues(view, stored, seen, hasher);
  // What is sequenced and not shown is not remembered: if the leader's disk is lost, nobody has seen it.
  if (state.published === null) return { note: introduced ? before?.note : undefined, introduced };
  const shown = await openOwn(state.published, own);
  await checkContinues(view, stored, shown, hasher);
  if (before === undefined || shown.size > seen.size) return { note: shown.text, introduced };
  return { note: introduced ? before.note : undefined, introduced };
}

/** Compares, and remembers what is to be. @throws {LogRefusal} as `compare` */
export async function follow(view: LogView, deps: FollowDeps): Promise<Followed | undefined> {
  const found = await compare(view, deps);
  if (found?.note !== undefined) await deps.remembered.write(found.note);
  return found;
}
