/** The readable summary as PDF: selectable text in an embedded font, the same bytes for the same content. */
import PDFDocument from "pdfkit";
import type { SummaryContent } from "../summary/content.ts";
import { codePoint } from "../../domain/code-point.ts";
import { visible } from "../../domain/visible.ts";
import { MARGIN, Pages } from "./pages.ts";
import type { Typeface } from "./typeface.ts";

/** Characters that pages have besides the content's. */
const OF_PAGES = " 0123456789/第页共·　〔〕U+ABCDEF";

/** Writes a summary as PDF. */
export async function summaryPdf(content: SummaryContent, typeface: Typeface): Promise<Buffer> {
  const shown = await printable(content, typeface);
  const faces = {
    regular: await typeface.face("regular", charactersOf(shown)),
    bold: await typeface.face("bold", charactersOf(boldTexts(shown))),
  };
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
  doc.registerFont("regular", faces.regular.file);
  doc.registerFont("bold", faces.bold.file);
  new Pages(doc, faces).write(shown);
  doc.end();
  await ended;
  return Buffer.concat(chunks);
}

/** Replaces characters that the typeface lacks by their code points. */
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
