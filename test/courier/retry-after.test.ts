import fc from "fast-check";
import t from "tap";
import { retryAfterMs } from "../../src/courier/retry-after.ts";
import { holds } from "../support/holds.ts";

const NOW = Date.parse("1994-11-06T08:49:30Z");

t.test("Retry-After is read as seconds and in the three forms of an HTTP-date", async (t) => {
  const cases: [string, number | undefined][] = [
    ["0", 0],
    ["120", 120_000],
    [" 7 ", 7_000],
    ["Sun, 06 Nov 1994 08:49:37 GMT", 7_000],
    ["Sunday, 06-Nov-94 08:49:37 GMT", 7_000],
    ["Sun Nov  6 08:49:37 1994", 7_000],
    ["Sun, 06 Nov 1994 08:49:29 GMT", 0],
    ["Sun, 06 Nov 1994 08:49:37 CST", undefined],
    ["Sun, 06 Nop 1994 08:49:37 GMT", undefined],
    ["1994-11-06T08:49:37Z", undefined],
    ["-1", undefined],
    ["1.5", undefined],
    ["1e3", undefined],
    ["", undefined],
    ["99999999999", undefined],
    ["soon", undefined],
  ];
  for (const [value, expected] of cases) {
    t.equal(retryAfterMs(value, NOW), expected, JSON.stringify(value));
  }
  t.equal(retryAfterMs("Monday, 06-Nov-00 00:00:00 GMT", Date.parse("2000-11-05T23:59:59Z")), 1_000);
  t.equal(retryAfterMs("Sunday, 06-Nov-94 08:49:37 GMT", Date.parse("2026-01-01T00:00:00Z")), 0, "94 is 1994");
});

t.test("any date that toUTCString writes is read, and no text gives a negative wait", async (t) => {
  await holds(
    t,
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), fc.string(), (seconds, text) => {
      const ahead = retryAfterMs(new Date(NOW + seconds * 1_000).toUTCString(), NOW);
      const any = retryAfterMs(text, NOW);
      return ahead === seconds * 1_000 && (any === undefined || any >= 0);
    }),
  );
});
