import { quantile } from "./figure.ts";

/** How long one measurement of something synchronous goes on, and how often it is repeated. */
const RUN_MS = 60;
const RUNS = 5;

/**
 * CPU µs that one call of `work` takes on one core: the median of a few runs after a warm-up. CPU and
 * not wall time, so that a neighbour on the machine costs less truth.
 */
export function cpuMicroseconds(work: () => unknown): number {
  let calls = 1;
  // Warm up and find how many calls fill a run.
  for (let took = 0; took < RUN_MS; ) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) work();
    took = performance.now() - start;
    if (took < RUN_MS) calls = Math.ceil(calls * Math.min(10, Math.max(1.5, RUN_MS / Math.max(took, 0.1))));
  }
  const runs: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const before = process.cpuUsage();
    for (let i = 0; i < calls; i++) work();
    const { user, system } = process.cpuUsage(before);
    runs.push((user + system) / calls);
  }
  return quantile(runs, 0.5);
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
