import type { RecordedEntry } from "../domain/recorded-entry.ts";
import type { Refusal } from "../domain/refusal.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import { type Counted, createCountedEntries } from "./counted-entries.ts";
import { entry, packetEntry, type PacketIdentity } from "./entries.ts";
import type { Flow } from "./flow.ts";

/** How often the windows are looked through, ms. */
const SWEEP_MS = 10_000;
/** Most codes of faults in one entry, and the bytes that they take. */
const MOST_CODES = 20;
const CODE_BYTES = 2000;

/**
 * Records refused messages and receipts: the first of a kind in a minute at once, the others of that minute in one entry with
 * their count, so that nobody fills a log that is kept for ever. Resolves when a refusal is recorded or counted.
 */
export interface Refusals {
  /** Records a refused message; of one kind are those of one sender with one code and step. @throws StoreUnavailable */
  message(sender: string, refusal: Refusal): Promise<void>;
  /** Records a receipt that was refused, or that contradicts an earlier one, for its packet. @throws StoreUnavailable */
  receipt(type: "refused" | "conflict", packet: PacketIdentity, more: Readonly<Record<string, string>>): Promise<void>;
  /** Writes the counts of minutes that are over, from now on. */
  start(): void;
  /** Writes all counts. */
  stop(): Promise<void>;
}

/** Refusal of a kind, with its entry: alone, or as one of several. */
interface Kind {
  readonly key: string;
  entry(at: number, counted: Counted): RecordedEntry;
}

/** Makes the record of refusals. */
export function createRefusals({ store, clock, observer }: Pick<Flow, "store" | "clock" | "observer">): Refusals {
  const entries = createCountedEntries<Kind>(store, clock, {
    keyOf: ({ key }) => key,
    entryOf: (kind, at, counted) => kind.entry(at, counted),
    maxDetailBytes: CODE_BYTES,
  });
  const fault = (error: unknown) => observer.fault("refusals", error);
  let timer: NodeJS.Timeout | undefined;

  return {
    async message(sender, refusal) {
      const { code } = refusal;
      const { step, errors, members } = refusal.options;
      const named = { code, ...(step === undefined ? {} : { step }) };
      const codes = [...new Set((errors ?? []).map((error) => error.code))].slice(0, MOST_CODES);
      const alone = {
        ...(errors === undefined ? {} : { errors: errors.length, codes }),
        ...(typeof members?.message === "string" ? { message: members.message } : {}),
      };
      const kind: Kind = {
        key: JSON.stringify([sender, code, step]),
        entry: (at, counted) =>
          entry("refused", at, sender, { ...named, ...(counted.first ? alone : together(counted)) }),
      };
      await entries.note(kind, codes.length === 0 ? undefined : codes.join(" "));
    },
    async receipt(type, packet, more) {
      const kind: Kind = {
        key: JSON.stringify([type, packet.id, more]),
        entry: (at, counted) =>
          packetEntry(type, at, packet.recipient, packet, { ...more, ...(counted.first ? {} : together(counted)) }),
      };
      await entries.note(kind);
    },
    start() {
      timer = setInterval(() => void entries.sweep().catch(fault), SWEEP_MS).unref();
    },
    async stop() {
      clearInterval(timer);
      await entries.flush().catch(fault);
    },
  };
}

/** Records each refused receipt by itself: those in the answers to pushes, which the retries bound. */
export function eachRefusal({ store, clock }: Pick<Flow, "store" | "clock">): Pick<Refusals, "receipt"> {
  return {
    receipt: (type, packet, more) => store.record([packetEntry(type, clock.now(), packet.recipient, packet, more)]),
  };
}

/** Members of an entry about several refusals. */
function together({ count, since, details }: Counted): Readonly<Record<string, number | string | string[]>> {
  const codes = [...new Set(details.flatMap((codesOfOne) => codesOfOne.split(" ")))].slice(0, MOST_CODES);
  return { count, since: rfc3339(since), ...(codes.length === 0 ? {} : { codes }) };
}
