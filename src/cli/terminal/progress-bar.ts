import type { Bilingual } from "../../domain/bilingual.ts";
import cliProgress from "cli-progress";
import type { Terminal } from "./terminal.ts";

/** Progress of one long piece of work. */
export interface ProgressBar {
  to(done: number, total: number): void;
  end(): void;
}

/** The bar of reading a whole log, which ends when the process is asked to stop. */
export function logBar(terminal: Terminal): ProgressBar {
  const bar = progressBar(terminal, { zh: "核验日志", en: "verifying the log" });
  return {
    to(leaves, size) {
      terminal.world.signal.throwIfAborted();
      bar.to(leaves, size);
    },
    end: () => bar.end(),
  };
}

/** A bar on standard error, where there is somebody to look at it. */
export function progressBar(terminal: Terminal, text: Bilingual): ProgressBar {
  if (!terminal.world.interactive || terminal.json) return { to: () => undefined, end: () => undefined };
  const bar = new cliProgress.SingleBar(
    { format: `${terminal.say(text)} {bar} {percentage}% {value}/{total} {eta_formatted}`, stream: process.stderr },
    cliProgress.Presets.shades_classic,
  );
  let started = false;
  return {
    to(done, total) {
      if (!started) bar.start(total, 0);
      started = true;
      bar.update(done);
    },
    end() {
      if (started) bar.stop();
    },
  };
}
