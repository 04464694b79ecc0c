/**
 * Seeded chance for samples: the same seed gives the same sample everywhere. Not for secrets.
 * The generator is mulberry32: 32 bits of state, passes what a sample needs.
 */
export class Random {
  #state: number;

  /** @param seed any integer */
  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A number from 0 to 1, without 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** An integer from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** True with a probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of a list that is not empty. */
  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.integer(0, items.length - 1)];
    if (item === undefined) throw new RangeError("nothing to pick from");
    return item;
  }

  /** Digits, the first one not 0. */
  digits(count: number): string {
    return Array.from({ length: count }, (_, i) => String(this.integer(i === 0 ? 1 : 0, 9))).join("");
  }

  /** Lower-case hexadecimal digits. */
  hex(count: number): string {
    return Array.from({ length: count }, () => this.integer(0, 15).toString(16)).join("");
  }
}
