/** A worker that takes one job and never ends: for a test that kills it. Arguments: the options of `openQueue` as JSON. */
import { openQueue } from "../../src/queue/delivery-queue.ts";
import { SILENT } from "../support/loggers.ts";

const options = JSON.parse(process.argv[2] ?? "{}") as { databaseUrl: string; redisUrl?: string; prefix: string };
const queue = await openQueue({ ...options, lockMs: 500, logger: SILENT });
await queue.work(({ packet }) => {
  process.stdout.write(`took ${packet}\n`);
  return new Promise(() => {});
}, 1);
