import { recordEntry } from "../../tlog/entry.ts";
import type { RecordedEntry } from "../../domain/audit-entry.ts";
import type { Clock } from "../../exchange/ports.ts";
import type { Store } from "../../exchange/store-port.ts";
import type { TokenRefused } from "./token-refused.ts";

/** How long equal refusals are counted before the count is written, milliseconds. */
export const WINDOW_MS = 60_000;

interface Count {
  readonly reason: string;
  readonly party: string | undefined;
  readonly since: number;
  count: number;
}

/** Writes refused tokens and assertions to the audit log, bounded however many come. */
export interface RefusedLog {
  /** Takes note of one refusal. Returns at once; what is written is written behind the answer. */
  note(refused: TokenRefused): void;
  /** Writes all counts; for the end of a window and for stopping. */
  flush(): Promise<void>;
}

/**
 * The first refusal of a kind is written at once, equal ones within a minute after it only as one
 * entry with their count. A kind is a reason and a party of the directory, so that whoever sends
 * rubbish can make no more than a few entries a minute, and cannot hide another party's refusals.
 *
 * An entry names the party that the token named; nothing proves that it was that party, so the actor
 * is the gateway.
 *
 * @param onFault told when the entries could not be written; their counts are kept for the next time
 */
export function createRefusedLog(
  store: Pick<Store, "record">,
  gatewayId: string,
  clock: Clock,
  onFault: (error: unknown) => void,
): RefusedLog {
  let counts = new Map<string, Count>();
  let timer: NodeJS.Timeout | undefined;

  async function write(entries: readonly RecordedEntry[]): Promise<boolean> {
    try {
      await store.record(entries);
      return true;
    } catch (error) {
      onFault(error);
      return false;
    }
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const due = counts;
    counts = new Map();
    const rows = [...due.values()].filter((row) => row.count > 0);
    if (rows.length === 0) return;
    if (await write(rows.map((row) => entryOf(row, clock.now(), gatewayId)))) return;
    for (const row of rows) add(row);
  }

  /** Adds to the count of a kind, which begins a window when there is none. */
  function add(row: Count): void {
    const key = keyOf(row);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { ...row });
    else known.count += row.count;
    timer ??= setTimeout(() => void flush(), WINDOW_MS).unref();
  }

  return {
    note({ reason, party }) {
      const one: Count = { reason, party, since: clock.now(), count: 1 };
      if (counts.has(keyOf(one))) {
        add(one);
        return;
      }
      add({ ...one, count: 0 });
      void write([entryOf(one, one.since, gatewayId)]).then((written) => {
        if (!written) add(one);
      });
    },
    flush,
  };
}

function keyOf({ reason, party }: Count): string {
  return `${party ?? ""} ${reason}`;
}

function entryOf({ reason, party, since, count }: Count, at: number, gatewayId: string): RecordedEntry {
  return recordEntry({
    v: 1,
    type: "token-refused",
    time: new Date(at).toISOString(),
    actor: gatewayId,
    reason,
    ...(party === undefined ? {} : { party }),
    count,
    ...(count === 1 ? {} : { since: new Date(since).toISOString() }),
  });
}
