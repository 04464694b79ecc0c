import { quantile } from "./figure.ts";

/** How long one measurement goes on, and how often it is repeated. */
const RUN_MS = 50;
const RUNS = 7;
/** What a work gets before it counts: the compiler has then optimised all that it will. */
const WARM_MS = 400;

/** Something to measure. */
export type Work = () => unknown;

/**
 * CPU µs that one call of each work takes on one core: medians of runs that alternate between the works, so
 * that a busy neighbour or a slower clock meets them all and their ratios hold. CPU and not wall time, for
 * the same reason.
 */
export function cpuMicroseconds<Name extends string>(works: Readonly<Record<Name, Work>>): Record<Name, number> {
  const entries = Object.entries<Work>(works).map(([name, work]) => ({
    name,
    work,
    calls: callsFor(work),
    runs: [] as number[],
  }));
  for (let run = 0; run < RUNS; run++) {
    for (const { work, calls, runs } of entries) {
      const before = process.cpuUsage();
      for (let i = 0; i < calls; i++) work();
      const { user, system } = process.cpuUsage(before);
      runs.push((user + system) / calls);
    }
  }
  return Object.fromEntries(entries.map(({ name, runs }) => [name, quantile(runs, 0.5)])) as Record<Name, number>;
}

/** Warms a work up and finds how many calls of it fill a run. */
function callsFor(work: Work): number {
  for (const end = performance.now() + WARM_MS; performance.now() < end; ) work();
  for (let calls = 1; ; ) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) work();
    const took = performance.now() - start;
    if (took >= RUN_MS) return calls;
    calls = Math.ceil(calls * Math.min(10, Math.max(1.5, RUN_MS / Math.max(took, 0.1))));
  }
}

/** The same for something asynchronous, `width` at a time; CPU of the whole process, thread pool included. */
export async function cpuMicrosecondsAsync(work: () => Promise<unknown>, width = 16): Promise<number> {
  const batch = async () => {
    await Promise.all(Array.from({ length: width }, work));
  };
  for (let i = 0; i < 8; i++) await batch();
  const runs: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const before = process.cpuUsage();
    const end = performance.now() + RUN_MS;
    let calls = 0;
    for (; performance.now() < end; calls += width) await batch();
    const { user, system } = process.cpuUsage(before);
    runs.push((user + system) / calls);
  }
  return quantile(runs, 0.5);
}
