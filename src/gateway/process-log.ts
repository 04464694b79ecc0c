/** The log of a process that is nothing but a gateway. */
import type { Logger } from "pino";
import { logForeignLines } from "../telemetry/foreign-lines.ts";
import { createLogger, type LogLevel, openLoggerSink } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** Longest wait for the last lines of a crashing process, ms. */
const LAST_LINES_MS = 1_000;

/**
 * Opens the log on standard error. From now on all output of this process there is lines of the log, also that of libraries;
 * lost lines are counted.
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
