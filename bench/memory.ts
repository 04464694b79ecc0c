/**
 * Start-up and memory of the whole program as `npm start` runs it, with its embedded PostgreSQL: the first
 * start (database and keys made), a warm one, resident memory at rest and under load with large lists.
 */
import { print } from "./figure.ts";
import { startGateway } from "./gateway.ts";
import { listOf } from "./list.ts";
import { fire } from "./load.ts";
import { memoryMb } from "./process.ts";

/** Runs it; `lists` of 512 KiB make the load. */
export async function runMemory(lists: number): Promise<void> {
  const gateway = await startGateway({});
  try {
    print({ name: "start.first", unit: "s", value: gateway.process.readyMs / 1000, target: 10 });
    const warm = await gateway.restart();
    print({ name: "start.warm", unit: "s", value: warm.readyMs / 1000, target: 3 });
    print({ name: "memory.rest", unit: "MB resident", value: memoryMb(warm.pid).resident, target: 200 });
    const body = listOf(524_288);
    const load = await fire(warm.url, await gateway.seal(lists, body, 3), { width: 8, status: 202 });
    const list = Buffer.byteLength(JSON.stringify(body));
    print({
      name: "accept.large",
      unit: "MB/s",
      value: (lists * list) / 1e6 / load.seconds,
      target: 20,
      recipients: 3,
      list,
    });
    print({ name: "memory.load.peak", unit: "MB resident", value: memoryMb(warm.pid).peak, target: 400, list });
    print({ name: "memory.load.after", unit: "MB resident", value: memoryMb(warm.pid).resident, list });
  } finally {
    await gateway.stop();
  }
}
