/** Time stamps of a running gateway's checkpoints. Part of the gateway's wiring. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Logger } from "pino";
import type { LogReader } from "../log/log-reader.ts";
import type { Timestamper } from "../log/timestamper.ts";
import { sha256 } from "../tlog/native-sha256.ts";
import { ConfigError } from "../domain/config-fault.ts";
import type { GatewayConfig } from "../config/gateway-config.ts";
import type { AddressGuard } from "../courier/address-guard.ts";
import type { OpenStore } from "../store/open.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** How long an authority may take; evidence waits no longer for it, ms. */
const ANSWER_MS = 5_000;

/** What time stamps of a gateway are made with. */
export interface RunningTimestampsOptions {
  readonly config: GatewayConfig;
  readonly log: LogReader;
  readonly store: Pick<OpenStore, "timestampRows">;
  readonly metrics: Pick<Metrics, "fault">;
  readonly guard: AddressGuard;
  readonly logger: Logger;
  readonly now: () => number;
}

/** The timestamper, started, and how it ends. */
export interface RunningTimestamps extends Timestamper {
  close(): Promise<void>;
}

/**
 * Begins to ask the authority, when the configuration names one. What it needs is loaded only then.
 * @throws {ConfigError} for a file of trusted certificates that cannot be used
 */
export async function startTimestamps(options: RunningTimestampsOptions): Promise<RunningTimestamps | undefined> {
  const { config, log, store, metrics, guard, logger, now } = options;
  const settings = config.gateway.log.timestamp;
  if (settings === undefined) return undefined;
  const [{ createTimestamper }, { readRoots }, { createTimestampClient }] = await Promise.all([
    import("../log/timestamper.ts"),
    import("../tlog/rfc3161/verify.ts"),
    import("../courier/timestamp-client.ts"),
  ]);
  const roots = await readFile(resolve(config.environment.configDir, settings.roots), "utf8")
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
    now,
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
