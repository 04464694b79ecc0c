/** Writes a summary from top to bottom, on as many A4 pages as it takes. */
import type { Drawing } from "../../domain/drawing.ts";
import type { Block, Line, Section, SummaryContent } from "../summary/content.ts";
import { drawShapes } from "./shapes.ts";
import { type Faces, heightOf, INK, type LaidLine, layLines, type TextStyle } from "./laid-text.ts";
import type { Weight } from "./typeface.ts";

/** Margins in points. */
export const MARGIN = { left: 50, right: 50, top: 40, bottom: 48 } as const;
const SIZE = { title: 18, subtitle: 9.5, heading: 11, text: 8.8, caption: 8.8, table: 7.8, foot: 6.8 } as const;
const PADDING = { across: 3.5, above: 1.8 } as const;
const LINES = { rule: "#777777", head: "#eeeeee" } as const;
/** Height that must be free below a heading, points: less would leave it alone at the foot of a page. */
const WITH_HEADING = 90;
/** Least height of a part of a divided row, points. */
const LEAST_PART = 60;
/** Indent of the items of a list, points. */
const INDENT = 12;
/** Share of the width that the names of facts take. */
const NAMES = 0.22;

/** Row that is about to be drawn. */
interface Row {
  readonly cells: readonly (readonly LaidLine[])[];
  readonly widths: readonly number[];
  readonly boxed: boolean;
  /** Cells that end at the right edge of their column. */
  readonly right?: readonly boolean[];
  readonly fill?: string;
}

/** Pages of one document. */
export class Pages {
  readonly #doc: PDFKit.PDFDocument;
  readonly #faces: Faces;
  readonly #width: number;
  readonly #bottom: number;
  #y: number = MARGIN.top;

  constructor(doc: PDFKit.PDFDocument, faces: Faces) {
    this.#doc = doc;
    this.#faces = faces;
    this.#width = doc.page.width - MARGIN.left - MARGIN.right;
    this.#bottom = doc.page.height - MARGIN.bottom;
  }

  write({ title, thread, sections, foot }: SummaryContent): void {
    this.#centred(title.zh, "bold", SIZE.title, INK.text);
    this.#centred(`${title.en} · ${thread}`, "regular", SIZE.subtitle, INK.soft);
    for (const section of sections) this.#section(section);
    this.#feet(foot);
  }

