import type { Logger } from "pino";
import type { Observer } from "../exchange/ports.ts";
import type { Metrics } from "./metrics.ts";

/**
 * The flow's observer: counts everything, and logs what an operator must see. Pushes are logged by
 * the courier, which knows more of them.
 */
export function createObserver(metrics: Metrics, log: Logger): Observer {
  return {
    accepted: (type, packets) => {
      metrics.accepted(type, packets);
      log.info({ event: "accepted", type, packets }, "message accepted");
    },
    refused: (code) => {
      metrics.refused(code);
      log.info({ event: "refused", code }, "refused");
    },
    changed: (to) => metrics.changed(to),
    attempted: (attempt) => metrics.attempted(attempt),
    receipt: (outcome) => {
      metrics.receipt(outcome);
      log.info({ event: "receipt", outcome }, `receipt ${outcome}`);
    },
    fault: (where, error) => {
      metrics.fault(where);
      log.error({ event: "fault", where, err: error }, "a step in the background failed and is tried again");
    },
  };
}
