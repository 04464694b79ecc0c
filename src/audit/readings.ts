import { entry } from "../exchange/entries.ts";
import type { Clock } from "../exchange/ports.ts";
import type { Store } from "../exchange/store-port.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import { createCountedEntries } from "../exchange/counted-entries.ts";

/** Question of an auditor or an operator. */
export interface Reading {
  /** Short word: `deliveries`, `events`, `evidence` … */
  readonly kind: string;
  /** The question's members by name, in words that are fit to stay in the log for ever. */
  readonly asked: Readonly<Record<string, string>>;
}

/** Records who read what. The supervisors are supervised too (三员分立). */
export interface Readings {
  /**
   * Resolves when the reading is recorded, or counted for a later entry. The answer is sent only after that.
   * @throws StoreUnavailable when it cannot be recorded; nothing may be answered then
   */
  note(party: string, reading: Reading): Promise<void>;
  /** Writes the entries of windows that are over. @throws StoreUnavailable */
  sweep(): Promise<void>;
  /** Writes everything that was counted. @throws StoreUnavailable */
  flush(): Promise<void>;
}

/**
 * Space for the different questions of one entry, bytes of its JSON. The rest of `MAX_ENTRY_BYTES` is for its other
 * members. A full window is written early, so that every question is recorded. Reading still cannot flood the log: an
 * entry is full after 190 questions of the longest kind (two parties, a thread, a period, codes, the form: 312 bytes),
 * or 1,270 of the one kind without an end (an id: 47), and a repeated question takes no space. A digest over the
 * questions would be smaller, but could be checked only by somebody who had kept every question.
 */
export const ASKED_BYTES = 60_000;

/** Makes the record of readings: an entry for the first of a caller and a kind, then one a minute. */
export function createReadings(store: Pick<Store, "record">, clock: Clock): Readings {
  const { note, sweep, flush } = createCountedEntries<{ readonly party: string; readonly kind: string }>(store, clock, {
    keyOf: ({ party, kind }) => `${party}\0${kind}`,
    entryOf: ({ party, kind }, at, { count, since, details }) =>
      entry("read", at, party, { kind, count, since: rfc3339(since), asked: details }),
    maxDetailBytes: ASKED_BYTES,
  });
  return { note: (party, { kind, asked }) => note({ party, kind }, questionOf(asked)), sweep, flush };
}

/** A question as one text: `name=value&name=value`, in the order of the names. */
function questionOf(asked: Readonly<Record<string, string>>): string {
  return Object.entries(asked)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}
