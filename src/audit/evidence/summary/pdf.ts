/** The readable summary as PDF: selectable text in an embedded font, the same bytes for the same content. */
import PDFDocument from "pdfkit";
import type { Block, Line, SummaryContent } from "./content.ts";
import { codePoint, visible } from "./html.ts";
import type { Typeface, Weight } from "./typeface.ts";

/** Points. */
const MARGIN = { left: 48, right: 48, top: 50, bottom: 62 } as const;
const SIZE = { title: 19, heading: 12.5, text: 9.5, table: 8, foot: 7 } as const;
const PADDING = 3.5;
const INK = { text: "#111111", soft: "#444444", rule: "#777777", head: "#eeeeee" } as const;

/** Texts that are the same in both languages are shown once. */
function linesOf(lines: readonly Line[]): string {
  return lines.map((line) => (typeof line === "string" ? line : both(line))).join("\n");
}

function both({ zh, en }: Exclude<Line, string>, between = " "): string {
  return zh === en ? zh : `${zh}${between}${en}`;
}

/** The summary as PDF. */
export async function summaryPdf(content: SummaryContent, typeface: Typeface): Promise<Buffer> {
  const shown = await printable(content, typeface);
  const used = new Set(
    Array.from(` 0123456789/第页共〔〕U+ABCDEF${JSON.stringify(shown)}`, (char) => char.codePointAt(0) ?? 0),
  );
  const at = new Date(content.madeAt);
  const doc = new PDFDocument({
    size: "A4",
    margins: MARGIN,
    bufferPages: true,
    pdfVersion: "1.7",
    lang: "zh-CN",
    displayTitle: true,
    info: {
      Title: `${content.title.zh} ${content.title.en}`,
      Subject: content.thread,
      Creator: "Aid Exchange Gateway",
      Producer: "Aid Exchange Gateway",
      CreationDate: at,
      ModDate: at,
    },
  });
  const chunks: Buffer[] = [];
  doc.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    doc.on("end", () => resolve());
    doc.on("error", reject);
  });
  for (const weight of ["regular", "bold"] as const) doc.registerFont(weight, await typeface.font(weight, used));
  new Page(doc).write(shown);
  doc.end();
  await ended;
  return Buffer.concat(chunks);
}

/** The content in characters that the typeface has; every other one is named by its code point. */
async function printable(content: SummaryContent, typeface: Typeface): Promise<SummaryContent> {
  const text = JSON.stringify(content);
  const missing = new Set<string>();
  for (const char of new Set(text)) if (!(await typeface.has(char.codePointAt(0) ?? 0))) missing.add(char);
  const clean = (value: string) =>
    Array.from(visible(value), (char) => (missing.has(char) ? codePoint(char) : char)).join("");
  return JSON.parse(text, (_name, value: unknown) =>
    typeof value === "string" ? clean(value) : value,
  ) as SummaryContent;
}

/** Writes from top to bottom, on as many pages as it takes. */
class Page {
  readonly #doc: PDFKit.PDFDocument;
  readonly #width: number;

  constructor(doc: PDFKit.PDFDocument) {
    this.#doc = doc;
    this.#width = doc.page.width - MARGIN.left - MARGIN.right;
  }

