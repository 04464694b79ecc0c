import { resolve } from "node:path";
import { caseIssue } from "../../casework/faults.ts";
import type { Bilingual } from "../../domain/bilingual.ts";
import type { MessageType } from "../../domain/message.ts";
import type { Issue } from "../../domain/refusal.ts";
import { isGroup } from "../../schema/reading.ts";
import { shippedSchemas } from "../../schema/shipped.ts";
import { type GatewayClient, type JsonDocument, ProblemError, Sender } from "../../sdk/index.ts";
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
  /** Gateway that checks the document as if it was sent; without it the schema alone does. */
  readonly client?: GatewayClient;
  /** What is said where no gateway checked it. */
  readonly unasked?: Bilingual;
  /** Adds to a row what follows from the case. */
  readonly completed?: (row: Row) => Row;
}

type Row = Readonly<Record<string, unknown>>;

/** Makes the document of a filled workbook, checked by its schema and by the gateway, with faults at their cells. Nothing is sent. */
export async function importFilled(terminal: Terminal, filled: Filled): Promise<Ending> {
  const { layout, type, version, list, words, thread, xlsx, out, now, client, unasked } = filled;
  const read = readList(await readWorkbook(resolve(terminal.world.cwd, xlsx)), layout);
  if (read.faults.length === 0 && itemsAt(read.document, list).length === 0) {
    throw new CommandError("refused", {
      zh: `没有一行填了${words.zh}，未生成文书`,
      en: `no row has ${words.en}: no document was made`,
    });
  }
  const schemas = await shippedSchemas();
  const document = withAnswerDefaults(completedRows(filled, read.document), now, list);
  const checked = schemas.validate(type, version, document, new Date(now));
  const own = [...(checked.ok ? [] : checked.errors), ...notOf(filled, read)];
  const isSound = read.faults.length === 0 && own.length === 0 && checked.ok;
  const told = isSound ? await judged(terminal, filled, checked.body) : { errors: [], warnings: [] };
  const issues = [...own, ...told.errors];
  const faults = [
    ...read.faults,
    ...unlessReported(
      read.faults,
      issues.map((issue) => cellIssue(read, issue)),
    ),
  ];
  const notes = [
    ...read.notes,
    ...(checked.ok ? [...checked.folded, ...(told.warnings ?? checked.warnings)] : []).map((issue) =>
      cellIssue(read, issue),
    ),
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
    {
      ok: true,
      file: out,
      [list]: count,
      thread,
      against: client === undefined ? "schema" : "case",
      notes: notes.map(cellData),
    },
    [
      ...lines,
      ...(client === undefined && unasked !== undefined ? [terminal.say(unasked)] : []),
      `${out}  ${terminal.say({ zh: `${count} 项${words.zh}。核对后发送：`, en: `${count} ${words.en}. Read it, then send it:` })}`,
      `  aidx push ${out} --type ${type} --thread ${thread ?? "THREAD"}`,
    ].join("\n"),
  );
  return "ok";
}

/** Adds to the rows what follows from the case. */
function completedRows({ list, completed }: Filled, document: Row): Row {
  const rows = document[list];
  if (completed === undefined || !Array.isArray(rows)) return document;
  return { ...document, [list]: rows.map((row: unknown) => (isGroup(row) ? completed(row) : row)) };
}

/** Asks the gateway what it would say of the document; without one there are no warnings of its. */
async function judged(
  terminal: Terminal,
  { client, type, version, thread }: Filled,
  body: unknown,
): Promise<{ readonly errors: readonly Issue[]; readonly warnings?: readonly Issue[] }> {
  if (client === undefined || thread === undefined) return { errors: [] };
  const sender = new Sender(client);
  try {
    const sealed = await sender.seal(body as JsonDocument, { type, version, thread });
    const { warnings = [] } = await sender.check(sealed, { signal: terminal.world.signal });
    return { errors: [], warnings };
  } catch (error) {
    if (!(error instanceof ProblemError) || error.errors.length === 0) throw error;
    return { errors: error.errors };
  }
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