  #section({ title, blocks, newPage }: Section): void {
    if (newPage === true) this.#newPage();
    else this.#room(blocks[0]?.kind === "table" ? 1.6 * WITH_HEADING : WITH_HEADING);
    this.#y += this.#y === MARGIN.top ? 0 : 8;
    this.#doc.outline.addItem(`${title.zh} ${title.en}`);
    this.#lines([title], MARGIN.left, this.#width, { weight: "bold", size: SIZE.heading });
    this.#rule(this.#y + 1, INK.text);
    this.#y += 6;
    for (const block of blocks) this.#block(block);
  }

  #block(block: Block): void {
    switch (block.kind) {
      case "text":
        this.#paragraph(block.text);
        break;
      case "list":
        for (const item of block.items) this.#paragraph(item, "·");
        break;
      case "command":
        this.#row({
          cells: [this.#lay([block.command], this.#width, { weight: "regular", size: SIZE.text })],
          widths: [this.#width],
          boxed: true,
          fill: LINES.head,
        });
        this.#y += 4;
        break;
      case "facts":
        this.#facts(block.facts);
        break;
      case "drawing":
        this.#drawing(block.drawing);
        break;
      case "table":
        this.#table(block);
    }
  }

  /** Draws a chart, with its title above it, on one page. */
  #drawing({ width, height, title, shapes }: Drawing): void {
    const scale = Math.min(1, this.#width / width);
    this.#room(height * scale + 2 * SIZE.caption);
    this.#lines([title], MARGIN.left, this.#width, { weight: "regular", size: SIZE.caption });
    drawShapes(this.#doc, this.#faces, shapes, { left: MARGIN.left, top: this.#y, scale });
    this.#y += height * scale + 8;
  }

  #facts(facts: (Block & { kind: "facts" })["facts"]): void {
    const widths = [this.#width * NAMES, this.#width * (1 - NAMES)];
    for (const [name, lines] of facts) {
      const cells = [
        this.#lay([name], widths[0] ?? 0, { weight: "bold", size: SIZE.text }),
        this.#lay(lines, widths[1] ?? 0, { weight: "regular", size: SIZE.text }),
      ];
      this.#row({ cells, widths, boxed: false });
    }
    this.#y += 3;
  }

  #table({ caption, columns, rows }: Block & { kind: "table" }): void {
    this.#room(columns.length === 0 ? WITH_HEADING / 3 : WITH_HEADING);
    this.#y += 2;
    this.#lines([caption], MARGIN.left, this.#width, { weight: "bold", size: SIZE.caption });
    this.#y += 2;
    if (columns.length === 0) return;
    const widths = columns.map(({ share }) => (this.#width * share) / 100);
    const right = columns.map((one) => one.right === true);
    const bold = { weight: "bold", size: SIZE.table, stacked: true } as const;
    const head: Row = {
      cells: columns.map(({ title }, at) => this.#lay([title], widths[at] ?? 0, bold)),
      widths,
      boxed: true,
      right,
      fill: LINES.head,
    };
    this.#row(head);
    const body = rows.map((cells): Row => {
      const row = cells.map((lines, at) => this.#lay(lines, widths[at] ?? 0, { weight: "regular", size: SIZE.table }));
      return { cells: row, widths, boxed: true, right };
    });
    body.forEach((row, at) => {
      // The last row, a total as a rule, does not begin a page alone.
      const last = at === body.length - 2 ? body[at + 1] : undefined;
      if (last !== undefined && !this.#fits(heightOfRow(row) + heightOfRow(last)) && this.#fits(heightOfRow(row))) {
        this.#newPage();
        this.#row(head);
      }
      this.#row(row, head);
    });
    this.#y += 6;
  }

  #fits(height: number): boolean {
    return this.#y + height <= this.#bottom;
  }

  #lay(lines: readonly Line[], width: number, style: TextStyle): LaidLine[] {
    return layLines(this.#faces, lines, width - 2 * PADDING.across, style);
  }

  #paragraph(line: Line, bullet?: string): void {
    const style = { weight: "regular", size: SIZE.text } as const;
    const indent = bullet === undefined ? 0 : INDENT;
    this.#room(heightOf(layLines(this.#faces, [line], this.#width - indent, style)));
    if (bullet !== undefined) {
      const mark = layLines(this.#faces, [bullet], INDENT, style);
      for (const one of mark) this.#draw(one, MARGIN.left + 3, this.#y);
    }
    this.#lines([line], MARGIN.left + indent, this.#width - indent, style);
    this.#y += 3;
  }

  #lines(lines: readonly Line[], left: number, width: number, style: TextStyle): void {
    for (const line of layLines(this.#faces, lines, width, style)) {
      this.#room(line.height);
      this.#draw(line, left, this.#y);
      this.#y += line.height;
    }
  }

  /** Draws a row on one page. Only a row that is longer than a page is divided, between its lines. */
  #row(row: Row, head?: Row): void {
    const { cells } = row;
    const height = heightOfRow(row);
    if (this.#fits(height)) return this.#drawRow(row, height);
    const whole = this.#bottom - MARGIN.top - WITH_HEADING;
    const left = this.#bottom - this.#y - 2 * PADDING.above;
    if (height <= whole || left < LEAST_PART) {
      this.#newPage();
      if (head !== undefined) this.#row(head);
      return this.#row(row, head);
    }
    const parts = cells.map((lines) => cutAt(lines, left));
    this.#drawRow({ ...row, cells: parts.map(([first]) => first) }, left + 2 * PADDING.above);
    this.#newPage();
    if (head !== undefined) this.#row(head);
    this.#row({ ...row, cells: parts.map(([, rest]) => rest) }, head);
  }

  #drawRow({ cells, widths, boxed, right, fill }: Row, height: number): void {
    const doc = this.#doc;
    let left: number = MARGIN.left;
    cells.forEach((lines, at) => {
      const width = widths[at] ?? 0;
      if (fill !== undefined) doc.rect(left, this.#y, width, height).fill(fill);
      if (boxed) doc.lineWidth(0.5).rect(left, this.#y, width, height).stroke(LINES.rule);
      let y = this.#y + PADDING.above;
      for (const line of lines) {
        const inset = boxed ? PADDING.across : 0;
        this.#draw(line, left + (right?.[at] ? width - inset - this.#lengthOf(line) : inset), y);
        y += line.height;
      }
      left += width;
    });
    this.#y += height;
  }

  #lengthOf({ runs }: LaidLine): number {
    return Math.max(0, ...runs.map((run) => run.left + this.#faces[run.weight].width(run.text) * run.size));
  }

  #draw({ runs, height }: LaidLine, left: number, top: number): void {
    for (const run of runs) {
      // Runs of two sizes share one baseline: both stand on the lower edge of the line.
      const y = top + height * 0.76;
      this.#doc
        .font(run.weight)
        .fontSize(run.size)
        .fillColor(run.color)
        .text(run.text, left + run.left, y, { lineBreak: false, baseline: "alphabetic" });
    }
  }

  #centred(text: string, weight: Weight, size: number, color: string): void {
    const left = MARGIN.left + (this.#width - this.#faces[weight].width(text) * size) / 2;
    const height = size * 1.4;
    this.#draw({ runs: [{ text, weight, size, color, left: 0 }], height }, Math.max(left, MARGIN.left), this.#y);
    this.#y += height;
  }

  /** Makes room on this page, or begins the next one. */
  #room(height: number): void {
    if (this.#y + height > this.#bottom && this.#y > MARGIN.top) this.#newPage();
  }

  #newPage(): void {
    this.#doc.addPage();
    this.#y = MARGIN.top;
  }

  #feet(foot: readonly string[]): void {
    const doc = this.#doc;
    const { start, count } = doc.bufferedPageRange();
    for (let at = 0; at < count; at++) {
      doc.switchToPage(start + at);
      const top = this.#bottom + 10;
      this.#rule(top, LINES.rule);
      const style = { weight: "regular", size: SIZE.foot, color: INK.soft } as const;
      const page = `第 ${at + 1} 页 / 共 ${count} 页 · ${at + 1} / ${count}`;
      const texts = foot.map((text) => ({ text, left: 0 }));
      const right = this.#width - this.#faces.regular.width(page) * SIZE.foot;
      texts.forEach((run, line) => {
        const runs = [{ ...style, ...run }, ...(line === 0 ? [{ ...style, text: page, left: right }] : [])];
        this.#draw({ runs, height: SIZE.foot * 1.3 }, MARGIN.left, top + 3 + line * SIZE.foot * 1.3);
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
}

function heightOfRow({ cells }: Row): number {
  return Math.max(...cells.map(heightOf)) + 2 * PADDING.above;
}

/** Divides lines into those that fit a height and the others. */
function cutAt(lines: readonly LaidLine[], height: number): [LaidLine[], LaidLine[]] {
  let used = 0;
  const fits = lines.findIndex(({ height: more }) => (used += more) > height);
  return fits < 0 ? [[...lines], []] : [lines.slice(0, fits), lines.slice(fits)];
}
