import { mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pino, { type DestinationStream } from "pino";

/** File to which the gateways of the whole suite log; searched for persons when the suite is over. */
export const LOG_DIRECTORY = fileURLToPath(new URL("../../../.tap/gateway-logs/", import.meta.url));

/** A log file of this test process. */
export function suiteLog(): DestinationStream {
  mkdirSync(LOG_DIRECTORY, { recursive: true });
  return pino.destination({ dest: path.join(LOG_DIRECTORY, `${process.pid}.log`), append: true, sync: true });
}
