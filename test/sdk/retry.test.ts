import fc from "fast-check";
import t from "tap";
import { DEFAULT_RETRY, isTransient, pauseBeforeRetry, retryAfter } from "../../src/sdk/retry.ts";
import { holds } from "../support/holds.ts";

t.test("a pause is between zero and a bound that doubles up to its maximum", async (t) => {
  await holds(
    t,
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, random) => {
        const pause = pauseBeforeRetry(DEFAULT_RETRY, attempt, random, undefined);
        return pause >= 0 && pause <= Math.min(DEFAULT_RETRY.max, DEFAULT_RETRY.base * 2 ** (attempt - 1));
      },
    ),
  );
});

t.test("a pause is never shorter than Retry-After, and has jitter", async (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3_600_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (asked, random) => {
      return pauseBeforeRetry(DEFAULT_RETRY, 1, random, asked) >= asked;
    }),
  );
  t.not(pauseBeforeRetry(DEFAULT_RETRY, 1, 0.1, 1000), pauseBeforeRetry(DEFAULT_RETRY, 1, 0.9, 1000));
});

t.test("Retry-After is read in seconds and as a date, and ignored when malformed", async (t) => {
  const now = Date.parse("2026-01-05T09:00:00Z");
  t.equal(retryAfter("3", now), 3000);
  t.equal(retryAfter("Mon, 05 Jan 2026 09:00:10 GMT", now), 10_000);
  t.equal(retryAfter("Mon, 05 Jan 2026 08:00:00 GMT", now), 0, "a date in the past");
  t.equal(retryAfter("99999999", now), 3_600_000, "at most one hour");
  for (const nonsense of [null, "", "soon"]) t.equal(retryAfter(nonsense, now), undefined);
});

t.test("only a status that means not now is retried", async (t) => {
  const notNow = [408, 425, 429, 500, 502, 503, 504];
  t.same(notNow.filter(isTransient), notNow);
  t.same([200, 307, 400, 401, 403, 404, 409, 410, 413, 422].filter(isTransient), []);
});
