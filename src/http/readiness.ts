import type { Health } from "../domain/generated/answers.ts";

/** Part that must answer before the gateway calls itself ready. */
export interface Probe {
  /** Short word for the problem document. */
  readonly name: "database" | "queue";
  ping(): Promise<void>;
  /** Tells of a failure whether messages are taken and fetched all the same: then the gateway is ready, and degraded. */
  readonly spares?: (error: unknown) => boolean;
}

/** Longest time that an outcome is used again, and that a probe may take, milliseconds. */
const FRESH_MS = 500;
const PATIENCE_MS = 3000;

/** Names of the probes that failed. */
export interface Look {
  /** Those without which messages cannot be taken. */
  readonly failing: readonly string[];
  readonly degraded: NonNullable<Health["degraded"]>;
}

/** Tells whether the gateway can do its work now. */
export interface Readiness {
  look(): Promise<Look>;
}

/**
 * Makes a readiness check that asks all probes at once. Calls that come meanwhile, or shortly after, get the same outcome:
 * the address is open to everyone, and each probe is a transaction.
 *
 * @param elapsed reads the monotonic clock, ms: an outcome must not stay fresh because a clock was set back
 */
export function createReadiness(probes: readonly Probe[], elapsed: () => number): Readiness {
  let asked: Promise<Look> | undefined;
  let askedAt = 0;

  async function ask(): Promise<Look> {
    const outcomes = await Promise.all(probes.map(outcomeOf));
    const named = (outcome: Outcome) =>
      probes.flatMap(({ name }, index) => (outcomes[index] === outcome ? [name] : []));
    return { failing: named("failing"), degraded: named("degraded").filter((name) => name === "queue") };
  }

  return {
    look() {
      const now = elapsed();
      if (asked === undefined || now - askedAt >= FRESH_MS) {
        asked = ask();
        askedAt = now;
      }
      return asked;
    },
  };
}

type Outcome = "good" | "failing" | "degraded";

async function outcomeOf({ ping, spares }: Probe): Promise<Outcome> {
  const { promise: patience, resolve } = Promise.withResolvers<Outcome>();
  const late = new Error("no answer in time");
  const failed = (error: unknown): Outcome => (spares?.(error) === true ? "degraded" : "failing");
  const timer = setTimeout(() => resolve(failed(late)), PATIENCE_MS);
  const answer = ping().then((): Outcome => "good", failed);
  const outcome = await Promise.race([answer, patience]);
  clearTimeout(timer);
  return outcome;
}
