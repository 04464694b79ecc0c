import { hash } from "node:crypto";
import type { Redis } from "ioredis";
import type { Load } from "./in-flight.ts";

/** Counters that the processes of one gateway share. Each method resolves with undefined while they cannot be reached. */
export interface SharedCounters {
  /**
   * Takes a call from a leaky bucket. A call that does not pass fills nothing.
   * @param interval from one call to the next on average, ms
   * @returns whether it passed, and in how many ms the bucket is empty
   */
  take(bucket: string, interval: number, burst: number): Promise<{ passed: boolean; emptyIn: number } | undefined>;
  /** Tells the others what a caller has under way here. @returns what it has under way elsewhere */
  report(caller: string, here: Load): Promise<Load | undefined>;
}

/** Redis that keeps the counters. */
export interface SharedCountersOptions {
  /** Connection whose commands fail soon while the server is away: no offline queue, a command time-out. */
  readonly redis: Redis;
  /** Beginning of the keys. */
  readonly prefix: string;
  /** Name of this process, which no other has. */
  readonly process: string;
  /** Monotonic clock, ms. */
  readonly elapsed: () => number;
  /** Told when the counters are lost, and when they are back. */
  readonly onChange: (reachable: boolean) => void;
}

/** Time for which a process's report counts, ms: a killed process holds nothing longer. */
const REPORT_MS = 120_000;
/** Time for which nothing is asked after a failure, ms: a server that hangs must not delay every call. */
const PAUSE_MS = 5000;

const NOW = `local time = redis.call('time') local now = time[1] * 1000 + time[2] / 1000`;
/** Generic cell rate algorithm (ITU-T I.371) over the server's clock; the value is the time at which the bucket is empty. */
const TAKE = `${NOW}
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local empty = math.max(tonumber(redis.call('get', KEYS[1]) or now), now)
empty = math.min(empty, now + interval * burst)
local passed = empty - interval * (burst - 1) <= now
if passed then
  empty = empty + interval
  redis.call('set', KEYS[1], string.format('%.3f', empty), 'px', math.ceil(empty - now))
end
return {passed and 1 or 0, string.format('%.3f', empty - now)}`;
/** A field a process: its calls, its bytes, and until when they count. A report replaces the earlier one. */
const REPORT = `${NOW}
local calls, bytes, valid = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if calls == 0 then redis.call('hdel', KEYS[1], ARGV[1])
else
  redis.call('hset', KEYS[1], ARGV[1], string.format('%.0f %.0f %.0f', calls, bytes, now + valid))
  redis.call('pexpire', KEYS[1], valid)
end
local all = redis.call('hgetall', KEYS[1])
local sum = {0, 0}
for n = 1, #all, 2 do
  local c, b, until_ = string.match(all[n + 1], '(%d+) (%d+) (%d+)')
  if tonumber(until_) <= now then redis.call('hdel', KEYS[1], all[n])
  elseif all[n] ~= ARGV[1] then sum = {sum[1] + c, sum[2] + b} end
end
return {string.format('%.0f', sum[1]), string.format('%.0f', sum[2])}`;

/** Makes counters in Redis. Keys are digests, because a caller may be a network address, and expire by themselves. */
export function createSharedCounters(options: SharedCountersOptions): SharedCounters {
  const { redis, prefix, elapsed, onChange } = options;
  let askAgainAt = 0;
  let reachable = true;
  let failures = 0;

  function changed(now: boolean): void {
    if (now !== reachable) onChange((reachable = now));
  }

  async function run(
    script: string,
    key: string,
    ...args: readonly (string | number)[]
  ): Promise<string[] | undefined> {
    if (elapsed() < askAgainAt) return undefined;
    // One call finds out whether they are back; the others do not wait with it.
    if (!reachable) askAgainAt = elapsed() + PAUSE_MS;
    // What was asked before a failure tells nothing about the time after it: an outage is told once, and its end once.
    const asked = failures;
    try {
      const answer = (await redis.eval(
        script,
        1,
        `${prefix}:${hash("sha256", key, "base64url")}`,
        ...args,
      )) as unknown[];
      if (asked === failures) {
        askAgainAt = 0;
        changed(true);
      }
      return answer.map(String);
    } catch {
      if (asked === failures) {
        failures++;
        askAgainAt = elapsed() + PAUSE_MS;
        changed(false);
      }
      return undefined;
    }
  }

  return {
    async take(bucket, interval, burst) {
      const [passed, emptyIn] = (await run(TAKE, `rate ${bucket}`, interval, burst)) ?? [];
      return passed === undefined ? undefined : { passed: passed === "1", emptyIn: Number(emptyIn) };
    },
    async report(caller, here) {
      const args = [options.process, here.calls, here.bytes, REPORT_MS] as const;
      const [calls, bytes] = (await run(REPORT, `under way ${caller}`, ...args)) ?? [];
      return calls === undefined ? undefined : { calls: Number(calls), bytes: Number(bytes) };
    },
  };
}
