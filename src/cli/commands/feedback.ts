import { extname, resolve } from "node:path";
import { groupOf, isGroup, textOf } from "../../schema/reading.ts";
import { answerFilling, answerLayout } from "../../sheets/answer-sheet.ts";
import { templateSheets } from "../../sheets/template.ts";
import { itemsAt, valueAt } from "../../sheets/write-list.ts";
import { writeXlsx } from "../../sheets/xlsx/write-xlsx.ts";
import { readDocument } from "../kept/document-file.ts";
import { writeNew } from "../kept/private-file.ts";
import { documentField } from "../kept/schemas.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { importFilled } from "./import-filled.ts";

/** Options of `aidx feedback`. */
export interface FeedbackOptions {
  readonly out: string;
  /** The filled workbook; none to have one made. */
  readonly xlsx?: string;
  /** An earlier feedback of the same unit, for its organisation and officer. */
  readonly like?: string;
  /** The present moment, RFC 3339 with the offset of China. */
  readonly now: string;
}

/** Version of the feedback that a workbook makes. */
const VERSION = "1.1";

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Runs `aidx feedback PACKET`: without `--xlsx` writes a workbook with a row for each need of the packet's persons, to be
 * filled in; with it makes the feedback of the filled one. Works on this machine alone; nothing is sent.
 */
export async function feedback(terminal: Terminal, file: string, options: FeedbackOptions): Promise<Ending> {
  const packet = await packetOf(terminal, file);
  return options.xlsx === undefined
    ? await makeWorkbook(terminal, packet, options)
    : await readFilled(terminal, packet, options.xlsx, options);
}

/** An opened packet as far as an answer needs it. */
interface Answered {
  readonly body: JsonObject;
  readonly transferId: string;
  readonly thread: string | undefined;
  readonly recipient: string | undefined;
}

/** Reads a packet as `aidx pull` keeps it, or the document alone. @throws {CommandError} for one that has no persons */
async function packetOf(terminal: Terminal, file: string): Promise<Answered> {
  const { document } = await readDocument(resolve(terminal.world.cwd, file));
  const body = isGroup(document["body"]) ? document["body"] : document;
  const transferId = textOf(groupOf(body, "header") ?? {}, "transferId");
  if (transferId === undefined || itemsAt(body, "subjects").length === 0) {
    throw new CommandError("usage", {
      zh: "须为收到的清单、补充或衔接函（aidx pull 所存的文件）",
      en: "must be a list, supplement or bridge that was received, as aidx pull keeps it",
    });
  }
  return { body, transferId, thread: textOf(document, "thread"), recipient: textOf(document, "recipient") };
}

async function makeWorkbook(
  terminal: Terminal,
  { body, transferId, recipient }: Answered,
  { out, like }: FeedbackOptions,
): Promise<Ending> {
  if (extname(out).toLowerCase() !== ".xlsx") {
    throw new CommandError("usage", {
      zh: "--out 须以 .xlsx 结尾；已填好的表用 --xlsx 指明",
      en: "--out ends in .xlsx; a filled workbook is named by --xlsx",
    });
  }
  const earlier = like === undefined ? undefined : (await readDocument(resolve(terminal.world.cwd, like))).document;
  const layout = answerLayout(await documentField("feedback", VERSION));
  const filling = answerFilling(layout, body, {
    answers: transferId,
    ...(earlier === undefined ? {} : { like: isGroup(earlier["body"]) ? earlier["body"] : earlier }),
    ...(recipient === undefined ? {} : { recipient }),
  });
  await writeNew(resolve(terminal.world.cwd, out), writeXlsx(templateSheets(layout, filling), layout.title.zh));
  terminal.result(
    { file: out, rows: filling.rows.length },
    `${out}  ${terminal.say({ zh: `${filling.rows.length} 行`, en: `${filling.rows.length} rows` })}`,
  );
  return "ok";
}

async function readFilled(
  terminal: Terminal,
  packet: Answered,
  xlsx: string,
  { out, now }: FeedbackOptions,
): Promise<Ending> {
  return importFilled(terminal, {
    layout: answerLayout(await documentField("feedback", VERSION)),
    type: "feedback",
    version: VERSION,
    list: "results",
    words: { zh: "办理结果", en: "results" },
    persons: new Set(itemsAt(packet.body, "subjects").map((one) => String(valueAt(one, "personId")))),
    answers: packet.transferId,
    thread: packet.thread,
    xlsx,
    out,
    now,
  });
}
