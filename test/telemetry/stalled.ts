/** Logs as fast as it can, for some rounds; tells on standard output how it fared, and ends by itself. */
import { setImmediate as turn } from "node:timers/promises";
import { createLogger, openLoggerSink } from "../../src/telemetry/logger.ts";

const sink = openLoggerSink();
const logger = createLogger("info", sink);
let n = 0;
const began = performance.now();
for (let round = 0; round < 100; round++) {
  for (let line = 0; line < 200; line++) logger.info({ n: n++, filler: "x".repeat(100) }, "a line");
  await turn();
}
const ms = performance.now() - began;
await sink.drained(2_000);
process.stdout.write(`${JSON.stringify({ lines: n, lost: sink.lost, ms })}\n`);
process.stdin.once("data", () => void afterAll());
process.stdin.once("end", () => process.stdin.destroy());

async function afterAll(): Promise<void> {
  await sink.drained(10_000);
  logger.info({ n: n++ }, "after all");
  await sink.drained(10_000);
  process.exit();
}
