import { join, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { sampleList } from "../../sample/list.ts";
import type { Ending } from "../terminal/exit-code.ts";
import { CommandError } from "../terminal/exit-code.ts";
import { writeJsonOnce } from "../kept/private-file.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx sample`. */
export interface SampleOptions {
  readonly seed: number;
  readonly count: number;
  readonly subjects: number;
  /** Mixes in edge cases of real data: old numbers, odd characters, people without documents. */
  readonly edgeCases?: boolean;
  readonly out?: string;
}

/** Most subjects of one list (schemas/aid-subject-list). */
const MAX_SUBJECTS = 500;

/**
 * Runs `aidx sample`: makes synthetic lists of people who do not exist, the same for the same seed. Writes them to
 * standard output, one a line, or into a folder, one a file.
 */
export async function sample(terminal: Terminal, options: SampleOptions): Promise<Ending> {
  const { seed, count, subjects, edgeCases = false, out } = options;
  if (subjects > MAX_SUBJECTS) {
    throw new CommandError("usage", {
      zh: `每份清单至多 ${MAX_SUBJECTS} 人`,
      en: `a list has at most ${MAX_SUBJECTS} subjects`,
    });
  }
  for (let index = 0; index < count; index++) {
    // Lets the process see requests to stop.
    await setImmediate();
    terminal.world.signal.throwIfAborted();
    const list = sampleList({ seed: seed + index, subjects, edgeCases });
    if (out === undefined) {
      terminal.world.stdout(`${JSON.stringify(list)}\n`);
      continue;
    }
    const file = join(resolve(terminal.world.cwd, out), `list-${seed + index}.json`);
    await writeJsonOnce(file, list);
    terminal.result({ file, subjects }, file);
  }
  return "ok";
}
