/** A document as one Chinese page for reading and printing on A4: no scripts, nothing from elsewhere. */
import { htmlText } from "../domain/html-text.ts";
import { printablePage } from "../domain/printable-page.ts";
import type { Bilingual } from "../domain/bilingual.ts";
import type { Column, Layout, Table } from "./layout.ts";
import { itemsAt, shownValue, valueAt } from "./write-list.ts";

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
  const [form, main] = layout.tables;
  const people = main?.kind === "rows" && layout.key !== undefined ? main : undefined;
  const others = layout.tables.filter((table) => table.kind === "rows" && table !== people);
  const persons = people === undefined ? [] : itemsAt(document, people.path);
  const inner = layout.tables.filter((table) => table.kind === "inner");
  const sections = [
    facts.length === 0 ? "" : pairs(facts),
    withheld.length === 0 ? "" : `<p>未向本单位提供：${htmlText(withheld.map(({ zh }) => zh).join("、"))}。</p>`,
    form === undefined ? "" : groupsOf(form, [], document),
    ...others.map((table) => tableOf(table, itemsAt(document, table.path))),
    persons.length < 2 ? "" : contents(persons),
    ...(people === undefined ? [] : persons.map((person, n) => personOf(people, inner, person, n))),
  ];
  const title = layout.title.zh;
  const filled = sections.filter((section) => section !== "").join("\n");
  return printablePage({ title, style: STYLE, foot, body: `<h1>${htmlText(title)}</h1>\n${filled}` });
}

function contents(persons: readonly unknown[]): string {
  const rows = persons.map((person, n) => {
    const cells = [String(n + 1), `<a href="#p${n + 1}">${nameOf(person)}</a>`, text(valueAt(person, "personId"))];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  });
  return `<h2>人员目录</h2>\n<table><thead><tr><th>序号</th><th>姓名</th><th>内部人员号</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function personOf(table: Table, inner: readonly Table[], person: unknown, n: number): string {
  const number = text(valueAt(person, "personId"));
  return `<section class="person" id="p${n + 1}">\n<h2>${n + 1} · ${nameOf(person)}<small>${number}</small></h2>\n${groupsOf(table, inner, person)}\n</section>`;
}

function nameOf(person: unknown): string {
  return text(valueAt(person, "identity.name")) || "（未提供姓名）";
}

function text(value: unknown): string {
  return typeof value === "string" ? htmlText(value) : "";
}

/** The groups of a record, each with its fields and then its lists. */
function groupsOf(table: Table, inner: readonly Table[], record: unknown): string {
  const columns = table.columns.filter(({ path }) => path !== "personId");
  const names = (table.field.items ?? table.field).members.map(({ name }) => name);
  const of = (name: string) => (one: { readonly path: string }) => one.path.split(".")[0] === name;
  return names
    .map((name) => {
      const filled = columns.filter(of(name)).flatMap((column) => pairOf(column, record));
      const lists = inner.filter(of(name)).map((list) => [list, itemsAt(record, list.path)] as const);
      const tables = lists.filter(([, items]) => items.length > 0).map(([list, items]) => tableOf(list, items));
      if (filled.length === 0 && tables.length === 0) return "";
      const title = columns.find(of(name))?.group.zh ?? lists[0]?.[0].name.zh ?? name;
      // A list alone has its own title.
      const heading = filled.length === 0 ? "" : `<h3>${htmlText(title)}</h3>\n${pairs(filled)}\n`;
      return heading + tables.join("\n");
    })
    .filter((group) => group !== "")
    .join("\n");
}

function pairOf(column: Column, record: unknown): [string, string][] {
  const value = readable(column, valueAt(record, column.path));
  return value === "" ? [] : [[column.heading.zh, value]];
}

/** Value in words; a time in China without its offset. */
function readable(column: Column, value: unknown): string {
  const [, day, time] =
    column.field.kind === "date-time" && typeof value === "string"
      ? (/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::00)?\+08:00$/.exec(value) ?? [])
      : [];
  return day === undefined ? shownValue(column, value, ({ zh }) => zh) : `${day} ${time ?? ""}`;
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

function tableOf(table: Table, items: readonly unknown[]): string {
  if (items.length === 0) return "";
  const cells = items.map((item) => table.columns.map((column) => readable(column, valueAt(item, column.path))));
  // A column that nobody filled takes the room of the others.
  const used = table.columns.map((_, n) => cells.some((row) => row[n] !== ""));
  const kept = <T>(row: readonly T[]) => row.filter((_, n) => used[n] === true);
  const head = kept(table.columns).map(({ heading }) => `<th scope="col">${htmlText(heading.zh)}</th>`);
  const rows = cells.map(
    (row) =>
      `<tr>${kept(row)
        .map((cell) => `<td>${htmlText(cell)}</td>`)
        .join("")}</tr>`,
  );
  return `<h3>${htmlText(table.name.zh)}</h3>\n<table><thead><tr>${head.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}
