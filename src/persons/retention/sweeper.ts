import type { SoundClock } from "../../exchange/ports.ts";
import { retentionEntries } from "../erase.ts";
import type { ErasureRows, ErasureRule, SweepPlace, SweepStep } from "../persons-port.ts";
import {
  casesBefore,
  envelopesBefore,
  erasureRules,
  linksBefore,
  type RetentionDocument,
} from "./retention-document.ts";

/** Parts that a sweep needs. */
export interface SweeperDeps {
  readonly rows: Pick<ErasureRows, "eraseDue" | "eraseEnvelopes" | "eraseCases" | "eraseLinks">;
  readonly document: RetentionDocument;
  /** Nothing is destroyed while it is not sound. */
  readonly clock: SoundClock;
  /** The gateway's party id. */
  readonly gateway: string;
  /** Time from one sweep to the next, ms. */
  readonly every: number;
  /** Called after a sweep that destroyed the bytes of packets, with their number. */
  readonly swept: (packets: number) => void;
  readonly fault: (error: unknown) => void;
}

/** Destroys payloads whose time is over, in the background. */
export interface Sweeper {
  /** Runs one sweep. Returns how many packets lost their bytes. */
  sweep(): Promise<number>;
  start(): void;
  /** Stops after the batch that is under way. */
  stop(): Promise<void>;
}

/** Packets, or envelopes without packets, of one transaction. */
const BATCH = 100;

/** Creates the sweeper. Several gateways may sweep at once: each takes packets that no other has locked. */
export function createSweeper({ rows, document, clock, gateway, every, swept, fault }: SweeperDeps): Sweeper {
  const version = `${document.id}@${document.version}`;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let stopping = false;

  /** Erases batch after batch. Returns how much was erased. */
  async function eraseAll(
    eraseBatch: (at: number, after: SweepPlace | undefined) => Promise<SweepStep>,
  ): Promise<number> {
    let erased = 0;
    let after: SweepPlace | undefined;
    do {
      if (stopping || !clock.sound()) return erased;
      const step: SweepStep = await eraseBatch(clock.now(), after);
      erased += step.erased;
      after = step.next;
    } while (after !== undefined);
    return erased;
  }

  function erasePackets(rule: ErasureRule): Promise<number> {
    return eraseAll((at, after) => rows.eraseDue(rule, at, BATCH, retentionEntries(at, gateway, version), after));
  }

  /** Erases envelopes of messages that sealed nothing, such as a withdrawal: no packet takes them along. */
  function eraseEnvelopes(): Promise<number> {
    return eraseAll((at, after) => {
      const entries = retentionEntries(at, gateway, version);
      return rows.eraseEnvelopes(envelopesBefore(document, at), at, BATCH, entries, after);
    });
  }

  /** Erases the facts of cases in which nothing has been open for long. */
  function eraseCases(): Promise<number> {
    return eraseAll((at, after) => {
      const entries = retentionEntries(at, gateway, version);
      return rows.eraseCases(casesBefore(document, at), BATCH, entries, after);
    });
  }

  /** Erases link keys whose own time is over; all of them once recurrence is off. */
  function eraseLinks(): Promise<number> {
    return eraseAll((at, after) => {
      const before = linksBefore(document, at);
      const options = { all: before === undefined, ...(after === undefined ? {} : { after }) };
      return rows.eraseLinks(before ?? at + 1, BATCH, retentionEntries(at, gateway, version), options);
    });
  }

  async function sweep(): Promise<number> {
    let erased = 0;
    for (const rule of erasureRules(document, clock.now())) erased += await erasePackets(rule);
    await eraseEnvelopes();
    await eraseCases();
    await eraseLinks();
    if (erased > 0) swept(erased);
    return erased;
  }

  return {
    sweep,
    start() {
      const turn = () => {
        running = sweep().catch(fault);
      };
      turn();
      timer = setInterval(turn, every).unref();
    },
    async stop() {
      stopping = true;
      clearInterval(timer);
      await running;
    },
  };
}
