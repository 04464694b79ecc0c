import { Refusal } from "../../domain/refusal.ts";

/** How much is done at once, and how much waits for its turn. */
export interface TurnLimits {
  readonly atOnce: number;
  readonly waiting: number;
}

const BUSY = {
  en: "Other evidence is being made; ask again",
  zh: "正在制作其他证据，请稍后重试",
} as const;

/** Lets work be done in turns, in the order it came, so that what one asks for is not at all others' expense. */
export class Turns {
  readonly #limits: TurnLimits;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  /** Does it when its turn comes. @throws {Refusal} `unavailable` when too much waits already, and what the work throws */
  async take<T>(work: () => Promise<T>): Promise<T> {
    await this.#turn();
    try {
      return await work();
    } finally {
      // The turn is handed on, not given back: who comes this moment does not overtake who waits.
      const next = this.#waiting.shift();
      if (next === undefined) this.#taken--;
      else next();
    }
  }

  async #turn(): Promise<void> {
    if (this.#taken < this.#limits.atOnce) {
      this.#taken++;
      return;
    }
    if (this.#waiting.length >= this.#limits.waiting) {
      throw new Refusal("unavailable", { retryAfter: 5, detail: BUSY, step: "evidence-busy" });
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
