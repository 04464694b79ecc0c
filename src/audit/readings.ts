import { entry } from "../exchange/entries.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import type { Clock } from "../exchange/ports.ts";
import type { Store } from "../exchange/store-port.ts";
import type { RecordedEntry } from "../domain/audit-entry.ts";

/** What an auditor or an operator asked for. */
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
  /** Writes the entries of windows that are over. */
  sweep(): Promise<void>;
  /** Writes everything that was counted. */
  flush(): Promise<void>;
}

/** Time in which the further readings of one caller and kind share one entry, so that reading cannot flood the log. */
const WINDOW_MS = 60_000;
/**
 * Space for the different questions of one entry, bytes of its JSON. The rest of `MAX_ENTRY_BYTES` is for its other
 * members. A full window is written early, so that every question is recorded. Reading still cannot flood the log: an
 * entry is full after 190 questions of the longest kind (two parties, a thread, a period, codes, the form: 312 bytes),
 * or 1,270 of the one kind without an end (an id: 47), and a repeated question takes no space. A digest over the
 * questions would be smaller, but could be checked only by somebody who had kept every question.
 */
export const ASKED_BYTES = 60_000;

/** Readings of one caller and kind. There are only as many as callers and kinds, so none is thrown away. */
interface Lane {
  readonly party: string;
  readonly kind: string;
  /** Time of the first reading of the open window, which is committed, ms. Undefined when no window is open. */
  since: number | undefined;
  /** Readings that were answered and are not in an entry yet. */
  count: number;
  /** The questions of those readings. */
  asked: Set<string>;
  askedBytes: number;
  /** The entry that is being written. Nothing is counted meanwhile, because it is not known yet what it will hold. */
  writing: Promise<void> | undefined;
}

/**
 * Records the first reading of a window before it is answered. The readings that follow are counted, and recorded
 * together when the window is over or full. A crash loses the counts of one window, but never the fact that a party
 * read. An entry whose commit was not confirmed is written again.
 */
export function createReadings(store: Pick<Store, "record">, clock: Clock): Readings {
  const lanes = new Map<string, Lane>();

  function laneOf(party: string, kind: string): Lane {
    const key = `${party}\0${kind}`;
    let lane = lanes.get(key);
    if (lane === undefined) {
      lane = { party, kind, since: undefined, count: 0, asked: new Set(), askedBytes: 0, writing: undefined };
      lanes.set(key, lane);
    }
    return lane;
  }

  /** Tells whether the window is over. It is over too when the clock went back behind its beginning. */
  function isOver({ since }: Lane): boolean {
    const age = since === undefined ? Number.NaN : clock.now() - since;
    return !(age >= 0 && age < WINDOW_MS);
  }

  /** Writes what was counted together with the first reading of the next window, in one transaction. */
  async function write(lane: Lane, first?: string): Promise<void> {
    const now = clock.now();
    const { party, kind, count, asked, since = now } = lane;
    const entries = [
      ...(count > 0 ? [entryOf(now, party, { kind, count, since, asked: [...asked] })] : []),
      ...(first === undefined ? [] : [entryOf(now, party, { kind, count: 1, since: now, asked: [first] })]),
    ];
    lane.writing = store.record(entries);
    try {
      await lane.writing;
      lane.since = first === undefined ? undefined : now;
      lane.count = 0;
      lane.asked = new Set();
      lane.askedBytes = 0;
    } finally {
      lane.writing = undefined;
    }
  }

  async function close(over: (lane: Lane) => boolean): Promise<void> {
    for (const lane of lanes.values()) {
      // The entry under way is waited for. If it fails, its own caller gets the error.
      while (lane.writing !== undefined) await lane.writing.catch(() => undefined);
      if (lane.count > 0 && over(lane)) await write(lane);
    }
  }

  return {
    async note(party, { kind, asked }) {
      const lane = laneOf(party, kind);
      const question = questionOf(asked);
      // A reading is not answered while its window could not be recorded.
      while (lane.writing !== undefined) await lane.writing;
      // Nothing is awaited from here to the count or the write, so no other reading can come between.
      const bytes = lane.asked.has(question) ? 0 : bytesInEntry(question);
      if (isOver(lane) || lane.askedBytes + bytes > ASKED_BYTES) return write(lane, question);
      lane.count++;
      lane.asked.add(question);
      lane.askedBytes += bytes;
    },
    sweep: () => close(isOver),
    flush: () => close(() => true),
  };
}

function entryOf(
  at: number,
  party: string,
  { since, ...read }: { kind: string; count: number; since: number; asked: readonly string[] },
): RecordedEntry {
  return entry("read", at, party, { ...read, since: rfc3339(since) });
}

/** Text of a question: `name=value&name=value`, in the order of the names. */
function questionOf(asked: Readonly<Record<string, string>>): string {
  return Object.entries(asked)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** Bytes of a question in the entry's JSON, with its quotes and comma. */
function bytesInEntry(question: string): number {
  return Buffer.byteLength(JSON.stringify(question)) + 1;
}
