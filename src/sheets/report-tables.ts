/** A report as tables of texts and numbers: the one form from which screen, workbook and page are made. */
import type { Bilingual } from "../domain/bilingual.ts";
import type { Report } from "../domain/generated/answers.ts";
import { percent } from "../domain/percent.ts";
import { type WordKind, wordOf, WORDS } from "../domain/words/words.ts";

/** Mark of a hidden value, and of one that there is not. */
export const HIDDEN = "※";
export const ABSENT = "—";

/** Table of a report as people read it. */
export interface ReportTable {
  readonly id: string;
  readonly title: Bilingual;
  readonly columns: readonly Bilingual[];
  /** Names in the first cell, values in the others. */
  readonly rows: readonly (readonly (string | number)[])[];
  readonly remark?: Bilingual;
  /** Widths of its columns, shares of 100; absent: a wide first column, the others as wide as numbers need. */
  readonly shares?: readonly number[];
  /** Whether everything after the first column is numbers. */
  readonly numbers?: true;
}

/** Words that only the reader of a report knows: names of parties, needs and reasons. */
export interface ReportNames {
  readonly party: (id: string) => string;
  /** Word of a need or a reason. */
  readonly code: (code: string) => Bilingual;
  /** Picks one language for texts in cells. */
  readonly say: (text: Bilingual) => string;
}

const TOTAL: Bilingual = { zh: "合计", en: "Total" };
const NAME: Bilingual = { zh: "单位", en: "Department" };

const REMARKS: Readonly<Partial<Record<Report["sections"][number]["form"], Bilingual>>> = {
  totals: { zh: "人数过少，本期不分单位列出", en: "Too few persons: totals only" },
  rows: { zh: "人数过少，本期不分列", en: "Too few persons: no columns" },
  total: { zh: "人数过少，本期只列总数", en: "Too few persons: the total only" },
  nothing: { zh: "人数过少，本期不予公布", en: "Too few persons: nothing is published" },
};

/** Makes all tables of a report: its figures, the months, and its sections. */
export function reportTables(report: Report, names: ReportNames): ReportTable[] {
  return [
    figures(report, names),
    months(report, names),
    ...report.sections.map((section) => sectionTable(section, names)),
  ];
}

function figures({ figures: given }: Report, { say }: ReportNames): ReportTable {
  return {
    id: "figures",
    title: { zh: "主要数字", en: "Figures" },
    columns: [
      { zh: "指标", en: "Figure" },
      { zh: "本期", en: "This period" },
    ],
    rows: Object.keys(WORDS.reportFigure).flatMap((name) =>
      Object.hasOwn(given, name) ? [[say(wordOf("reportFigure", name)), shown(given[name])]] : [],
    ),
    remark: {
      zh: "重点人群可交叉，合计不等于总数；※ 为保护个人信息不予显示",
      en: "Groups overlap; ※ is hidden to protect persons",
    },
    shares: [36, 14],
    numbers: true,
  };
}

const TREND = ["sent", "decided", "delivered", "once"] as const;

function months({ trend, period }: Report, { say }: ReportNames): ReportTable {
  const now = trend.find((point) => point.period === period);
  const before = trend.findLast((point) => point.period < period);
  const yearAgo = trend.find((point) => point.period === `${Number(period.slice(0, 4)) - 1}${period.slice(4)}`);
  const changes = (name: string, earlier: typeof now) => [
    name,
    ...TREND.map((column) => changeOf(now?.[column], earlier?.[column])),
  ];
  return {
    id: "trend",
    title: { zh: "各期对比", en: "Month by month" },
    columns: ["period", ...TREND].map((name) => wordOf("reportTrend", name)),
    rows: [
      ...trend.map((point) => [point.period, ...TREND.map((column) => shown(point[column]))]),
      changes(say({ zh: "环比 %", en: "against the period before, %" }), before),
      changes(say({ zh: "同比 %", en: "against a year ago, %" }), yearAgo),
    ],
    numbers: true,
  };
}

/** Writes a change in percent with one decimal, half away from zero. */
export function changeOf(now: string | number | null | undefined, before: string | number | null | undefined): string {
  if (now === undefined || now === null || before === undefined || before === null) return ABSENT;
  // Counts are whole, money has two decimals: hundredths of both are whole numbers.
  const [a, b] = [Math.round(Number(now) * 100), Math.round(Number(before) * 100)];
  const share = percent(Math.abs(a - b), b);
  if (share === null) return ABSENT;
  return a < b && share !== "0.0" ? `-${share}` : share;
}

type Section = Report["sections"][number];

function sectionTable({ id, form, columns, rows, total }: Section, names: ReportNames): ReportTable {
  const { party, say } = names;
  const lines = [...rows, total];
  const rates = Object.keys(lines.find((line) => line.rates !== undefined)?.rates ?? {});
  const withTotal = lines.some((line) => line.total !== undefined);
  // Columns that the table has lost are not shown: a page of dashes says nothing.
  const kept = lines.some((line) => line.cells !== undefined) ? columns : [];
  const cells = (line: Section["total"]) => [
    ...kept.map((_, at) => shown(line.cells?.[at])),
    ...(withTotal ? [shown(line.total)] : []),
    ...rates.map((rate) => shown(line.rates?.[rate] ?? undefined)),
  ];
  const remark = REMARKS[form];
  return {
    id,
    title: wordOf("reportSection", id),
    columns: [
      NAME,
      ...kept.map((code) => columnWord(code, names)),
      ...(withTotal ? [TOTAL] : []),
      ...rates.map((rate) => wordOf("reportRate", rate)),
    ],
    rows: [
      ...rows.map((line) => [party(line.department ?? ""), ...cells(line)]),
      ...(form === "nothing" ? [] : [[say(TOTAL), ...cells(total)]]),
    ],
    ...(remark === undefined ? {} : { remark }),
    numbers: true,
  };
}

const OWN_WORDS: WordKind = "reportColumn";

function columnWord(code: string, { code: word }: ReportNames): Bilingual {
  const own = wordOf(OWN_WORDS, code);
  return own.zh === code ? word(code) : own;
}

function shown(value: string | number | null | undefined): string | number {
  return value === undefined ? ABSENT : (value ?? HIDDEN);
}
