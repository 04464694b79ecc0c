import { entry, rfc3339 } from "../exchange/entries.ts";
import type { Clock, Store } from "../exchange/ports.ts";

/** What somebody asked the auditors' endpoints for. */
export interface Reading {
  /** A short word: `deliveries`, `events`, `evidence` … */
  readonly kind: string;
  /** What was asked, by name: ids, codes and times that were checked, never free text. */
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
/** Different questions that an entry names; the rest is counted. */
const MAX_ASKED = 50;

interface Window {
  readonly party: string;
  readonly kind: string;
  readonly since: number;
  count: number;
  readonly asked: Set<string>;
  /** Settled once the entry that opened the window is committed, or could not be. */
  opened: Promise<void>;
}

/**
 * The first reading of a window is recorded before it is answered; those that follow are counted, and
 * recorded together when the window is over. A crash loses the counts of one window, never that somebody
 * read.
 */
export function createReadings(store: Pick<Store, "record">, clock: Clock): Readings {
  const windows = new Map<string, Window>();

  async function write({ party, kind, since, count, asked }: Window): Promise<void> {
    const named = [...asked].slice(0, MAX_ASKED);
    await store.record([
      entry("read", clock.now(), party, {
        kind,
        count,
        since: rfc3339(since),
        asked: named,
        ...(asked.size > named.length ? { unnamed: asked.size - named.length } : {}),
      }),
    ]);
  }

  async function close(over: (window: Window) => boolean): Promise<void> {
    for (const [key, window] of windows) {
      if (!over(window)) continue;
      // Out of the map first: a reading that comes meanwhile opens the next window.
      windows.delete(key);
      if (window.count === 0) continue;
      try {
        await write(window);
      } catch (error) {
        const next = windows.get(key);
        if (next === undefined) windows.set(key, window);
        else next.count += window.count;
        throw error;
      }
    }
  }

  return {
    async note(party, { kind, asked }) {
      const now = clock.now();
      const key = `${party}\0${kind}`;
      const question = questionOf(asked);
      const open = windows.get(key);
      if (open !== undefined && now - open.since < WINDOW_MS) {
        await open.opened;
        open.count++;
        if (open.asked.size <= MAX_ASKED) open.asked.add(question);
        return;
      }
      const window: Window = { party, kind, since: now, count: 0, asked: new Set(), opened: Promise.resolve() };
      window.opened = (async () => {
        if (open !== undefined && open.count > 0) await write(open);
        await write({ ...window, count: 1, asked: new Set([question]) });
      })();
      windows.set(key, window);
      try {
        await window.opened;
      } catch (error) {
        // Nobody was answered; what the window before had counted is kept for the next try.
        if (open === undefined) windows.delete(key);
        else windows.set(key, open);
        throw error;
      }
    },
    sweep: () => close(({ since }) => clock.now() - since >= WINDOW_MS),
    flush: () => close(() => true),
  };
}

/** `name=value&name=value`, in the order of the names. */
function questionOf(asked: Readonly<Record<string, string>>): string {
  return Object.entries(asked)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}
