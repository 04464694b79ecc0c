/**
 * A gateway that kills itself (SIGKILL) at one named step: `CRASH_AT=store.accept:after` dies right
 * after the port's method resolved, `:before` right before it is called. Without it a plain gateway. `SABOTAGE` takes
 * one defence away (sabotage.ts).
 */
import type { LogStore } from "../../src/log/log-store.ts";
import type { Flow } from "../../src/exchange/flow.ts";
import { startGateway } from "../../src/gateway/start.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import { suiteLog } from "../support/gateway/suite-log.ts";
import { SABOTAGES } from "./sabotage.ts";

const [point, moment] = (process.env.CRASH_AT ?? "").split(":");

function die(): never {
  process.kill(process.pid, "SIGKILL");
  // The signal is on its way: nothing may run after the step.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function mined<T extends object>(port: T, name: string): T {
  return new Proxy(port, {
    get(target, member) {
      const value: unknown = Reflect.get(target, member, target);
      if (typeof value !== "function") return value;
      const call = (...args: unknown[]): unknown => Reflect.apply(value as (...a: unknown[]) => unknown, target, args);
      if (`${name}.${String(member)}` !== point) return call;
      return async (...args: unknown[]) => {
        if (moment === "before") die();
        await call(...args);
        return die();
      };
    },
  });
}

const sabotage = SABOTAGES[process.env.SABOTAGE ?? ""] ?? ((flow: Flow) => flow);
const decorate = (flow: Flow): Flow =>
  sabotage({
    ...flow,
    store: mined(flow.store, "store"),
    queue: mined(flow.queue, "queue"),
    courier: mined(flow.courier, "courier"),
  });
/** The log's steps are methods of the lead that its store gives. */
const decorateLog = (store: LogStore): LogStore => ({
  lead: async () => {
    const lead = await store.lead();
    return lead && mined(lead, "log");
  },
  view: () => store.view(),
  close: () => store.close(),
});
const logger = createLogger("info", suiteLog());
const world = { env: process.env, cwd: process.cwd(), stdout: console.log, logger };
const gateway = await startGateway({ ...world, decorate, decorateLog });
process.once("SIGTERM", () => void gateway.stop().then(() => process.exit(0)));
