import type { Logger } from "pino";

/** The longest text of others that is printed, UTF-16 units. */
const LONGEST = 500;

/** Parts of a process that can be taken over. */
export interface LineSources {
  readonly console: Pick<Console, "debug" | "error" | "info" | "log" | "trace" | "warn">;
  readonly process: Pick<NodeJS.Process, "on" | "removeAllListeners">;
}

/**
 * Makes everything that libraries and Node print a line of the log: `console` (BullMQ, ioredis), warnings of the process
 * (pg, Node), and the error that ends it. Of an error never its message, as everywhere in the log.
 *
 * @param end ends the process, after an error that no part caught
 */
export function logForeignLines(logger: Logger, sources: LineSources, end: () => void): void {
  const { console, process } = sources;
  const at = (level: "debug" | "error" | "info" | "warn") => (first: unknown, second: unknown) => {
    // Texts with placeholders are followed by values, which are not printed: they may be anything.
    const error = [first, second].find((one) => one instanceof Error);
    const text = typeof first === "string" ? first.slice(0, LONGEST) : "a library printed something";
    logger[level]({ event: "printed", ...(error === undefined ? {} : { err: error }) }, "%s", text);
  };
  Object.assign(console, {
    debug: at("debug"),
    trace: at("debug"),
    info: at("info"),
    log: at("info"),
    warn: at("warn"),
    error: at("error"),
  });
  // Node's own listener prints them as text.
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    const { name, message } = warning;
    const code = "code" in warning && typeof warning.code === "string" ? { code: warning.code } : {};
    logger.warn({ event: "warning", warning: name, ...code }, "%s", message.slice(0, LONGEST));
  });
  process.on("uncaughtException", (error, origin) => {
    logger.fatal({ event: "crash", origin, err: error }, "the process ends after an error that no part caught");
    end();
  });
}
