/** End of the demo, weeks later: what is overdue, the letter about it, and the report of the month. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Bilingual } from "../../domain/bilingual.ts";
import type { CaseItem, LetterDraft, Report, ReportAnswer } from "../../domain/generated/answers.ts";
import { Cases, Reports, type Sender } from "../../sdk/index.ts";
import { reportCharts } from "../../sheets/report-charts.ts";
import { type ReportNames, type ReportTable, reportTables } from "../../sheets/report-tables.ts";
import { writeXlsx } from "../../sheets/xlsx/write-xlsx.ts";
import { ruleNames } from "../commands/due.ts";
import { writeLetter } from "../commands/letter-draft.ts";
import { namesFor, sheetOf } from "../commands/report-output.ts";
import { reportPdf } from "../commands/report-pdf.ts";
import { titleOf } from "../commands/report.ts";
import { jsonText, writeNew } from "../kept/private-file.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { DemoClock } from "./demo-clock.ts";
import type { Loop } from "./story.ts";

/** What the procuratorate has when the month is over. */
export interface Month {
  readonly today: string;
  /** Items of the story that are overdue now. */
  readonly overdue: readonly CaseItem[];
  readonly letter: LetterDraft;
  /** The public version of the report; and figures of the internal version that are not 0, beside the public ones. */
  readonly report: ReportAnswer;
  readonly figures: ReportTable;
  /** Paths of the list, the letter and the report. */
  readonly files: readonly string[];
}

/** How the end is written. */
export interface MonthOptions {
  /** Folder of list, letter and report. */
  readonly out: string;
  /** Picks the language of workbook and page, and that of the screen's tables. */
  readonly paper: (text: Bilingual) => string;
  readonly column: (text: Bilingual) => string;
}

/** Names of the files, which a later demo in the same folder replaces. */
const LIST = "list";
const LETTER = "letter";
const REPORT = "report";

/**
 * Looks at the case of the story now, drafts the letter about what is overdue, and makes the report of the month in which the
 * list was sent.
 */
export async function endMonth(
  terminal: Terminal,
  sender: Sender,
  loop: Loop,
  clock: DemoClock,
  { out, paper, column }: MonthOptions,
): Promise<Month> {
  const { signal } = terminal.world;
  const { client } = sender;
  const cases = new Cases(client);
  const { thread } = loop.answer;
  const overdue: CaseItem[] = [];
  for await (const item of cases.worklist("overdue", {}, { signal })) if (item.thread === thread) overdue.push(item);
  const { drafts } = await cases.letterDrafts({ kind: "3", thread }, { signal });
  const [letter] = drafts;
  if (letter === undefined) throw new TypeError("what is overdue has a letter");

  const list = loop.family.list;
  const period = list.header.issuedAt.slice(0, 7);
  const reports = new Reports(client);
  const report = await reports.report(period, { version: "public" }, { signal });
  const internal = await reports.report(period, { version: "internal" }, { signal });
  const names = await namesFor(terminal, client, paper);
  const tables = reportTables(report.report, names);

  const endings = { [LIST]: ["json"], [LETTER]: ["json", "html", "pdf"], [REPORT]: ["xlsx", "pdf"] };
  for (const [name, types] of Object.entries(endings)) {
    for (const type of types) await rm(join(out, `${name}.${type}`), { force: true });
  }
  const persons = loop.persons;
  const nameOf = (ref: string) => loop.names.get(ref) ?? "";
  const rules = await ruleNames(client, signal);
  const hand = { now: clock.china() };
  const written = await writeLetter(join(out, LETTER), { draft: letter, list, persons, nameOf, rules }, hand);
  const [xlsx, pdf] = [join(out, `${REPORT}.xlsx`), join(out, `${REPORT}.pdf`)];
  const sheets = tables.map((one) => sheetOf(one, names));
  await writeNew(xlsx, writeXlsx(sheets, titleOf(report.report).zh));
  await writeNew(
    pdf,
    await reportPdf(report, tables, reportCharts(report.report, names), names.party(report.report.sender)),
  );
  const listFile = join(out, `${LIST}.json`);
  await writeNew(listFile, jsonText(list));
  const figures = figuresOf(internal.report, report.report, { ...names, say: column });
  const files = [listFile, written.file, written.pdf, written.sheet, xlsx, pdf];
  return { today: clock.today(), overdue, letter, report, figures, files };
}

/** Makes one table of the figures of both versions. */
function figuresOf(internal: Report, shown: Report, names: ReportNames): ReportTable {
  const [own, published] = [internal, shown].map((report) => reportTables(report, names)[0]);
  if (own === undefined || published === undefined) throw new TypeError("a report has figures");
  const values = new Map(published.rows.map(([name, value]) => [name, value]));
  return {
    ...own,
    columns: [
      { zh: "指标", en: "Figure" },
      { zh: "内部版", en: "Internal" },
      { zh: "公开版", en: "Public" },
    ],
    // Of what did not happen a demo need not tell.
    rows: own.rows
      .filter(([, value]) => Number(value) !== 0)
      .map(([name = "", value = ""]) => [name, value, values.get(name) ?? ""]),
    ...(published.remark === undefined ? {} : { remark: published.remark }),
  };
}
