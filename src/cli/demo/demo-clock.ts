/** Clock of the demo, which stands weeks ago until the story is over: so its deadlines have passed and its month can be reported. */
import { localTime, ZONE } from "../terminal/local-time.ts";

/** Days by which the story lies back. Five weeks: on the same day of the week, and in a month that is over. */
export const DAYS_AGO = 35;
const DAY_MS = 86_400_000;

/** Time of the demo's gateway and parties. */
export class DemoClock {
  /** Milliseconds between the present and the demo's time. */
  #shift = -DAYS_AGO * DAY_MS;

  readonly now = (): number => Date.now() + this.#shift;
  readonly shift = (): number => this.#shift;

  /** Gives the demo's time in China, RFC 3339 without fractions. */
  readonly china = (): string =>
    `${localTime(new Date(this.now()).toISOString()).slice(0, 19).replace(" ", "T")}${ZONE}`;

  readonly today = (): string => this.china().slice(0, 10);

  /** Lets the weeks pass. */
  toPresent(): void {
    this.#shift = 0;
  }
}
