/** Files of a letter: the document to send, and the letter with the names, as PDF and as page to print. */
import { randomUUID } from "node:crypto";
import { letterPage } from "../../sheets/letter-page.ts";
import { letterDocument, letterWords, type LetterHand, type LetterSource } from "../../sheets/reminder-letter.ts";
import { writeJsonOnce, writeNew } from "../kept/private-file.ts";

/** Paths of a letter's files. */
export interface LetterFiles {
  /** Document of type `reminder`. */
  readonly file: string;
  readonly pdf: string;
  /** Page to print. */
  readonly sheet: string;
}

/** Writes a letter's files. @param path without ending */
export async function writeLetter(
  path: string,
  source: LetterSource,
  hand: Omit<LetterHand, "transferId">,
): Promise<LetterFiles> {
  const files = { file: `${path}.json`, pdf: `${path}.pdf`, sheet: `${path}.html` };
  const own = { ...hand, transferId: randomUUID() };
  const words = letterWords(source, own);
  // Loaded when it is needed: the typeface is large.
  const { letterPdf } = await import("./letter-pdf.ts");
  await writeJsonOnce(files.file, letterDocument(source, own));
  await writeNew(files.sheet, letterPage(words));
  await writeNew(files.pdf, await letterPdf(words, hand.now));
  return files;
}
