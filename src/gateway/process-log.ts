/** The log of a process that is a gateway's own. Part of the gateway's wiring. */
import type { Logger } from "pino";
import { logForeignLines } from "../telemetry/foreign-lines.ts";
import { createLogger, type LogLevel, openLoggerSink } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** How long the last lines of a process that crashes may take, ms. */
const LAST_LINES_MS = 1_000;

/**
 * Opens the log on standard error. From now on nothing else of this process is written there, whoever prints it; lines
 * that are lost are counted.
 */
export function openProcessLog(level: LogLevel, metrics: Pick<Metrics, "watchLogger">): Logger {
  const sink = openLoggerSink();
  metrics.watchLogger(() => sink.lost);
  const logger = createLogger(level, sink);
  logForeignLines(logger, { console, process }, () => {
    void sink.drained(LAST_LINES_MS).finally(() => process.exit(1));
  });
  return logger;
}
