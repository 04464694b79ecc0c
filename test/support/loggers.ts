import type { Logger } from "pino";
import { createLogger } from "../../src/telemetry/logger.ts";

/** A logger that writes nothing. */
export const SILENT = createLogger("silent");

/** A logger whose events are kept, each without its level and time; `msg` is its text. */
export function keepingLogger(): { logger: Logger; events: Record<string, unknown>[] } {
  const events: Record<string, unknown>[] = [];
  const write = (line: string) => {
    const { level: _level, time: _time, ...event } = JSON.parse(line) as Record<string, unknown>;
    events.push(event);
  };
  return { logger: createLogger("debug", { write }), events };
}
