import { join, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import {
  type LaterOptions,
  sampleEvaluation,
  sampleInquiry,
  sampleMeeting,
  samplePlan,
  sampleVisit,
} from "../../sample/later.ts";
import { SAMPLE_DAY, sampleList } from "../../sample/list.ts";
import type { AidSubjectList } from "../../schema/generated/aid-subject-list.ts";
import { readCaseFile } from "../kept/case-file.ts";
import type { Ending } from "../terminal/exit-code.ts";
import { CommandError } from "../terminal/exit-code.ts";
import { writeJsonOnce } from "../kept/private-file.ts";
import { chinaTime } from "../terminal/local-time.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx sample`. */
export interface SampleOptions {
  readonly seed: number;
  readonly count: number;
  readonly subjects: number;
  /** Mixes in edge cases of real data: old numbers, odd characters, people without documents. */
  readonly edgeCases?: boolean;
  readonly out?: string;
  /** Type of the documents. */
  readonly type: SampleType;
  /** List that they follow; a sample list of the same seed without it. */
  readonly list?: string;
  /** Day on which they are written, `YYYY-MM-DD`. */
  readonly on?: string;
}

const LATER = {
  plan: samplePlan,
  visit: sampleVisit,
  evaluation: sampleEvaluation,
  inquiry: sampleInquiry,
  meeting: sampleMeeting,
} as const satisfies Record<string, (options: LaterOptions) => unknown>;

/** Types of documents of which samples are made. */
export type SampleType = "aid-subject-list" | keyof typeof LATER;
export const SAMPLE_TYPES: readonly SampleType[] = [
  "aid-subject-list",
  ...(Object.keys(LATER) as (keyof typeof LATER)[]),
];

/** Most subjects of one list (schemas/aid-subject-list). */
const MAX_SUBJECTS = 500;

/**
 * Runs `aidx sample`: makes synthetic lists of people who do not exist, or documents that follow a list, the same for the same
 * seed. Writes them to standard output, one a line, or into a folder, one a file.
 */
export async function sample(terminal: Terminal, options: SampleOptions): Promise<Ending> {
  const { seed, count, subjects, edgeCases = false, out, type, list: given, on } = options;
  if (subjects > MAX_SUBJECTS) {
    throw new CommandError("usage", {
      zh: `每份清单至多 ${MAX_SUBJECTS} 人`,
      en: `a list has at most ${MAX_SUBJECTS} subjects`,
    });
  }
  if (type === "aid-subject-list" && given !== undefined) {
    throw new CommandError("usage", {
      zh: "--list 用于随清单其后的文书类型",
      en: "--list is for the types that follow a list",
    });
  }
  const now = chinaTime(terminal.now()).slice(0, 10);
  const followed =
    given === undefined ? undefined : await readCaseFile<AidSubjectList>(terminal, given, "aid-subject-list", now);
  const today = on ?? followed?.header.issuedAt.slice(0, 10) ?? SAMPLE_DAY;
  for (let index = 0; index < count; index++) {
    // Lets the process see requests to stop.
    await setImmediate();
    terminal.world.signal.throwIfAborted();
    const list = followed ?? sampleList({ seed: seed + index, subjects, edgeCases, today });
    const document = type === "aid-subject-list" ? list : LATER[type]({ seed: seed + index, list, today });
    if (out === undefined) {
      terminal.world.stdout(`${JSON.stringify(document)}\n`);
      continue;
    }
    const name = type === "aid-subject-list" ? "list" : type;
    const file = join(resolve(terminal.world.cwd, out), `${name}-${seed + index}.json`);
    await writeJsonOnce(file, document);
    terminal.result({ file, subjects }, file);
  }
  return "ok";
}
