/** Documents as PDF: selectable text in an embedded font, the same bytes for the same content. */
import PDFDocument from "pdfkit";
import type { SummaryContent } from "../summary/content.ts";
import { codePoint } from "../../domain/code-point.ts";
import { visible } from "../../domain/visible.ts";
import type { Faces } from "./laid-text.ts";
import { MARGIN, Pages } from "./pages.ts";
import type { Typeface } from "./typeface.ts";

/** Characters that pages have besides the content's. */
const OF_PAGES = " 0123456789/第页共·　〔〕—U+ABCDEF";

/** What a PDF says of itself. */
export interface PdfHead {
  readonly title: string;
  readonly subject: string;
  /** Time of its making, RFC 3339. */
  readonly madeAt: string;
  readonly margins: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
}

/** Writes a summary as PDF. */
export async function summaryPdf(content: SummaryContent, typeface: Typeface): Promise<Buffer> {
  const shown = await printable(content, typeface);
  const faces = await facesFor(typeface, shown, boldTexts(shown));
  const { title, thread: subject, madeAt } = content;
  const head = { title: `${title.zh} ${title.en}`, subject, madeAt, margins: MARGIN };
  return writePdf(head, faces, (doc) => new Pages(doc, faces).write(shown));
}

/** Makes fonts of the characters that a text needs. @param bold the part that is set in bold */
export async function facesFor(typeface: Typeface, content: unknown, bold: unknown): Promise<Faces> {
  return {
    regular: await typeface.face("regular", charactersOf(content)),
    bold: await typeface.face("bold", charactersOf(bold)),
  };
}

/** Writes an A4 document. @param draw puts texts, in the fonts `regular` and `bold`, on its pages */
export async function writePdf(
  { title, subject, madeAt, margins }: PdfHead,
  faces: Faces,
  draw: (doc: PDFKit.PDFDocument) => void,
): Promise<Buffer> {
  const at = new Date(madeAt);
  const doc = new PDFDocument({
    size: "A4",
    margins,
    bufferPages: true,
    pdfVersion: "1.7",
    lang: "zh-CN",
    displayTitle: true,
    info: {
      Title: title,
      Subject: subject,
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
  doc.registerFont("regular", faces.regular.file);
  doc.registerFont("bold", faces.bold.file);
  draw(doc);
  doc.end();
  await ended;
  return Buffer.concat(chunks);
}

/** Replaces characters that the typeface lacks, and hidden ones, by their code points. */
export async function printable<T>(content: T, typeface: Typeface): Promise<T> {
  const text = JSON.stringify(content);
  const missing = new Set<string>();
  for (const char of new Set(text)) if (!(await typeface.has(char.codePointAt(0) ?? 0))) missing.add(char);
  const clean = (value: string) =>
    Array.from(visible(value), (char) => (missing.has(char) ? codePoint(char) : char)).join("");
  return JSON.parse(text, (_name, value: unknown) => (typeof value === "string" ? clean(value) : value)) as T;
}

/** Texts that are set in bold: titles, captions, headings of columns, names of facts. */
function boldTexts({ title, sections }: SummaryContent): unknown {
  const blocks = sections.flatMap((section) => section.blocks);
  return [
    title,
    sections.map((section) => section.title),
    blocks.map((block) => {
      if (block.kind === "facts") return block.facts.map(([name]) => name);
      return block.kind === "table" ? [block.caption, block.columns.map((column) => column.title)] : [];
    }),
  ];
}

function charactersOf(content: unknown): ReadonlySet<number> {
  return new Set(Array.from(OF_PAGES + JSON.stringify(content), (char) => char.codePointAt(0) ?? 0));
}
