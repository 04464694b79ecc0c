import { sampleList } from "../src/sample/list.ts";

/** Lists of different seeds have different sizes; the nearest is taken. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

const size = (document: object) => Buffer.byteLength(JSON.stringify(document));

/**
 * A valid aid-subject list of about so many bytes as JSON: the sample list (synthetic persons, always the
 * same for one size) that comes nearest.
 */
export function listOf(bytes: number): object {
  const candidates = SEEDS.flatMap((seed) => nearest(seed, bytes));
  const off = (list: object) => Math.abs(size(list) - bytes);
  return candidates.reduce((best, list) => (off(list) < off(best) ? list : best));
}

/** The longest list of a seed that is not larger, and the next. */
function nearest(seed: number, bytes: number): object[] {
  const list = (subjects: number) => sampleList({ seed, subjects: Math.min(500, subjects) });
  let subjects = 1;
  for (let step = 256; step >= 1; step /= 2) {
    if (subjects + step <= 500 && size(list(subjects + step)) <= bytes) subjects += step;
  }
  return [list(subjects), list(subjects + 1)];
}
