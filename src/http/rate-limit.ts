import { Refusal } from "../domain/refusal.ts";
import type { Clock } from "../exchange/ports.ts";
import type { SharedCounters } from "../limits/shared-counters.ts";
import { bareAddress } from "./connection/proxies.ts";
import type { Rate } from "./settings.ts";

/** Most callers that are remembered. An idle one can be forgotten, because it has its whole burst again. */
const MAX_CALLERS = 20_000;
const SWEEP_MS = 1000;

/** Limits the calls of each caller. */
export interface RateLimiter {
  /**
   * Counts one call.
   * @throws Refusal `rate-limited` with the seconds until the next call would pass
   */
  take(caller: string): Promise<void>;
}

/**
 * Makes a leaky bucket for each caller by the generic cell rate algorithm (ITU-T I.371): one number a caller, the time at
 * which its bucket is empty again. A refused call fills nothing, so a caller that waits as told gets through.
 *
 * @param shared the same buckets for all processes, which decide while they can be reached; else each process gives the
 * rate. What they say is remembered here, so a flood is refused without asking again
 * @param kind name of this kind of bucket among the shared ones
 */
export function createRateLimiter(rate: Rate | null, clock: Clock, shared?: SharedCounters, kind = ""): RateLimiter {
  if (rate === null) return { async take() {} };
  const emptyAt = new Map<string, number>();
  const { burst } = rate;
  const interval = 1000 / rate.perSecond;
  const tolerance = interval * (burst - 1);

  function admit(caller: string, now: number): number {
    let before = emptyAt.get(caller) ?? 0;
    // A bucket holds at most a burst: one that seems fuller was filled before the clock was set back.
    const fullest = now + interval * burst;
    if (before > fullest) emptyAt.set(caller, (before = fullest));
    const empty = Math.max(before, now);
    const wait = empty - tolerance - now;
    if (wait > 0) throw new Refusal("rate-limited", { retryAfter: wait / 1000 });
    return empty;
  }

  let sweptAt = 0;
  /** Makes room: forgets callers whose buckets are empty, or else those that were seen first. */
  function forget(now: number): void {
    // At most once a second: in a flood of new callers each call would otherwise look at all callers.
    if (Math.abs(now - sweptAt) >= SWEEP_MS) {
      sweptAt = now;
      for (const [caller, empty] of emptyAt) if (empty <= now) emptyAt.delete(caller);
    }
    for (const caller of emptyAt.keys()) {
      if (emptyAt.size < MAX_CALLERS) return;
      emptyAt.delete(caller);
    }
  }

  return {
    async take(caller) {
      const now = clock.now();
      const empty = admit(caller, now);
      if (emptyAt.size >= MAX_CALLERS && !emptyAt.has(caller)) forget(now);
      emptyAt.set(caller, empty + interval);
      const all = await shared?.take(`${kind} ${caller}`, interval, burst);
      if (all === undefined) return;
      emptyAt.set(caller, Math.max(emptyAt.get(caller) ?? 0, clock.now() + all.emptyIn));
      if (!all.passed) throw new Refusal("rate-limited", { retryAfter: (all.emptyIn - tolerance) / 1000 });
    },
  };
}

/** Name under which an address is counted: itself, or the /64 of an IPv6 address, since one host has all of it. */
export function addressCaller(text: string): string {
  const address = bareAddress(text);
  if (!address.includes(":")) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  const [head = "", tail] = address.split("%", 1)[0]?.split("::", 2) ?? [];
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array.from({ length: zeros }, () => "0"), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, "").toLowerCase())
    .join(":")}::/64`;
}
