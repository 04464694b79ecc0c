import { join } from "node:path";
import type { LogReader } from "../../log/log-reader.ts";
import { sha256 } from "../../tlog/native-sha256.ts";
import { formatVerifierKey } from "../../tlog/note.ts";
import { startWitness } from "../../witness/start.ts";

/** Witness of a supervising body. In the demo it runs in this process, with a folder of its own. */
export interface DemoWitness {
  readonly url: string;
  /** Its vkey. */
  readonly key: string;
  /** Waits until all that the log has published by now is witnessed. */
  witnessed(log: LogReader, signal: AbortSignal): Promise<void>;
  /** Starts to answer for a log. */
  watch(log: LogReader): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Makes the witness's key and finds a port for it. The gateway must know both before the witness can know the log's
 * key.
 *
 * @param now the demo's time, ms
 */
export async function makeWitness(dir: string, now: () => number): Promise<DemoWitness> {
  const options = { dir: join(dir, "witness"), name: "procuratorate.example/w1", host: "127.0.0.1", now };
  const first = await startWitness({ ...options, logs: [], port: 0 });
  await first.stop();
  let running: typeof first | undefined;
  return {
    url: first.url,
    key: first.vkey,
    async watch(log) {
      const logs = log.keys().map((key) => formatVerifierKey(key, sha256));
      running = await startWitness({ ...options, logs, port: Number(new URL(first.url).port) });
    },
    async witnessed(log, signal) {
      const wanted = (await log.heads()).published?.size ?? 0;
      while (((await log.heads()).witnessed?.size ?? 0) < wanted) {
        signal.throwIfAborted();
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    stop: async () => running?.stop(),
  };
}
