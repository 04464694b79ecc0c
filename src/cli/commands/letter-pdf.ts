/** A letter as PDF, in the form of an official letter (GB/T 9704): red head, 28 characters a line, numbered pages. */
import { breakLines } from "../../evidence/pdf/line-breaks.ts";
import type { Faces } from "../../evidence/pdf/laid-text.ts";
import { facesFor, printable, writePdf } from "../../evidence/pdf/pdf.ts";
import { Typeface, type Weight } from "../../evidence/pdf/typeface.ts";
import type { LetterText } from "../../sheets/letter-text.ts";

/** Points of a millimetre. */
const MM = 72 / 25.4;
/** Margins of the standard, points. */
const MARGINS = { left: 28 * MM, right: 26 * MM, top: 37 * MM, bottom: 35 * MM } as const;
/** Sizes of text, points: number and body in 三号, title in 二号, table in 小四, page number in 四号. */
const SIZE = { organ: 30, text: 15.75, title: 22, cell: 11, page: 14 } as const;
/** Distance of lines: 22 lines fill a page. */
const LINE = 28;
const CELL_LINE = 15;
const INDENT = "　　";
const PADDING = 4;
const RED = "#cc0000";
const BLACK = "#111111";
/** Widths of the table's columns, percent. */
const SHARES = [8, 16, 22, 23, 16, 15];

/** Writes a letter as PDF. @param madeAt RFC 3339 */
export async function letterPdf(letter: LetterText, madeAt: string): Promise<Uint8Array> {
  const typeface = new Typeface();
  const shown = await printable(letter, typeface);
  const faces = await facesFor(typeface, shown, [shown.organ, shown.title, shown.heads]);
  const head = { title: shown.title, subject: shown.number, madeAt, margins: MARGINS };
  return writePdf(head, faces, (doc) => new LetterPages(doc, faces).write(shown));
}

/** Pages of one letter, written from top to bottom. */
class LetterPages {
  readonly #doc: PDFKit.PDFDocument;
  readonly #faces: Faces;
  readonly #width: number;
  readonly #bottom: number;
  #y: number = MARGINS.top;

  constructor(doc: PDFKit.PDFDocument, faces: Faces) {
    this.#doc = doc;
    this.#faces = faces;
    this.#width = doc.page.width - MARGINS.left - MARGINS.right;
    this.#bottom = doc.page.height - MARGINS.bottom;
  }

  write({ organ, number, title, to, before, heads, rows, after, sign }: LetterText): void {
    const fits = Math.min(SIZE.organ, this.#width / this.#faces.bold.width(organ));
    this.#centred(organ, "bold", fits, 1.4 * SIZE.organ, RED);
    this.#centred(number, "regular", SIZE.text, LINE);
    this.#doc.rect(MARGINS.left, this.#y + 2, this.#width, 2).fill(RED);
    this.#y += LINE;
    for (const line of this.#broken(title, "bold", SIZE.title)) {
      this.#centred(line, "bold", SIZE.title, 1.4 * SIZE.title);
    }
    this.#y += LINE / 4;
    this.#paragraph(to, "");
    for (const text of before) this.#paragraph(text);
    this.#table(heads, rows);
    const [last = ""] = after.slice(-1);
    for (const text of after.slice(0, -1)) this.#paragraph(text);
    // A page with the signature alone could be laid under any text: the last paragraph goes with it.
    this.#room((this.#broken(INDENT + last, "regular", SIZE.text).length + sign.length + 1) * LINE);
    this.#paragraph(last);
    this.#signature(sign);
    this.#numbers();
  }

  #broken(text: string, weight: Weight, size: number, width = this.#width): string[] {
    return breakLines(text, width, (part) => this.#faces[weight].width(part) * size);
  }

  #paragraph(text: string, indent = INDENT): void {
    for (const line of this.#broken(indent + text, "regular", SIZE.text)) {
      this.#room(LINE);
      this.#text(line, "regular", SIZE.text, MARGINS.left, this.#y, LINE);
      this.#y += LINE;
    }
  }

  #centred(text: string, weight: Weight, size: number, height: number, colour = BLACK): void {
    const left = MARGINS.left + (this.#width - this.#faces[weight].width(text) * size) / 2;
    this.#text(text, weight, size, left, this.#y, height, colour);
    this.#y += height;
  }

  #table(heads: readonly string[], rows: readonly (readonly string[])[]): void {
    this.#y += PADDING;
    this.#row(heads, "bold");
    for (const row of rows) this.#row(row, "regular", heads);
    this.#y += 2 * PADDING;
  }

  /** Draws a row; one that does not fit begins the next page, below the heads. */
  #row(cells: readonly string[], weight: Weight, heads?: readonly string[]): void {
    const widths = SHARES.map((share) => (this.#width * share) / 100);
    const laid = cells.map((cell, at) => this.#broken(cell, weight, SIZE.cell, (widths[at] ?? 0) - 2 * PADDING));
    const height = Math.max(...laid.map(({ length }) => length)) * CELL_LINE + 2 * PADDING;
    // Room for the first row as well: heads do not stand alone at the foot of a page.
    if (this.#room(heads === undefined ? 3 * height : height) && heads !== undefined) this.#row(heads, "bold");
    let left: number = MARGINS.left;
    laid.forEach((lines, at) => {
      const width = widths[at] ?? 0;
      this.#doc.rect(left, this.#y, width, height).lineWidth(0.7).stroke(BLACK);
      lines.forEach((line, below) => {
        const top = this.#y + PADDING + below * CELL_LINE;
        this.#text(line, weight, SIZE.cell, left + PADDING, top, CELL_LINE);
      });
      left += width;
    });
    this.#y += height;
  }

  /** Draws the lines of the signature, centred on each other at the right, on one page. */
  #signature(lines: readonly string[]): void {
    this.#room((lines.length + 1) * LINE);
    this.#y += LINE;
    const size = SIZE.text;
    const widths = lines.map((line) => this.#faces.regular.width(line) * size);
    const widest = Math.max(...widths);
    lines.forEach((line, at) => {
      const left = MARGINS.left + this.#width - size - widest + (widest - (widths[at] ?? 0)) / 2;
      this.#text(line, "regular", size, left, this.#y, LINE);
      this.#y += LINE;
    });
  }

  #numbers(): void {
    const { start, count } = this.#doc.bufferedPageRange();
    for (let at = 0; at < count; at++) {
      this.#doc.switchToPage(start + at);
      this.#y = this.#bottom + 7 * MM;
      this.#centred(`— ${at + 1} —`, "regular", SIZE.page, SIZE.page);
    }
  }

  /** Draws a line of text in the middle of its height. */
  #text(text: string, weight: Weight, size: number, left: number, top: number, height: number, colour = BLACK): void {
    this.#doc
      .font(weight)
      .fontSize(size)
      .fillColor(colour)
      .text(text, left, top + height / 2 + size * 0.36, { lineBreak: false, baseline: "alphabetic" });
  }

  /** Makes room on this page, or begins the next one; tells whether it did. */
  #room(height: number): boolean {
    if (this.#y + height <= this.#bottom || this.#y === MARGINS.top) return false;
    this.#doc.addPage();
    this.#y = MARGINS.top;
    return true;
  }
}
