/**
 * The one time of all gateways on a database: the database's. A process follows it between readings by its own monotonic
 * clock, so what the machine's clock says, or is set to, decides nothing that outlives the process.
 */
import type { SoundClock } from "../exchange/ports.ts";
import type { Runner, Statement } from "./database.ts";

/** How far two clocks may differ before one of them counts as wrong, ms. Longer than any correction of NTP in one step. */
export const CLOCK_TOLERANCE = 10_000;

/** A reading that took longer than this, ms, says too little about when it was made. */
const SLOWEST_READING = 2_000;

/** Why nothing may be closed or destroyed by time now; a closed list. */
export type ClockDoubt =
  /** The machine's clock and the database's differ by more than `CLOCK_TOLERANCE`. */
  | "differs"
  /** The database's clock jumped, and no party's signed time has agreed with it since. */
  | "jumped"
  /** This process has not yet seen a party's signed time that agrees. */
  | "unvouched";

/** The database's time, as one process follows it. */
export interface DatabaseClock extends SoundClock {
  /** Reads the time again. @throws StoreUnavailable: then the time goes on from the last reading */
  read(): Promise<void>;
  readonly doubt: () => ClockDoubt | undefined;
  /** The machine's clock less the database's, ms. */
  readonly difference: () => number;
}

/** What a clock is made of. */
export interface DatabaseClockParts {
  /** The database's time, ms since the epoch. */
  readonly ask: () => Promise<number>;
  /** Ms from any start; never set. */
  readonly elapsed: () => number;
  /** The machine's clock, ms since the epoch. */
  readonly system: () => number;
}

/** Rows: the database's time, ms since the epoch. */
const TIME: Statement = {
  name: "database-time",
  text: "select (extract(epoch from clock_timestamp()) * 1000)::bigint as now",
};

/** Asks a database for its time, ms since the epoch. */
export async function databaseTime(db: Runner): Promise<number> {
  const [row] = await db.run<{ now: number }>(TIME, []);
  if (row === undefined) throw new TypeError("the database told no time");
  return row.now;
}

/** Makes a clock from a first reading. @throws StoreUnavailable when there is none */
export async function followDatabase({ ask, elapsed, system }: DatabaseClockParts): Promise<DatabaseClock> {
  const measure = async () => {
    const before = elapsed();
    const answer = await ask();
    const took = elapsed() - before;
    return { offset: answer - before - took / 2, took };
  };
  let { offset } = await measure();
  let vouched = false;
  let jumped = false;
  const now = () => Math.floor(elapsed() + offset);
  const difference = () => system() - now();
  const doubt = (): ClockDoubt | undefined => {
    if (Math.abs(difference()) > CLOCK_TOLERANCE) return "differs";
    if (vouched) return undefined;
    return jumped ? "jumped" : "unvouched";
  };
  return {
    now,
    difference,
    doubt,
    sound: () => doubt() === undefined,
    vouch: () => {
      vouched = true;
      jumped = false;
    },
    async read() {
      const reading = await measure();
      if (reading.took > SLOWEST_READING) return;
      if (Math.abs(reading.offset - offset) > CLOCK_TOLERANCE) {
        vouched = false;
        jumped = true;
      }
      offset = reading.offset;
    },
  };
}
