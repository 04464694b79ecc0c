/** Percentiles and histograms of times, from buckets. */
import type { TimesRow } from "../../audit/queries.ts";
import { BUCKET_WIDTH } from "./tally.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Upper ends of the bars of a histogram, ms; the last bar has none. */
const BARS = [SECOND, 10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY, 30 * DAY, null];

/** Computes percentiles by nearest rank, each the middle of its bucket, and counts the bars of the histogram. */
export function timesOf(buckets: ReadonlyMap<number, number>): TimesRow {
  const counts = [...buckets].toSorted(([one], [other]) => one - other);
  const total = counts.reduce((sum, [, n]) => sum + n, 0);
  const at = (share: number): number | null => {
    let seen = 0;
    for (const [bucket, n] of counts) {
      seen += n;
      if (seen >= share * total) return msOf(bucket);
    }
    return null;
  };
  let from = 0;
  const histogram = BARS.map((upTo) => {
    let packets = 0;
    for (; from < counts.length; from++) {
      const [bucket, n] = counts[from] ?? [0, 0];
      if (upTo !== null && msOf(bucket) > upTo) break;
      packets += n;
    }
    return { upTo, packets };
  });
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), histogram };
}

function msOf(bucket: number): number {
  return Math.round(Math.expm1(bucket * BUCKET_WIDTH));
}
