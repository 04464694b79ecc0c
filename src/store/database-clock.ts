/**
 * Database's clock, which all gateways on the database share. Between readings a process follows it with its monotonic
 * clock, so the machine's clock, right or wrong, decides nothing that outlives the process.
 */
import type { SoundClock } from "../exchange/ports.ts";
import type { Runner, Statement } from "./database.ts";

/** Greatest difference of two clocks, ms; beyond it one counts as wrong. Longer than any correction of NTP in one step. */
export const CLOCK_TOLERANCE = 10_000;

/** Longest time of a reading, ms: after a longer one it is unclear to which moment the answer belongs. */
const SLOWEST_READING = 2_000;

/** Reasons not to trust the time now, so that nothing is closed or destroyed by it; a closed list. */
export type ClockDoubt =
  /** Clocks of machine and database differ by more than `CLOCK_TOLERANCE`. */
  | "differs"
  /** Database's clock jumped, and no party's signed time has agreed with it since. */
  | "jumped"
  /** Process has not yet seen a party's signed time that agrees. */
  | "unvouched";

/** Clock of one process that follows the database's time. */
export interface DatabaseClock extends SoundClock {
  /** Reads the time again. @throws StoreUnavailable: then the time goes on from the last reading */
  read(): Promise<void>;
  readonly doubt: () => ClockDoubt | undefined;
  /** Computes the machine's clock minus the database's, ms. */
  readonly difference: () => number;
}

/** Time sources of a clock. */
export interface DatabaseClockParts {
  /** Asks for the database's time, ms since the epoch. */
  readonly ask: () => Promise<number>;
  /** Reads the monotonic clock, ms. */
  readonly elapsed: () => number;
  /** Reads the machine's clock, ms since the epoch. */
  readonly system: () => number;
}

/** SQL of the time at which the statement arrived, ms since the epoch. */
export const DATABASE_NOW = "(extract(epoch from statement_timestamp()) * 1000)::bigint";

/** Statement with one row: the database's time, ms since the epoch. */
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
