/**
 * Places that many holders share. A holder may take one while it has fewer than are free: alone it gets half of all, several
 * get equal parts, and a part of the same size stays free for the next (dynamic threshold: Choudhury and Hahne, IEEE/ACM
 * Transactions on Networking 6(2), 1998). So no holder, however slow, keeps the places from the others.
 */
export class SharedPlaces {
  #free: number;
  readonly #held = new Map<string, number>();

  /** @param places number of places in all */
  constructor(places: number) {
    this.#free = places;
  }

  /** Counts by how much a holder is below its part: 0 when it may take none. Each place that it takes lowers this by two. */
  room(holder: string): number {
    return Math.max(0, this.#free - (this.#held.get(holder) ?? 0));
  }

  /** Takes a place, to be given back with `give`. Returns false without one. */
  take(holder: string): boolean {
    if (this.room(holder) === 0) return false;
    this.#free--;
    this.#held.set(holder, (this.#held.get(holder) ?? 0) + 1);
    return true;
  }

  /** Gives a place back. */
  give(holder: string): void {
    this.#free++;
    const left = (this.#held.get(holder) ?? 0) - 1;
    if (left > 0) this.#held.set(holder, left);
    else this.#held.delete(holder);
  }
}
