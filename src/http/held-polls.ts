import type { ServerResponse } from "node:http";

import { Refusal } from "../domain/refusal.ts";
import type { HttpMetrics } from "./metrics.ts";

/** An inbox call that is being held. */
export interface HeldPoll {
  /** Aborts when the caller goes away or the server stops. */
  readonly signal: AbortSignal;
  /** Frees the place of a call that is over. */
  release(): void;
}

/** Limits the inbox calls that a party may have held at a time. */
export interface HeldPolls {
  /** Takes a place for a call. @throws Refusal `rate-limited` when the party has none left */
  hold(party: string, response: ServerResponse): HeldPoll;
  /** Ends all held calls with what there is. */
  endAll(): void;
}

/** Seconds after which another of a party's held calls may have ended. */
const RETRY_AFTER = 1;

/** Makes the limit. @param stopping aborted when the server stops: every held call then ends with what there is */
export function createHeldPolls(
  maxPerParty: number,
  stopping: AbortSignal,
  metrics: Pick<HttpMetrics, "pollHeld">,
): HeldPolls {
  const held = new Map<string, number>();
  const aborts = new Set<() => void>();

  return {
    endAll() {
      for (const abort of aborts) abort();
    },

    hold(party, response) {
      const count = held.get(party) ?? 0;
      if (count >= maxPerParty) {
        throw new Refusal("rate-limited", {
          retryAfter: RETRY_AFTER,
          detail: { en: "Too many inbox calls are held at a time", zh: "同时挂起的收件箱请求过多" },
        });
      }
      held.set(party, count + 1);
      const counted = metrics.pollHeld();
      const gone = new AbortController();
      const abort = () => gone.abort();
      // The response closes when it was sent, and when its connection broke. The request's own `close` means only that
      // the request was read.
      aborts.add(abort);
      response.once("close", abort);
      stopping.addEventListener("abort", abort, { once: true });
      if (stopping.aborted) abort();
      return {
        signal: gone.signal,
        release() {
          counted();
          aborts.delete(abort);
          response.off("close", abort);
          stopping.removeEventListener("abort", abort);
          const left = (held.get(party) ?? 1) - 1;
          if (left === 0) held.delete(party);
          else held.set(party, left);
        },
      };
    },
  };
}
