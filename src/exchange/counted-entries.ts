import type { RecordedEntry } from "../domain/recorded-entry.ts";
import type { Clock } from "./ports.ts";

/** Time in which the further events of one kind share one entry, so that they cannot flood the log, ms. */
const WINDOW_MS = 60_000;

/** Events of one kind that an entry counts. */
export interface Counted {
  /** The entry is that of the event that opened the window, alone. */
  readonly first: boolean;
  readonly count: number;
  /** Time of the event that opened the window, ms. */
  readonly since: number;
  /** The different details of the events, each once. */
  readonly details: readonly string[];
}

/** Records events that come again and again in few entries: the first at once, those of the next minute as a count. */
export interface CountedEntries<Kind> {
  /**
   * Resolves when the event is recorded, or counted for a later entry.
   * @throws StoreUnavailable when it is neither
   */
  note(kind: Kind, detail?: string): Promise<void>;
  /** Counts an event that could not be recorded, for the entry of its window. */
  keep(kind: Kind): void;
  /** Writes the entries of windows that are over. @throws StoreUnavailable */
  sweep(): Promise<void>;
  /** Writes everything that was counted. @throws StoreUnavailable */
  flush(): Promise<void>;
}

/** Recipe of the entries of a kind. */
export interface CountedEntriesOptions<Kind, Entry = RecordedEntry> {
  /** Events are of one kind when this text of theirs is the same. A kind is forgotten when its window is over. */
  readonly keyOf: (kind: Kind) => string;
  /** Makes the entry of events of a kind. @param at now, ms */
  readonly entryOf: (kind: Kind, at: number, counted: Counted) => Entry;
  /** Most bytes of the details in one entry, as JSON; a window that is full is written before its time. */
  readonly maxDetailBytes: number;
}

/** The events of one kind. */
interface Lane<Kind> {
  readonly kind: Kind;
  /** Time of the first event of the open window, ms. Undefined when no window is open. */
  since: number | undefined;
  /** Events that are not in an entry yet. */
  count: number;
  details: Set<string>;
  detailBytes: number;
  /** The entry that is being written. Nothing is counted meanwhile, because it is not known yet what it will hold. */
  writing: Promise<void> | undefined;
}

/**
 * Makes a record of counted events. The first event of a window is recorded at once. The events that follow are counted,
 * and recorded together when the window is over or full. A crash loses the counts of one window, but never the fact that
 * there was an event of the kind. An entry whose commit was not confirmed is written again.
 */
export function createCountedEntries<Kind, Entry = RecordedEntry>(
  store: { record(entries: readonly Entry[]): Promise<void> },
  clock: Clock,
  { keyOf, entryOf, maxDetailBytes }: CountedEntriesOptions<Kind, Entry>,
): CountedEntries<Kind> {
  const lanes = new Map<string, Lane<Kind>>();

  function laneOf(kind: Kind): Lane<Kind> {
    const key = keyOf(kind);
    let lane = lanes.get(key);
    if (lane === undefined) {
      lane = { kind, since: undefined, count: 0, details: new Set(), detailBytes: 0, writing: undefined };
      lanes.set(key, lane);
    }
    return lane;
  }

  /** Tells whether the window is over. It is over too when the clock went back behind its beginning. */
  function isOver({ since }: Lane<Kind>): boolean {
    const age = since === undefined ? Number.NaN : clock.now() - since;
    return !(age >= 0 && age < WINDOW_MS);
  }

  /** Writes what was counted together with the first event of the next window, in one transaction. */
  async function write(lane: Lane<Kind>, first?: { kind: Kind; details: readonly string[] }): Promise<void> {
    const now = clock.now();
    const { kind, count, details, since = now } = lane;
    const entries = [
      ...(count > 0 ? [entryOf(kind, now, { first: false, count, since, details: [...details] })] : []),
      ...(first === undefined
        ? []
        : [entryOf(first.kind, now, { first: true, count: 1, since: now, details: first.details })]),
    ];
    lane.writing = store.record(entries);
    try {
      await lane.writing;
      lane.since = first === undefined ? undefined : now;
      // Events may have been kept meanwhile.
      lane.count -= count;
      lane.details = new Set();
      lane.detailBytes = 0;
    } finally {
      lane.writing = undefined;
    }
  }

  async function close(over: (lane: Lane<Kind>) => boolean): Promise<void> {
    for (const [key, lane] of lanes) {
      // The entry under way is waited for. If it fails, its own caller gets the error.
      while (lane.writing !== undefined) await lane.writing.catch(() => undefined);
      if (lane.count > 0 && over(lane)) await write(lane);
      if (lane.count === 0 && lane.writing === undefined && isOver(lane)) lanes.delete(key);
    }
  }

  return {
    async note(kind, detail) {
      const lane = laneOf(kind);
      // An event is counted only in a window whose first event is committed.
      while (lane.writing !== undefined) await lane.writing;
      // Nothing is awaited from here to the count or the write, so no other event can come between.
      const bytes = detail === undefined || lane.details.has(detail) ? 0 : bytesInEntry(detail);
      if (isOver(lane) || lane.detailBytes + bytes > maxDetailBytes) {
        return write(lane, { kind, details: detail === undefined ? [] : [detail] });
      }
      lane.count++;
      if (detail !== undefined) lane.details.add(detail);
      lane.detailBytes += bytes;
    },
    keep(kind) {
      const lane = laneOf(kind);
      lane.since ??= clock.now();
      lane.count++;
    },
    sweep: () => close(isOver),
    flush: () => close(() => true),
  };
}

/** Length of a detail in an entry, with its quotes and its comma. */
function bytesInEntry(detail: string): number {
  return Buffer.byteLength(JSON.stringify(detail)) + 1;
}
