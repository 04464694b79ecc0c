/** The pack of a joint meeting (联席会议材料) as one page to print: agenda, last decisions, a form for new ones, the report. */
import { type Drawing, drawingSvg } from "../domain/drawing.ts";
import { htmlText } from "../domain/html-text.ts";
import { printablePage } from "../domain/printable-page.ts";
import type { ReportTable } from "./report-tables.ts";

/** What stands on the page. */
export interface MeetingPage {
  readonly title: string;
  /** Lines under the title: period, cut, version. */
  readonly facts: readonly string[];
  readonly tables: readonly ReportTable[];
  readonly report: readonly ReportTable[];
  readonly charts: readonly Drawing[];
  readonly foot: string;
}

const STYLE = `
:root{color-scheme:light}
body{margin:0 auto;max-width:50rem;padding:2rem 1.5rem;color:#111;background:#fff;line-height:1.6;font-size:15px;
font-family:FangSong,STFangsong,"FangSong_GB2312","Source Han Serif SC","Noto Serif CJK SC",SimSun,serif}
h1{text-align:center;font-size:1.6rem;margin:.2rem 0 .8rem}
h2{font-size:1.15rem;border-bottom:2px solid #111;padding-bottom:.2rem;margin:1.6rem 0 .5rem;break-after:avoid}
h3{font-size:1rem;margin:1rem 0 .3rem;break-after:avoid}
h1,h2,h3,th{font-family:SimHei,STHeiti,"Source Han Sans SC","Noto Sans CJK SC",sans-serif}
p{margin:.2rem 0}
.facts{text-align:center;font-size:.9em}
table{border-collapse:collapse;width:100%;margin:.3rem 0;font-size:.92em}
th,td{border:1px solid #777;padding:.2rem .45rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f0f0f0;font-weight:normal;font-size:.92em}
thead{display:table-header-group}
.numbers td:not(:first-child),.numbers th:not(:first-child){text-align:right}
tr{break-inside:avoid}
.form td{height:2.4em}
svg{max-width:100%;height:auto;break-inside:avoid}
@page{size:A4;margin:18mm 18mm 20mm 22mm;@bottom-left{content:var(--foot);font-size:7.5pt}
@bottom-right{content:"第 " counter(page) " 页 共 " counter(pages) " 页";font-size:8.5pt}}
@media print{body{max-width:none;padding:0;font-size:10.5pt}h1{font-size:18pt}.report{break-before:page}}
`;

/** Rows of the form for new decisions. */
const BLANK = 6;

/** Writes the pack as a page, in Chinese. */
export function meetingPage({ title, facts, tables, report, charts, foot }: MeetingPage): string {
  const heads = ["议定事项", "责任单位", "完成时限"].map((head) => `<th>${head}</th>`).join("");
  const form = `<h2>本次议定事项</h2>\n<table class="form"><thead><tr>${heads}</tr></thead><tbody>${"<tr><td></td><td></td><td></td></tr>".repeat(BLANK)}</tbody></table>`;
  const body = [
    `<h1>${htmlText(title)}</h1>`,
    `<p class="facts">${facts.map(htmlText).join("　")}</p>`,
    ...tables.map((one) => tableHtml(one, "h2")),
    form,
    `<section class="report"><h2>工作通报</h2>`,
    ...charts.map((chart) => `<p>${drawingSvg(chart)}</p>`),
    ...report.map((one) => tableHtml(one, "h3")),
    "</section>",
  ].join("\n");
  return printablePage({ title, style: STYLE, foot, body });
}

function tableHtml({ title, columns, rows, remark, numbers }: ReportTable, heading: "h2" | "h3"): string {
  const head = columns.map(({ zh }) => `<th scope="col">${htmlText(zh)}</th>`).join("");
  const lines = rows.map((row) => `<tr>${row.map((cell) => `<td>${htmlText(String(cell))}</td>`).join("")}</tr>`);
  const table = `<table${numbers ? ' class="numbers"' : ""}><thead><tr>${head}</tr></thead><tbody>${lines.join("")}</tbody></table>`;
  const note = remark === undefined ? "" : `<p>${htmlText(remark.zh)}</p>`;
  return `<${heading}>${htmlText(title.zh)}</${heading}>\n${rows.length > 0 ? table : remark === undefined ? "<p>无。</p>" : ""}${note}`;
}
