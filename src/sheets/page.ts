/** A document as one Chinese page for reading and printing on A4: no scripts, nothing from elsewhere. */
import { htmlText } from "../domain/html-text.ts";
import { printablePage } from "../domain/printable-page.ts";
import type { Bilingual } from "../domain/bilingual.ts";
import { documentParts, type GroupPart, type PersonPart, type TablePart } from "./document-parts.ts";
import type { Layout } from "./layout.ts";

/** What a page says about its document: where it came from, and what is not in it. */
export interface PageHead {
  /** Lines with their labels. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** Groups of the schema that the document does not have for its reader. */
  readonly withheld: readonly Bilingual[];
  /** Foot of each printed page: ids and digests. */
  readonly foot: string;
}

const STYLE = `
:root{color-scheme:light}
body{margin:0 auto;max-width:50rem;padding:2rem 1.5rem;color:#111;background:#fff;line-height:1.55;font-size:15px;
font-family:FangSong,STFangsong,"FangSong_GB2312","Source Han Serif SC","Noto Serif CJK SC",SimSun,serif}
h1{text-align:center;font-size:1.7rem;letter-spacing:.1em;margin:.2rem 0 1rem}
h2{font-size:1.2rem;border-bottom:2px solid #111;padding-bottom:.2rem;margin:1.8rem 0 .6rem;break-after:avoid}
h3{font-size:1rem;margin:.9rem 0 .3rem;break-after:avoid}
h1,h2,h3,dt,th{font-family:SimHei,STHeiti,"Source Han Sans SC","Noto Sans CJK SC",sans-serif}
h2 small{font-weight:normal;font-size:.75em;margin-left:.8em}
dl{break-inside:avoid;display:grid;grid-template-columns:1fr 1fr;margin:0;border-top:1px solid #999;border-left:1px solid #999}
dl div{display:grid;grid-template-columns:9.5em 1fr;border-right:1px solid #999;border-bottom:1px solid #999;break-inside:avoid}
dl .wide{grid-column:span 2}
dt,th{background:#f0f0f0;font-weight:normal;font-size:.88em}
dt,dd,th,td{padding:.2rem .45rem;overflow-wrap:anywhere}
dd{margin:0;white-space:pre-line}
table{border-collapse:collapse;width:100%;margin:.3rem 0}
th,td{border:1px solid #999;text-align:left;vertical-align:top;white-space:pre-line}
thead{display:table-header-group}
tr{break-inside:avoid}
.fine{font-family:ui-monospace,Consolas,monospace;font-size:.85em}
a{color:inherit}
@page{size:A4;margin:18mm 18mm 20mm 22mm;@bottom-left{content:var(--foot);font-size:7.5pt}
@bottom-right{content:"第 " counter(page) " 页 共 " counter(pages) " 页";font-size:8.5pt}}
@media print{body{max-width:none;padding:0;font-size:10.5pt}h1{font-size:18pt}h2{font-size:13pt}.person h2{margin-top:0}
.person{break-before:page}a{text-decoration:none}}
@media(max-width:40rem){dl{grid-template-columns:1fr}dl .wide{grid-column:auto}}
`;

/** Characters beyond which a value has a line of its own. */
const WIDE = 18;

/** Writes a document as a page. @param layout of the fields that the document has */
export function documentPage(layout: Layout, document: unknown, { facts, withheld, foot }: PageHead): string {
  const { title, form, tables, persons } = documentParts(layout, document, ({ zh }) => zh);
  const sections = [
    facts.length === 0 ? "" : pairs(facts),
    withheld.length === 0 ? "" : `<p>未向本单位提供：${htmlText(withheld.map(({ zh }) => zh).join("、"))}。</p>`,
    groups(form),
    ...tables.map(tableHtml),
    persons.length < 2 ? "" : contents(persons),
    ...persons.map(personHtml),
  ];
  const filled = sections.filter((section) => section !== "").join("\n");
  return printablePage({ title, style: STYLE, foot, body: `<h1>${htmlText(title)}</h1>\n${filled}` });
}

function contents(persons: readonly PersonPart[]): string {
  const rows = persons.map((person, n) => {
    const cells = [String(n + 1), `<a href="#p${n + 1}">${nameOf(person)}</a>`, htmlText(person.number)];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  });
  return `<h2>人员目录</h2>\n<table><thead><tr><th>序号</th><th>姓名</th><th>内部人员号</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function personHtml(person: PersonPart, n: number): string {
  const heading = `<h2>${n + 1} · ${nameOf(person)}<small>${htmlText(person.number)}</small></h2>`;
  return `<section class="person" id="p${n + 1}">\n${heading}\n${groups(person.groups)}\n</section>`;
}

function nameOf({ name }: PersonPart): string {
  return name === "" ? "（未提供姓名）" : htmlText(name);
}

function groups(all: readonly GroupPart[]): string {
  return all
    .map(({ title, pairs: filled, tables }) => {
      // A list alone has its own title.
      const heading = filled.length === 0 ? "" : `<h3>${htmlText(title)}</h3>\n${pairs(filled)}\n`;
      return heading + tables.map(tableHtml).join("\n");
    })
    .join("\n");
}

/** Labels with their values, two in a line where both are short. */
function pairs(all: readonly (readonly [label: string, value: string])[]): string {
  let left = true;
  const each = all.map(([label, value], n) => {
    const long = (one: string | undefined) => one === undefined || Array.from(one).length > WIDE;
    const wide = left && (long(value) || long(all[n + 1]?.[1]));
    left = wide || !left;
    return `<div${wide ? ` class="wide"` : ""}><dt>${htmlText(label)}</dt><dd>${htmlText(value)}</dd></div>`;
  });
  return `<dl>\n${each.join("\n")}\n</dl>`;
}

function tableHtml({ title, head, rows }: TablePart): string {
  const headings = head.map((heading) => `<th scope="col">${htmlText(heading)}</th>`);
  const lines = rows.map((row) => `<tr>${row.map((cell) => `<td>${htmlText(cell)}</td>`).join("")}</tr>`);
  return `<h3>${htmlText(title)}</h3>\n<table><thead><tr>${headings.join("")}</tr></thead><tbody>${lines.join("")}</tbody></table>`;
}
