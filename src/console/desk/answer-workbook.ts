/** Feedback by workbook, made and read in the page. */
import type { DocumentOf } from "../../sdk/document.ts";
import { platform } from "../../sdk/environment.ts";
import type { OpenedPacket } from "../../sdk/packet.ts";
import { ProblemError } from "../../sdk/problem-error.ts";
import type { Field } from "../../schema/field.ts";
import { answerFilling, answerLayout, withAnswerDefaults } from "../../sheets/answer-sheet.ts";
import { placeText } from "../../sheets/document-draft.ts";
import type { Layout } from "../../sheets/layout.ts";
import { readList, type ReadList } from "../../sheets/read-list.ts";
import { templateSheets } from "../../sheets/template.ts";
import type { Workbook } from "../../sheets/workbook.ts";
import { itemsAt } from "../../sheets/write-list.ts";
import { readXlsx } from "../../sheets/xlsx/read-xlsx.ts";
import { writeXlsx } from "../../sheets/xlsx/write-xlsx.ts";
import type { Bilingual } from "../../domain/bilingual.ts";

/** Version of the feedback that a workbook makes. */
export const ANSWER_VERSION = "1.1";

/** Fault of a filled workbook. */
export interface AnswerFault {
  /** Cell, as `办理结果!F7`. */
  readonly place: string;
  readonly text: Bilingual;
}

/** Filled workbook, as it was read. */
export interface ReadAnswer {
  readonly document: DocumentOf<"feedback">;
  readonly results: number;
  readonly faults: readonly AnswerFault[];
  readonly list: ReadList;
}

/** Makes the workbook to fill in. @param feedback fields of the feedback's schema */
export function answerWorkbook(feedback: Field, { body, recipient }: OpenedPacket, answers: string): Uint8Array {
  const layout = answerLayout(feedback);
  return writeXlsx(templateSheets(layout, answerFilling(layout, body, { answers, recipient })), layout.title.zh);
}

/** Reads a filled workbook. @throws SheetError for what is none */
export function readAnswer(feedback: Field, bytes: Uint8Array): ReadAnswer {
  return answerOf(answerLayout(feedback), readXlsx(bytes));
}

/** Makes a feedback of the rows of a workbook. */
export function answerOf(layout: Layout, workbook: Workbook): ReadAnswer {
  const list = readList(workbook, layout);
  const document = withAnswerDefaults(list.document, timeInChina(platform.now()));
  return {
    document: document as unknown as DocumentOf<"feedback">,
    results: itemsAt(document, "results").length,
    faults: list.faults.map(({ place, text }) => ({ place: placeText(place), text })),
    list,
  };
}

/** Finds the cells of what the gateway refused a feedback for; none for another error. */
export function refusedCells({ list }: ReadAnswer, error: Error): AnswerFault[] {
  if (!(error instanceof ProblemError)) return [];
  return error.errors.map(({ pointer, message, messageZh }) => ({
    place: placeText(list.placeOf(pointer)),
    text: { zh: messageZh, en: message },
  }));
}

/** Writes a moment (ms) in the zone of China, RFC 3339. */
function timeInChina(at: number): string {
  return `${new Date(at + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}