  write({ title, thread, sections, foot }: SummaryContent): void {
    const doc = this.#doc;
    this.#style("bold", SIZE.title);
    doc.text(title.zh, { align: "center" });
    this.#style("regular", SIZE.heading, INK.soft);
    doc.text(title.en, { align: "center" });
    this.#style("regular", SIZE.text);
    doc.moveDown(0.4).text(thread, { align: "center" });
    for (const section of sections) {
      doc.y += 12;
      this.#room(150);
      this.#style("bold", SIZE.heading);
      doc.text(both(section.title, "　"), MARGIN.left, doc.y, { width: this.#width });
      this.#rule(doc.y + 1, INK.text);
      doc.y += 6;
      for (const block of section.blocks) this.#block(block);
    }
    this.#feet(foot);
  }

  #block(block: Block): void {
    const doc = this.#doc;
    switch (block.kind) {
      case "text":
        this.#paragraph(both(block.text, "\n"), 0);
        break;
      case "list":
        for (const item of block.items) this.#paragraph(`·  ${linesOf([item])}`, 10);
        break;
      case "facts":
        for (const [name, lines] of block.facts) {
          const columns = [this.#width * 0.36, this.#width * 0.64];
          this.#row([both(name), linesOf(lines)], columns, { size: SIZE.text, boxed: false, bold: [0] });
        }
        doc.y += 4;
        break;
      case "table": {
        // A caption and a head with no row below them would be left alone at the foot of a page.
        this.#room(130);
        this.#style("bold", SIZE.text);
        doc.text(both(block.caption), MARGIN.left, doc.y, { width: this.#width });
        doc.y += 2;
        const columns = block.columns.map(({ share }) => (this.#width * share) / 100);
        const head = () =>
          this.#row(
            block.columns.map((column) => both(column.title)),
            columns,
            { size: SIZE.table, boxed: true, bold: columns.map((_, at) => at), fill: INK.head },
          );
        head();
        for (const row of block.rows) this.#row(row.map(linesOf), columns, { size: SIZE.table, boxed: true }, head);
        doc.y += 8;
      }
    }
  }

  #paragraph(text: string, indent: number): void {
    this.#style("regular", SIZE.text);
    const width = this.#width - indent;
    this.#room(this.#doc.heightOfString(text, { width, lineGap: 1 }));
    this.#doc.text(text, MARGIN.left + indent, this.#doc.y, { width, lineGap: 1 });
    this.#doc.y += 3;
  }

  /** One row; it is on one page, unless it is longer than a page: then it is cut into such rows. */
  #row(
    cells: readonly string[],
    widths: readonly number[],
    style: {
      readonly size: number;
      readonly boxed: boolean;
      readonly bold?: readonly number[];
      readonly fill?: string;
    },
    head?: () => void,
  ): void {
    const doc = this.#doc;
    const inner = (at: number) => ({ width: (widths[at] ?? 0) - 2 * PADDING, lineGap: 0.5 });
    const weight = (at: number): Weight => (style.bold?.includes(at) === true ? "bold" : "regular");
    const pages = doc.page.height - MARGIN.top - MARGIN.bottom - 60;
    const heights = cells.map((cell, at) => {
      this.#style(weight(at), style.size);
      return doc.heightOfString(cell, inner(at));
    });
    const height = Math.max(...heights) + 2 * PADDING;
    if (height > pages) {
      const [first, rest] = halves(cells);
      this.#row(first, widths, style, head);
      this.#row(rest, widths, style, head);
      return;
    }
    if (this.#room(height)) head?.();
    const top = doc.y;
    let left: number = MARGIN.left;
    cells.forEach((cell, at) => {
      const width = widths[at] ?? 0;
      if (style.fill !== undefined) doc.rect(left, top, width, height).fill(style.fill);
      if (style.boxed) doc.lineWidth(0.5).rect(left, top, width, height).stroke(INK.rule);
      this.#style(weight(at), style.size);
      doc.text(cell, left + PADDING, top + PADDING, inner(at));
      left += width;
    });
    doc.x = MARGIN.left;
    doc.y = top + height;
  }

  /** Makes room on this page or begins the next one. @returns whether it began one */
  #room(height: number): boolean {
    const doc = this.#doc;
    if (doc.y + height <= doc.page.height - MARGIN.bottom) return false;
    doc.addPage();
    return true;
  }

  #feet(foot: readonly string[]): void {
    const doc = this.#doc;
    const { start, count } = doc.bufferedPageRange();
    for (let at = 0; at < count; at++) {
      doc.switchToPage(start + at);
      // Below the margin: the library must not begin a page for it.
      doc.page.margins.bottom = 0;
      const top = doc.page.height - MARGIN.bottom + 14;
      this.#rule(top - 4, INK.rule);
      this.#style("regular", SIZE.foot, INK.soft);
      doc.text(foot.join("\n"), MARGIN.left, top, { width: this.#width * 0.84 });
      doc.text(`第 ${at + 1} 页 / 共 ${count} 页\n${at + 1} / ${count}`, MARGIN.left + this.#width * 0.84, top, {
        width: this.#width * 0.16,
        align: "right",
      });
    }
  }

  #rule(y: number, color: string): void {
    this.#doc
      .moveTo(MARGIN.left, y)
      .lineTo(MARGIN.left + this.#width, y)
      .lineWidth(0.7)
      .stroke(color);
  }

  #style(weight: Weight, size: number, color: string = INK.text): void {
    this.#doc.font(weight).fontSize(size).fillColor(color);
  }
}

/** A row cut in the middle of each of its cells, between characters. */
function halves(cells: readonly string[]): [string[], string[]] {
  const cut = (cell: string, part: 0 | 1) => {
    const chars = [...cell];
    const middle = Math.ceil(chars.length / 2);
    return chars.slice(part * middle, part === 0 ? middle : undefined).join("");
  };
  return [cells.map((cell) => cut(cell, 0)), cells.map((cell) => cut(cell, 1))];
}
