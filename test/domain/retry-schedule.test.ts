import fc from "fast-check";
import t from "tap";
import { DEFAULT_RETRY, nextAttemptAt, type RetrySettings } from "../../src/domain/retry-schedule.ts";
import { holds } from "../support/holds.ts";

const HOUR = 3_600_000;
const NOW = 1_790_000_000_000;

const settings: fc.Arbitrary<RetrySettings> = fc
  .record({
    baseMs: fc.integer({ min: 1, max: 60_000 }),
    capMs: fc.integer({ min: 1, max: 6 * HOUR }),
    minMs: fc.integer({ min: 1, max: 5_000 }),
    lastTryMs: fc.integer({ min: 1, max: 120_000 }),
  })
  .map((s) => ({ ...s, capMs: Math.max(s.capMs, s.baseMs) }));

const input = fc.record({
  attempt: fc.nat(10_000),
  now: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  window: fc.integer({ min: -HOUR, max: 100 * HOUR }),
  retryAfterMs: fc.option(fc.integer({ min: -1_000, max: 400 * HOUR }), { nil: undefined }),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

t.test("the next time is null or a whole number of ms, never in the past or after the window", async (t) => {
  await holds(
    t,
    fc.property(input, settings, ({ attempt, now, window, retryAfterMs, random }, s) => {
      const windowUntil = now + window;
      const at = nextAttemptAt(
        { attempt, now, windowUntil, ...(retryAfterMs === undefined ? {} : { retryAfterMs }), random: () => random },
        s,
      );
      return at === null || (Number.isInteger(at) && at >= now + s.minMs && at <= windowUntil - s.lastTryMs);
    }),
    { numRuns: 2_000 },
  );
});

t.test("Retry-After is followed unless the window closes first", async (t) => {
  await holds(
    t,
    fc.property(input, settings, ({ attempt, now, window, retryAfterMs, random }, s) => {
      const windowUntil = now + window;
      const asked = retryAfterMs ?? 0;
      const at = nextAttemptAt({ attempt, now, windowUntil, retryAfterMs: asked, random: () => random }, s);
      const lastTry = at !== null && at >= windowUntil - 2 * s.lastTryMs;
      return at === null || at >= now + asked || lastTry;
    }),
    { numRuns: 2_000 },
  );
});

t.test(
  "a packet that always fails is tried a bounded number of times, the last one near the window's end",
  async (t) => {
    await holds(
      t,
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })), (stream) => {
        const random = () => stream.next().value as number;
        const windowUntil = NOW + 72 * HOUR;
        let now = NOW;
        let attempts = 1;
        for (;;) {
          const at = nextAttemptAt({ attempt: attempts, now, windowUntil, random }, DEFAULT_RETRY);
          if (at === null) {
            break;
          }
          now = at;
          attempts += 1;
          if (attempts > 1_000_000) {
            return false;
          }
        }
        return now >= windowUntil - 2 * DEFAULT_RETRY.lastTryMs && now <= windowUntil - DEFAULT_RETRY.lastTryMs;
      }),
      { numRuns: 20 },
    );
  },
);

t.test("an attempt that fails just before the time of the last try is followed by it", async (t) => {
  const { minMs, lastTryMs } = DEFAULT_RETRY;
  const windowUntil = NOW + HOUR;
  const line = windowUntil - 2 * lastTryMs;
  const after = (now: number, random: number) =>
    nextAttemptAt({ attempt: 60, now, windowUntil, random: () => random }, DEFAULT_RETRY);
  t.equal(after(line - 1, 0.5), line + lastTryMs / 2);
  t.equal(after(line - 1, 0.1), line + lastTryMs / 10);
  t.equal(after(line - 1, 0.9999), line + Math.floor(0.9999 * lastTryMs));
  t.equal(after(line - 100, 0.05), line - 100 + Math.max(minMs, 100 + 0.05 * lastTryMs));
  t.equal(after(line, 0.9), null, "it was the last");
});

t.test("the wait is uniform up to a bound that doubles until the cap", async (t) => {
  const s = { baseMs: 1_000, capMs: 10_000, minMs: 100, lastTryMs: 1_000 };
  const windowUntil = NOW + HOUR;
  const wait = (attempt: number, random: number) =>
    (nextAttemptAt({ attempt, now: NOW, windowUntil, random: () => random }, s) ?? 0) - NOW;
  t.same(
    [1, 2, 3, 4, 5, 60, 5_000].map((attempt) => wait(attempt, 0.5)),
    [500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000],
  );
  t.equal(wait(3, 0), 100, "never less than the shortest wait");
  t.equal(wait(0, 0.5), 500, "a push that was deferred before its first attempt waits like the first");
});

t.test("jitter is added to Retry-After", async (t) => {
  const s = { baseMs: 1_000, capMs: 10_000, minMs: 100, lastTryMs: 1_000 };
  const ask = (random: number) =>
    nextAttemptAt({ attempt: 1, now: NOW, windowUntil: NOW + HOUR, retryAfterMs: 60_000, random: () => random }, s);
  t.equal(ask(0), NOW + 60_000);
  t.equal(ask(0.5), NOW + 60_500);
});

t.test("one last try before the window closes, and none after it", async (t) => {
  const s = { baseMs: HOUR, capMs: HOUR, minMs: 100, lastTryMs: 30_000 };
  const windowUntil = NOW + 10 * 60_000;
  const last = nextAttemptAt({ attempt: 9, now: NOW, windowUntil, retryAfterMs: 20 * HOUR, random: () => 0.5 }, s);
  t.equal(last, windowUntil - 45_000);
  t.equal(nextAttemptAt({ attempt: 10, now: last ?? 0, windowUntil, random: () => 0.5 }, s), null);
  t.equal(nextAttemptAt({ attempt: 1, now: windowUntil + 1, windowUntil, random: () => 0 }, s), null, "closed window");
});
