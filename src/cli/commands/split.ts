import { join, parse, resolve } from "node:path";
import { type JsonDocument, ProblemError } from "../../sdk/index.ts";
import { jsonText, writeJsonOnce, writeOnce } from "../kept/private-file.ts";
import { type Judgement, splitList } from "../kept/split-list.ts";
import { CommandError } from "../terminal/exit-code.ts";
import { countLine, issueLine, named } from "../terminal/issue-lines.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Type of message whose documents can be split. */
export const SPLITTABLE = "aid-subject-list";

/** Files that a list was divided into. */
export interface SplitFiles {
  /** Lists that pass, in the order in which they must be sent. */
  readonly sound: readonly string[];
  /** List of the subjects to be corrected, and the text that says what is wrong with each. */
  readonly rest?: string;
  readonly errors?: string;
}

/**
 * Divides a list and writes the parts beside its file: `NAME.sound.json` (`NAME.sound-2.json` …), `NAME.rest.json` and
 * `NAME.rest.txt` with the faults. Undefined when the whole list passes. Files of an earlier run are left as they are:
 * someone may be correcting the rest, and a sound part may have been sent.
 * @param check rejects with ProblemError for a part that does not pass
 * @throws ProblemError when no part of it would pass; CommandError `refused` when an earlier sound part differs
 */
export async function writeSplit(
  terminal: Terminal,
  file: string,
  document: JsonDocument,
  check: (part: JsonDocument) => Promise<unknown>,
): Promise<SplitFiles | undefined> {
  let refusal: ProblemError | undefined;
  const split = await splitList(document, async (part) => {
    try {
      await check(part);
      return { errors: [] };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      refusal ??= error;
      return judgementOf(error);
    }
  });
  if (refusal !== undefined && (split.common.length > 0 || split.sound.length === 0)) throw refusal;
  if (split.rest === undefined && split.sound.length <= 1) return undefined;

  const { dir, name, ext } = parse(file);
  const path = (ending: string) => join(dir, `${name}.${ending}`);
  const sound: string[] = [];
  for (const [index, part] of split.sound.entries()) {
    const to = path(index === 0 ? `sound${ext}` : `sound-${index + 1}${ext}`);
    await writeJsonOnce(resolve(terminal.world.cwd, to), part);
    sound.push(to);
  }
  if (split.rest === undefined) return { sound };
  const rest = path(`rest${ext}`);
  const errors = path("rest.txt");
  const persons = new Set(split.faults.map(({ was }) => was)).size;
  const lines = named(split.faults, split.rest).map((fault, index) => {
    const was = split.faults[index]?.was ?? 0;
    const origin = terminal.say({ zh: `原清单第${was}人`, en: `subject ${was} of the whole list` });
    return `${issueLine(terminal.language, fault)}  ${origin}`;
  });
  const text = `${[...countLine(terminal.language, split.faults.length, persons), ...lines].join("\n")}\n`;
  for (const [path, content] of [
    [rest, jsonText(split.rest)],
    [errors, text],
  ] as const) {
    if (await writeOnce(resolve(terminal.world.cwd, path), content)) continue;
    terminal.note({ zh: `已有 ${path}，未改动`, en: `${path} is there already and was left as it is` });
  }
  return { sound, rest, errors };
}

/** Reads from a refusal which subjects are at fault. @throws ProblemError when the refusal is not about the document */
function judgementOf(error: ProblemError): Judgement {
  if (error.code === "too-large" || error.errors.some(isTooMany)) return "too-large";
  // The push that follows reports the repeat.
  if (error.code === "duplicate-document") return { errors: [] };
  if (error.errors.length === 0) throw error;
  return { errors: error.errors };
}

function isTooMany({ pointer, code }: { readonly pointer: string; readonly code: string }): boolean {
  return pointer === "/body/subjects" && code === "too-many-items";
}

/** Refuses `--split` for a type that cannot be split. @throws {CommandError} `usage` */
export function refuseUnsplittable(type: string, split: boolean | undefined): void {
  if (split !== true || type === SPLITTABLE) return;
  throw new CommandError("usage", {
    zh: `--split 只用于 ${SPLITTABLE}`,
    en: `--split is for ${SPLITTABLE} only`,
  });
}

/** Tells that `--split` would help, when only some subjects of a list are at fault, or when it is too large. */
export function offerSplit(terminal: Terminal, error: unknown, document: JsonDocument | undefined, type: string): void {
  if (!(error instanceof ProblemError) || type !== SPLITTABLE) return;
  const subjects = Array.isArray(document?.subjects) ? document.subjects.length : 0;
  const persons = Number(error.document.persons ?? 0);
  const tooLarge = error.code === "too-large" || error.errors.some(isTooMany);
  if (!tooLarge && !(persons > 0 && persons < subjects)) return;
  terminal.note(
    tooLarge
      ? { zh: "清单过大：用 --split 拆分移送", en: "the list is too large: --split sends it in parts" }
      : {
          zh: `其余 ${subjects - persons} 人可先行移送：用 --split`,
          en: `the other ${subjects - persons} subjects can be sent now: use --split`,
        },
  );
}
