import { until } from "../until.ts";

/** Reads a gateway's `/metrics`. */
export async function metricsOf(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`)).text();
}

/** Waits until a gateway's metrics have a line. */
export async function untilMetric(url: string, line: RegExp): Promise<void> {
  await until(`${line.source} in the metrics`, async () => line.test(await metricsOf(url)));
}

/** State of a gateway's sequencer: `waiting`, `leading`, `stopped` or `off`. */
export async function logState(url: string): Promise<string | undefined> {
  return /aidx_log_state\{state="(\w+)"\} 1/.exec(await metricsOf(url))?.[1];
}

/** Waits until a gateway's sequencer is in a state. */
export async function untilLogState(state: string, url: string): Promise<void> {
  await until(`the log is ${state}`, async () => (await logState(url)) === state);
}
