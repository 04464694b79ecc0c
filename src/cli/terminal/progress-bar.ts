import type { Bilingual } from "../../domain/bilingual.ts";
import cliProgress from "cli-progress";
import type { Terminal } from "./terminal.ts";

/** Progress of one long piece of work. */
export interface ProgressBar {
  to(done: number, total: number): void;
  /** Writes a line above the bar. @returns false when no bar is drawn, and nothing was written */
  above(line: string): boolean;
  end(): void;
}

/** Draws a bar on standard error for a person at a terminal. Elsewhere, and with `--json`, nothing is drawn. */
export function progressBar(terminal: Terminal, text: Bilingual): ProgressBar {
  if (!terminal.world.interactive || terminal.json) {
    return { to: () => undefined, above: () => false, end: () => undefined };
  }
  const format = `${terminal.say(text)} {bar} {percentage}% {value}/{total} {eta_formatted}`;
  const bars = new cliProgress.MultiBar({ format, stream: process.stderr }, cliProgress.Presets.shades_classic);
  let bar: cliProgress.SingleBar | undefined;
  return {
    to(done, total) {
      bar ??= bars.create(total, 0);
      bar.update(done);
    },
    above(line) {
      if (bar !== undefined) bars.log(`${line}\n`);
      return bar !== undefined;
    },
    end() {
      if (bar === undefined) return;
      // Lines that wait for the next drawing would be lost.
      bars.update();
      bars.stop();
      bar = undefined;
    },
  };
}

/** Bar for the reading of a whole log. Its `to` throws when the process was asked to stop, which ends the reading. */
export function logBar(terminal: Terminal): ProgressBar {
  const bar = progressBar(terminal, { zh: "核验日志", en: "verifying the log" });
  return {
    ...bar,
    to(leaves, size) {
      terminal.world.signal.throwIfAborted();
      bar.to(leaves, size);
    },
  };
}
