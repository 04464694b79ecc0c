import { entry } from "../exchange/entries.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import type { Clock } from "../exchange/ports.ts";
import type { Store } from "../exchange/store-port.ts";
import type { RecordedEntry } from "../domain/audit-entry.ts";

/** What an auditor asked for, or an operator. */
export interface Reading {
  /** A short word: `deliveries`, `events`, `evidence` … */
  readonly kind: string;
  /** What was asked, by name: words that may stay in the log for ever. */
  readonly asked: Readonly<Record<string, string>>;
}

/** Records who read what (三员分立: whoever supervises is supervised too). */
export interface Readings {
  /**
   * Resolves when the reading is recorded, or counted in an entry that is to come. Not before, the answer
   * goes out. @throws StoreUnavailable when it cannot be recorded: then there is nothing to read
   */
  note(party: string, reading: Reading): Promise<void>;
  /** Writes the entries of windows that are over. */
  sweep(): Promise<void>;
  /** Writes everything that was counted. */
  flush(): Promise<void>;
}

/** One entry a window, caller and kind, after the first: so that reading cannot flood the log. */
const WINDOW_MS = 60_000;
/**
 * Bytes of the different questions that one entry names, as they stand in its JSON; the rest of
 * `MAX_ENTRY_BYTES` is room for its other members. A window that is full is written before its time, so that
 * no question goes without a trace. Reading still cannot flood the log: an entry is full after 190 questions
 * of the longest kind (two parties, a thread, a period, codes, the form: 312 bytes) or 1,270 of the kind that has no
 * end (an id: 47), and what is asked again costs nothing. A digest over the questions would be smaller still,
 * but only who had kept every question could do anything with it.
 */
export const ASKED_BYTES = 60_000;

/** What one caller asks of one kind. There are as many as callers and kinds, so none is ever thrown away. */
interface Lane {
  readonly party: string;
  readonly kind: string;
  /** When its window opened, ms: the time of the first reading, which is committed. Undefined: none is open. */
  since: number | undefined;
  /** Readings that were answered and are in no entry yet. */
  count: number;
  /** What they asked for. */
  asked: Set<string>;
  askedBytes: number;
  /** The entry under way. While there is one nothing is counted: it will be clear then what is in no entry. */
  writing: Promise<void> | undefined;
}

/**
 * The first reading of a window is recorded before it is answered; those that follow are counted, and
 * recorded together when the window is over or full. A crash loses the counts of one window, never that
 * somebody read; an entry whose commit nobody heard of is written again.
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

  /** Whether the window is over; also when the clock went back behind its beginning. */
  function isOver({ since }: Lane): boolean {
    const age = since === undefined ? Number.NaN : clock.now() - since;
    return !(age >= 0 && age < WINDOW_MS);
  }

  /** Writes what was counted and, with it, the first reading of the next window: both or neither. */
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
      // What is under way is written all the same; whether it could be, its own caller is told.
      while (lane.writing !== undefined) await lane.writing.catch(() => undefined);
      if (lane.count > 0 && over(lane)) await write(lane);
    }
  }

  return {
    async note(party, { kind, asked }) {
      const lane = laneOf(party, kind);
      const question = questionOf(asked);
      // Nobody is answered out of a window that could not be recorded.
      while (lane.writing !== undefined) await lane.writing;
      // From here to the count, or to the write, nothing else can come between.
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

/** `name=value&name=value`, in the order of the names. */
function questionOf(asked: Readonly<Record<string, string>>): string {
  return Object.entries(asked)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** With its quotes and its comma. */
function bytesInEntry(question: string): number {
  return Buffer.byteLength(JSON.stringify(question)) + 1;
}
