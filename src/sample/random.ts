/**
 * Seeded random numbers for samples: a seed gives one and the same sample on every machine. Never use them
 * for secrets: the generator is mulberry32 with 32 bits of state.
 */
export class Random {
  #state: number;

  /** @param seed any integer */
  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** Returns the next number, from 0 up to but not including 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** Returns an integer from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** Returns true with a probability of 0 to 1. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /**
   * Picks one item of a list.
   * @throws {RangeError} when the list is empty
   */
  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.integer(0, items.length - 1)];
    if (item === undefined) throw new RangeError("nothing to pick from");
    return item;
  }

  /** Returns `count` decimal digits, the first of which is not 0. */
  digits(count: number): string {
    return Array.from({ length: count }, (_, i) => String(this.integer(i === 0 ? 1 : 0, 9))).join("");
  }

  /** Returns `count` lower-case hexadecimal digits. */
  hex(count: number): string {
    return Array.from({ length: count }, () => this.integer(0, 15).toString(16)).join("");
  }
}
