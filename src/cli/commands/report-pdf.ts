import type { Bilingual } from "../../domain/bilingual.ts";
import type { ReportAnswer } from "../../domain/generated/answers.ts";
import type { Drawing } from "../../domain/drawing.ts";
import { summaryPdf } from "../../evidence/pdf/pdf.ts";
import { Typeface } from "../../evidence/pdf/typeface.ts";
import { type Block, column, type Section, words } from "../../evidence/summary/content.ts";
import type { ReportTable } from "../../sheets/report-tables.ts";

/** Shares of the width: of the names of a table, beside many columns of numbers, and the most of a column of numbers. */
const WIDTH = { names: 26, crowded: 21, number: 17 } as const;
/** From so many columns on they are narrow: two Chinese characters a line, and no English. */
const CROWD = 10;

/** Tables that stand before a report, with the title of the whole. */
export interface PdfFront {
  readonly title: Bilingual;
  readonly heading: Bilingual;
  readonly tables: readonly ReportTable[];
}

/**
 * Writes a report as PDF: its tables with the same numbers, and the charts.
 * @param organ name of the procuratorate whose report it is
 * @param front tables of the meeting at which the report is read
 */
export async function reportPdf(
  { report, entry }: ReportAnswer,
  tables: readonly ReportTable[],
  charts: readonly Drawing[],
  organ: string,
  front?: PdfFront,
): Promise<Uint8Array> {
  const { digest } = JSON.parse(entry) as { readonly digest?: string };
  const [figures, trend, ...sections] = tables;
  const internal = report.version === "internal";
  const head: Section = {
    title: words(`${report.from} 至 ${report.to}`, `${report.from} to ${report.to}`),
    blocks: [
      {
        kind: "facts",
        facts: [
          [words("统计截止", "Cut"), [`${report.to} 24:00`]],
          [words("期限规则", "Rules about deadlines"), [report.rules]],
          ...(internal ? [[words("版本", "Version"), [words("内部，不得外传", "internal")]] as const] : []),
        ],
      },
      ...[figures, trend].flatMap((one) => (one === undefined ? [] : tableBlocks(one))),
    ],
  };
  const drawn: Section = {
    title: words("图示", "Charts"),
    blocks: charts.map((drawing): Block => ({ kind: "drawing", drawing })),
  };
  const body: Section = { title: words("分单位情况", "By department"), blocks: sections.flatMap(tableBlocks) };
  const before: Section[] =
    front === undefined ? [] : [{ title: front.heading, blocks: front.tables.flatMap(tableBlocks) }];
  const madeAt = new Date(report.cut).toISOString();
  return summaryPdf(
    {
      title:
        front?.title ??
        words(
          internal ? "司法救助与社会救助衔接工作通报（内部）" : "司法救助与社会救助衔接工作通报",
          internal ? "Report (internal)" : "Report",
        ),
      thread: `${organ} · ${report.period}`,
      madeAt,
      foot: [`${report.sender} ${report.period} · 公开版摘要 public version ${digest ?? ""}`],
      sections: [...before, head, drawn, body],
    },
    new Typeface(),
  );
}

function tableBlocks({ title, columns, rows, remark, shares, numbers }: ReportTable): Block[] {
  const note = remark === undefined ? [] : [{ kind: "text" as const, text: remark }];
  if (rows.length === 0 && remark !== undefined) {
    return [{ kind: "table", caption: title, columns: [], rows: [] }, ...note];
  }
  const crowded = columns.length >= CROWD;
  const names = crowded ? WIDTH.crowded : WIDTH.names;
  const even = columns.length > 1 ? (100 - names) / (columns.length - 1) : 100;
  const share = numbers ? Math.min(even, WIDTH.number) : even;
  return [
    {
      kind: "table",
      caption: title,
      columns: columns.map(({ zh, en }, at) => ({
        ...column(zh, crowded ? zh : en, shares?.[at] ?? (at === 0 ? names : share)),
        ...(numbers && at > 0 ? { right: true as const } : {}),
      })),
      rows: rows.map((row) => row.map((value) => [String(value)])),
    },
    ...note,
  ];
}
