import { extname, resolve } from "node:path";
import type { SubjectFollow } from "../../domain/generated/answers.ts";
import { wordOf } from "../../domain/words/words.ts";
import { groupOf, isGroup, textOf } from "../../schema/reading.ts";
import { Cases } from "../../sdk/index.ts";
import { entryFilling, entryLayout, entryPage, type EntryPerson } from "../../sheets/entry-sheet.ts";
import { templateSheets } from "../../sheets/template.ts";
import { writeXlsx } from "../../sheets/xlsx/write-xlsx.ts";
import { readDocument } from "../kept/document-file.ts";
import { writeNew } from "../kept/private-file.ts";
import { documentField } from "../kept/schemas.ts";
import { personsByRef, readSentList } from "../kept/sent-list.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { nextDuty } from "../terminal/follow-table.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { importFilled } from "./import-filled.ts";

/** Options of `aidx visit record` and `aidx evaluate`. */
export interface EntryOptions extends PartyOptions {
  /** Where the workbook (.xlsx), the sheets to print (.html), or the document of a filled workbook goes. */
  readonly out: string;
  readonly xlsx?: string;
  /** Folder of the records of pushes. */
  readonly state?: string;
  /** Thread of a list that was not pushed from here. */
  readonly thread?: string;
  /** The present moment, RFC 3339 with the offset of China. */
  readonly now: string;
}

/** A kind of document that a clerk writes a row a person. */
interface Kind {
  readonly type: "visit" | "evaluation";
  readonly list: string;
  readonly title: string;
  readonly words: { readonly zh: string; readonly en: string };
  readonly given: readonly string[];
  /** Tells what the case says of a person; undefined where nothing is to be written. */
  known(follow: SubjectFollow, today: string): Pick<EntryPerson, "known" | "hint"> | undefined;
}

const VISIT: Kind = {
  type: "visit",
  list: "visits",
  title: "回访记录",
  words: { zh: "回访", en: "visits" },
  given: ["kind", "by"],
  known(follow) {
    const duty = nextDuty(follow);
    if (duty === undefined || duty.state === "planned") return undefined;
    const home = duty.homeFrom === undefined ? "" : "，须入户";
    const { zh } = wordOf("visitKind", duty.kind);
    // A visit at home that is owed has no kind of its own.
    const kind = duty.kind === "H" ? "A" : duty.kind;
    return { known: { kind, by: "procuratorate" }, hint: `${duty.kind} ${zh}，窗口 ${duty.from} 至 ${duty.to}${home}` };
  },
};

const EVALUATION: Kind = {
  type: "evaluation",
  list: "evaluations",
  title: "救助效果评估表",
  words: { zh: "评估", en: "evaluations" },
  given: ["from", "to"],
  known({ next, evaluation, anchor }, today) {
    if (next === undefined || next.due > today) return undefined;
    return { known: { from: evaluation?.on ?? anchor, to: today }, hint: `应于 ${next.due} 评估` };
  },
};

/** Runs `aidx visit record LIST`: the workbook or sheets for the visits that are due, or the record of a filled workbook. */
export function recordVisits(terminal: Terminal, file: string, options: EntryOptions): Promise<Ending> {
  return entries(terminal, VISIT, file, options);
}

/** Runs `aidx evaluate LIST`: the same for evaluations that are due. */
export function evaluate(terminal: Terminal, file: string, options: EntryOptions): Promise<Ending> {
  return entries(terminal, EVALUATION, file, options);
}

async function entries(terminal: Terminal, kind: Kind, file: string, options: EntryOptions): Promise<Ending> {
  const sent = await readSentList(terminal, file, options);
  const { document } = await readDocument(resolve(terminal.world.cwd, file));
  const list = isGroup(document["body"]) ? document["body"] : document;
  const layout = entryLayout(await documentField(kind.type), kind.given);
  const { out, xlsx, now } = options;
  if (xlsx !== undefined) {
    return importFilled(terminal, {
      layout,
      type: kind.type,
      version: "1",
      list: kind.list,
      words: kind.words,
      persons: new Set(sent.names.keys()),
      answers: textOf(groupOf(list, "header"), "transferId") ?? "",
      thread: sent.thread,
      xlsx,
      out,
      now,
    });
  }
  const format = extname(out).toLowerCase();
  if (format !== ".xlsx" && format !== ".html") {
    throw new CommandError("usage", {
      zh: "--out 须以 .xlsx（表格）或 .html（打印）结尾；已填好的表用 --xlsx 指明",
      en: "--out ends in .xlsx (workbook) or .html (to print); a filled workbook is named by --xlsx",
    });
  }
  const cases = new Cases(await connect(terminal, options));
  const { signal } = terminal.world;
  const numbers = await personsByRef(cases, sent, signal);
  const { subjects } = await cases.case(sent.thread, { signal });
  const persons = subjects.flatMap(({ subject, follow }): EntryPerson[] => {
    const personId = numbers.get(subject);
    const told = follow && kind.known(follow, now.slice(0, 10));
    return personId === undefined || told === undefined
      ? []
      : [{ personId, name: sent.names.get(personId) ?? personId, ...told }];
  });
  if (persons.length === 0) {
    throw new CommandError("refused", {
      zh: `此移送目前没有应进行的${kind.words.zh}`,
      en: `no ${kind.words.en} are due in this thread now`,
    });
  }
  const type = kind.type === "visit" ? "VISIT" : "EVALUATION";
  const number = textOf(groupOf(list, "header"), "listNumber") ?? "";
  const bytes =
    format === ".html"
      ? entryPage(layout, kind.title, number, persons)
      : writeXlsx(templateSheets(layout, entryFilling(layout, type, list, persons)), kind.title);
  await writeNew(resolve(terminal.world.cwd, out), bytes);
  terminal.result(
    { file: out, persons: persons.length },
    `${out}  ${terminal.say({ zh: `${persons.length} 人`, en: `${persons.length} persons` })}`,
  );
  return "ok";
}
