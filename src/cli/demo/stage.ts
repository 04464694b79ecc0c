import type { Bilingual } from "../../domain/bilingual.ts";
import { type ProgressBar, progressBar } from "../terminal/progress-bar.ts";
import type { Terminal } from "../terminal/terminal.ts";

/**
 * Output of the demo while it runs: a line for each event, with the time since the start, and on a terminal a bar below
 * them. In both languages, unless one was asked for.
 */
export class Stage {
  readonly #terminal: Terminal;
  readonly #bilingual: boolean;
  readonly #startedAt = performance.now();
  #bar: ProgressBar | undefined;
  #total = 0;

  constructor(terminal: Terminal, bilingual: boolean) {
    this.#terminal = terminal;
    this.#bilingual = bilingual;
  }

  /** A text in the language asked for, or in both. */
  say(text: Bilingual): string {
    return this.#bilingual ? `${text.zh} · ${text.en}` : this.#terminal.say(text);
  }

  /** Writes a line about an event. */
  tell(text: Bilingual): void {
    const line = `${this.elapsed()}  ${this.say(text)}`;
    if (this.#bar?.above(line) !== true) this.#write(`${line}\n`);
  }

  /** Writes a text as it is: a heading, a table. */
  print(text: string): void {
    this.#write(`${text}\n`);
  }

  /** Seconds since the start, for the margin. */
  elapsed(): string {
    return `${((performance.now() - this.#startedAt) / 1000).toFixed(2).padStart(6)}s`;
  }

  /** Begins to count packets up to `total`. */
  count(total: number): void {
    this.#total = total;
    this.#bar = progressBar(this.#terminal, { zh: "回执", en: "receipts" });
    this.#bar.to(0, total);
  }

  /** Shows how many packets are settled now. */
  counted(done: number): void {
    this.#bar?.to(done, this.#total);
  }

  /** Removes the bar. */
  endCount(): void {
    this.#bar?.end();
    this.#bar = undefined;
  }

  #write(text: string): void {
    // With `--json` standard output has the result alone.
    if (this.#terminal.json) this.#terminal.world.stderr(text);
    else this.#terminal.world.stdout(text);
  }
}
