import type { Clock } from "../exchange/ports.ts";

/** A part that must answer before the gateway calls itself ready. */
export interface Probe {
  /** Short word for the problem document: `database`, `queue`. */
  readonly name: string;
  ping(): Promise<void>;
}

/** Time for which an outcome is used again, and time limit of a probe, milliseconds. */
const FRESH_MS = 500;
const PATIENCE_MS = 3000;

/** Tells whether the gateway can do its work now. */
export interface Readiness {
  /** Names of the probes that failed; empty when all is well. */
  failing(): Promise<readonly string[]>;
}

/**
 * Makes a readiness check that asks all probes at once. Calls that come meanwhile, or shortly after, get the same outcome:
 * the address is open to everyone, and each probe is a transaction.
 */
export function createReadiness(probes: readonly Probe[], clock: Clock): Readiness {
  let asked: Promise<readonly string[]> | undefined;
  let askedAt = 0;

  async function ask(): Promise<readonly string[]> {
    const outcomes = await Promise.all(probes.map(async (probe) => ((await answers(probe)) ? [] : [probe.name])));
    return outcomes.flat();
  }

  return {
    failing() {
      const now = clock.now();
      if (asked === undefined || now - askedAt >= FRESH_MS) {
        asked = ask();
        askedAt = now;
      }
      return asked;
    },
  };
}

async function answers(probe: Probe): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const answer = probe.ping().then(
    () => true,
    () => false,
  );
  const ok = await Promise.race([answer, patience]);
  clearTimeout(timer);
  return ok;
}
