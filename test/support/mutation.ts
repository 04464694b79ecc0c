/** Seeded changes of bytes: the same seed makes the same mutations on every machine. */

/** A number from 0 (inclusive) to 1, of a fixed sequence (mulberry32). */
export type Chance = () => number;

/** A sequence of chance. */
export function seeded(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number below `end`. */
export function below(chance: Chance, end: number): number {
  return Math.floor(chance() * end);
}

/** One of these. */
export function oneOf<T>(chance: Chance, items: readonly T[]): T {
  const item = items[below(chance, items.length)];
  if (item === undefined) throw new TypeError("nothing to choose from");
  return item;
}

/** The kinds of change, by name. */
export const MUTATIONS: Readonly<Record<string, (chance: Chance, bytes: Uint8Array) => Uint8Array>> = {
  flip(chance, bytes) {
    const changed = Buffer.from(bytes);
    const at = below(chance, changed.length);
    changed[at] = (changed[at] ?? 0) ^ (1 << below(chance, 8));
    return changed;
  },
  insert(chance, bytes) {
    const at = below(chance, bytes.length + 1);
    const more = Uint8Array.from({ length: 1 + below(chance, 4) }, () => below(chance, 256));
    return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
  },
  delete(chance, bytes) {
    const at = below(chance, bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(chance, 4))]);
  },
  /** Two stretches that lie side by side change places. */
  reorder(chance, bytes) {
    const [a = 0, b = 0, c = 0] = [0, 0, 0].map(() => below(chance, bytes.length + 1)).toSorted((x, y) => x - y);
    return Buffer.concat([bytes.subarray(0, a), bytes.subarray(b, c), bytes.subarray(a, b), bytes.subarray(c)]);
  },
  truncate(chance, bytes) {
    return bytes.subarray(0, below(chance, bytes.length));
  },
};

/** One change of any kind. */
export function mutated(chance: Chance, bytes: Uint8Array): Uint8Array {
  return oneOf(chance, Object.values(MUTATIONS))(chance, bytes);
}
