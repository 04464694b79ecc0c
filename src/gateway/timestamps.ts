/** Time stamps (RFC 3161) of a running gateway's checkpoints. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { LogReader } from "../log/log-reader.ts";
import type { Timestamper } from "../log/timestamper.ts";
import { sha256 } from "../tlog/native-sha256.ts";
import { ConfigError } from "../domain/config-fault.ts";
import type { Prepared } from "./prepare.ts";

/** Longest wait for an authority's answer, ms; evidence waits no longer for its stamp. */
const ANSWER_MS = 5_000;

/** A timestamper that runs. */
export interface RunningTimestamps extends Timestamper {
  /** Asks no more, and ends what is under way. */
  close(): Promise<void>;
}

/**
 * Starts to ask the authority; undefined when the configuration names none. Its code is loaded only when there is one.
 *
 * @throws {ConfigError} for a file of trusted certificates that cannot be used
 */
export async function startTimestamps(
  { config, store, clock, metrics, guard, logger }: Prepared,
  log: LogReader,
): Promise<RunningTimestamps | undefined> {
  const settings = config.gateway.log.timestamp;
  if (settings === undefined) return undefined;
  const [{ createTimestamper }, { readRoots }, { createTimestampClient }] = await Promise.all([
    import("../log/timestamper.ts"),
    import("../tlog/rfc3161/verify.ts"),
    import("../courier/timestamp-client.ts"),
  ]);
  // PEM is ASCII; what stands between its blocks may be in any encoding.
  const roots = await readFile(resolve(config.environment.configDir, settings.roots), "latin1")
    .then(readRoots)
    .catch(() => {
      const [en, zh] = ["must be a PEM file of certificates that can be read", "须为可读取的 PEM 证书文件"];
      throw new ConfigError([{ source: "gateway", pointer: "/log/timestamp/roots", en, zh }]);
    });
  const client = createTimestampClient(settings.url, guard, ANSWER_MS);
  const timestamper = createTimestamper({
    log,
    rows: store.timestampRows,
    ask: (query) => client.ask(query),
    roots,
    sha256,
    random: randomBytes,
    now: clock.now,
    every: settings.everySeconds * 1000,
    fault(error) {
      metrics.fault("timestamp");
      logger.warn({ where: "timestamp", error }, "will be tried again");
    },
  });
  timestamper.start();
  return {
    ...timestamper,
    async close() {
      timestamper.stop();
      await client.close();
    },
  };
}
