import { resolve } from "node:path";
import { caseIssue } from "../../casework/faults.ts";
import type { Bilingual } from "../../domain/bilingual.ts";
import type { MessageType } from "../../domain/message.ts";
import type { Issue } from "../../domain/refusal.ts";
import { shippedSchemas } from "../../schema/shipped.ts";
import { withAnswerDefaults } from "../../sheets/answer-sheet.ts";
import type { Layout } from "../../sheets/layout.ts";
import { cellIssue, unlessReported } from "../../sheets/cell-issues.ts";
import { type ReadList, readList } from "../../sheets/read-list.ts";
import { itemsAt, valueAt } from "../../sheets/write-list.ts";
import { writeNewJson } from "../kept/private-file.ts";
import { readWorkbook } from "../kept/workbook-file.ts";
import { cellData, cellLine } from "../terminal/cell-issues.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** A filled workbook, and what its document must fit. */
export interface Filled {
  readonly layout: Layout;
  readonly type: MessageType;
  readonly version: string;
  /** Member with what the rows say, and what one of them is called. */
  readonly list: string;
  readonly words: Bilingual;
  /** Numbers of the persons of the list that is answered, and its own number. */
  readonly persons: ReadonlySet<string>;
  readonly answers: string;
  readonly thread: string | undefined;
  readonly xlsx: string;
  readonly out: string;
  /** The present moment, RFC 3339. */
  readonly now: string;
}

/** Makes the document of a filled workbook, checked by its schema, with faults at their cells. Nothing is sent. */
export async function importFilled(terminal: Terminal, filled: Filled): Promise<Ending> {
  const { layout, type, version, list, words, thread, xlsx, out, now } = filled;
  const read = readList(await readWorkbook(resolve(terminal.world.cwd, xlsx)), layout);
  if (read.faults.length === 0 && itemsAt(read.document, list).length === 0) {
    throw new CommandError("refused", {
      zh: `没有一行填了${words.zh}，未生成文书`,
      en: `no row has ${words.en}: no document was made`,
    });
  }
  const schemas = await shippedSchemas();
  const checked = schemas.validate(type, version, withAnswerDefaults(read.document, now, list), new Date(now));
  const issues = [...(checked.ok ? [] : checked.errors), ...notOf(filled, read)];
  const faults = [
    ...read.faults,
    ...unlessReported(
      read.faults,
      issues.map((issue) => cellIssue(read, issue)),
    ),
  ];
  const notes = [
    ...read.notes,
    ...(checked.ok ? [...checked.folded, ...checked.warnings].map((issue) => cellIssue(read, issue)) : []),
  ];
  const lines = [...faults, ...notes].map((issue) => cellLine(terminal, issue));
  if (faults.length > 0 || !checked.ok) {
    terminal.result(
      { ok: false, errors: faults.map(cellData), notes: notes.map(cellData) },
      [
        ...lines,
        terminal.say({
          zh: `共 ${faults.length} 处错误，未生成文书`,
          en: `${faults.length} faults; no document was made`,
        }),
      ].join("\n"),
    );
    return "refused";
  }
  await writeNewJson(resolve(terminal.world.cwd, out), checked.body);
  const count = itemsAt(checked.body, list).length;
  terminal.result(
    { ok: true, file: out, [list]: count, thread, notes: notes.map(cellData) },
    [
      ...lines,
      `${out}  ${terminal.say({ zh: `${count} 项${words.zh}。核对后发送：`, en: `${count} ${words.en}. Read it, then send it:` })}`,
      `  aidx push ${out} --type ${type} --thread ${thread ?? "THREAD"}`,
    ].join("\n"),
  );
  return "ok";
}

/** Finds rows about another transfer than the one that is answered, or about persons that it does not name. */
function notOf({ persons, answers, list }: Filled, { document }: ReadList): Issue[] {
  const named = valueAt(document, "header.answers");
  const unknown = itemsAt(document, list).flatMap((row, n) => {
    const person = valueAt(row, "personId");
    const isKnown = person === undefined || (typeof person === "string" && persons.has(person));
    return isKnown ? [] : [caseIssue(`/body/${list}/${n}/personId`, "case-unknown-subject")];
  });
  if (named === undefined || named === answers) return unknown;
  return [caseIssue("/body/header/answers", "answers-another-list"), ...unknown];
}
