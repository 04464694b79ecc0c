import type { Bilingual } from "../../domain/bilingual.ts";
import cliProgress from "cli-progress";
import type { Terminal } from "../terminal/terminal.ts";

/**
 * What the demo shows while it runs: a line for everything that happens, with the time since the start,
 * and on a terminal a bar below them. In both languages, unless one was asked for.
 */
export class Stage {
  readonly #terminal: Terminal;
  readonly #bilingual: boolean;
  readonly #startedAt = performance.now();
  #bars: cliProgress.MultiBar | undefined;
  #bar: cliProgress.SingleBar | undefined;

  constructor(terminal: Terminal, bilingual: boolean) {
    this.#terminal = terminal;
    this.#bilingual = bilingual;
  }

  /** A text in the language asked for, or in both. */
  say(text: Bilingual): string {
    return this.#bilingual ? `${text.zh} · ${text.en}` : this.#terminal.say(text);
  }

  /** A line of what happens. */
  tell(text: Bilingual): void {
    const line = `${this.elapsed()}  ${this.say(text)}\n`;
    if (this.#bars === undefined) this.#write(line);
    else this.#bars.log(line);
  }

  /** Bilingual as it is: a heading, a table. */
  print(text: string): void {
    this.#write(`${text}\n`);
  }

  /** Seconds since the start, for the margin. */
  elapsed(): string {
    return `${((performance.now() - this.#startedAt) / 1000).toFixed(2).padStart(6)}s`;
  }

  /** Begins to count packets up to `total`. */
  count(total: number): void {
    if (!this.#terminal.world.interactive || this.#terminal.json) return;
    const format = `         {bar} {value}/{total} ${this.say({ zh: "回执", en: "receipts" })}`;
    this.#bars = new cliProgress.MultiBar({ format, stream: process.stderr }, cliProgress.Presets.shades_classic);
    this.#bar = this.#bars.create(total, 0);
  }

  /** How many packets are settled now. */
  counted(done: number): void {
    this.#bar?.update(done);
  }

  /** Takes the bar away. */
  endCount(): void {
    this.#bars?.stop();
    this.#bars = undefined;
  }

  #write(text: string): void {
    // Machines get the result alone on standard output.
    if (this.#terminal.json) this.#terminal.world.stderr(text);
    else this.#terminal.world.stdout(text);
  }
}
