/** The readable summary as one HTML file: without scripts, without anything from elsewhere, printable on A4. */
import type { Bilingual } from "../../domain/bilingual.ts";
import type { Block, Line, SummaryContent } from "./content.ts";
import { htmlText } from "../../domain/html-text.ts";
import { drawingSvg } from "../../domain/drawing.ts";
import { printablePage } from "../../domain/printable-page.ts";

const STYLE = `
:root{color-scheme:light}
body{margin:0 auto;max-width:56rem;padding:2rem 1.5rem;color:#111;background:#fff;
font-family:"Source Han Serif SC","Noto Serif CJK SC","Songti SC",SimSun,serif;line-height:1.5;font-size:15px}
[lang=en]{color:#555;font-size:.82em}
h1{text-align:center;font-size:1.75rem;letter-spacing:.08em;margin:.5rem 0 0}
h1 [lang]{display:block}
h1 [lang=en]{font-size:1rem;font-weight:normal;letter-spacing:0}
h2{font-size:1.15rem;border-bottom:1.5px solid #111;padding-bottom:.2rem;margin:1.8rem 0 .7rem;break-after:avoid}
h2 [lang=en],caption [lang=en]{font-weight:normal;margin-left:.4em}
.sub{text-align:center;margin:.2rem 0 0}
.fine{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.78em;overflow-wrap:anywhere;color:#333}
p{margin:.5rem 0}
p [lang],li [lang],.long [lang]{display:block}
pre{background:#f4f4f4;border:1px solid #ccc;padding:.5rem .7rem;white-space:pre-wrap;overflow-wrap:anywhere;margin:.5rem 0}
ul{margin:.5rem 0;padding-left:1.4rem}
li{margin:.25rem 0}
table{border-collapse:collapse;width:100%;table-layout:fixed;font-size:.87rem;margin:.6rem 0 1rem}
caption{text-align:left;padding:.3rem 0;font-weight:bold;break-after:avoid}
th,td{border:1px solid #888;padding:.3rem .4rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
thead{display:table-header-group}
thead th{background:#eee}
thead th [lang]{display:block}
thead th [lang=en]{font-weight:normal}
tbody th{font-weight:normal}
tr{break-inside:avoid}
dl{display:grid;grid-template-columns:12rem 1fr;gap:.3rem 1rem;margin:0}
dt{font-weight:bold}
dt [lang]{display:block}
dt [lang=en]{font-weight:normal}
dd{margin:0;overflow-wrap:anywhere}
footer{margin-top:2rem;border-top:1px solid #888;font-size:.75rem;overflow-wrap:anywhere}
footer p{margin:.2rem 0}
@page{size:A4;margin:12mm 15mm 17mm;@bottom-right{content:counter(page) " / " counter(pages);font-size:8pt}
@bottom-left{content:var(--foot);font-size:7pt}}
@media print{body{max-width:none;padding:0 1px;font-size:8.6pt;line-height:1.28}h1{font-size:17pt;margin:0}h1 [lang=en]{font-size:9pt}
h2{font-size:11pt;margin:.7rem 0 .35rem}p,pre,ul,table{margin:.25rem 0}pre{padding:.15rem .4rem}table{font-size:7.6pt}th,td{padding:.1rem .25rem}
caption{padding:.1rem 0}dl{gap:.12rem 1rem;grid-template-columns:9.5rem 1fr}dt [lang]{display:inline}.new{break-before:page}footer{display:none}}
@media(max-width:40rem){dl{grid-template-columns:1fr}}
`;

/** Writes a summary as HTML. */
export function summaryHtml({ title, thread, foot, sections }: SummaryContent): string {
  const body = sections.map(
    (section) =>
      `<section${section.newPage === true ? ` class="new"` : ""}>\n<h2>${both(section.title)}</h2>\n${section.blocks.map(block).join("\n")}\n</section>`,
  );
  return printablePage({
    title: `${title.zh} ${title.en} ${thread}`,
    style: STYLE,
    foot: foot.join(" · "),
    body: `<header>
<h1>${both(title)}</h1>
<p class="sub fine">${htmlText(thread)}</p>
</header>
<main>
${body.join("\n")}
</main>
<footer>${foot.map((line) => `<p>${htmlText(line)}</p>`).join("")}</footer>`,
  });
}

function block(one: Block): string {
  switch (one.kind) {
    case "text":
      return `<p>${both(one.text)}</p>`;
    case "list":
      return `<ul>\n${one.items.map((item) => `<li>${both(item)}</li>`).join("\n")}\n</ul>`;
    case "command":
      return `<pre>${htmlText(one.command)}</pre>`;
    case "facts": {
      const facts = one.facts.map(([name, lines]) => `<dt>${both(name)}</dt><dd>${cell(lines)}</dd>`);
      return `<dl>\n${facts.join("\n")}\n</dl>`;
    }
    case "drawing":
      return `<figure>${drawingSvg(one.drawing)}<figcaption>${htmlText(one.drawing.title)}</figcaption></figure>`;
    case "table": {
      const head = one.columns.map(({ title, share }) => `<th scope="col" style="width:${share}%">${both(title)}</th>`);
      const rows = one.rows.map(
        ([first = [], ...rest]) =>
          `<tr><th scope="row">${cell(first)}</th>${rest.map((lines) => `<td>${cell(lines)}</td>`).join("")}</tr>`,
      );
      return `<table>\n<caption>${both(one.caption)}</caption>\n<thead><tr>${head.join("")}</tr></thead>\n<tbody>\n${rows.join("\n")}\n</tbody>\n</table>`;
    }
  }
}

/** Width, in columns (Chinese takes two), beyond which the English of a text goes below the Chinese. */
const LONG = 42;

function cell(lines: readonly Line[]): string {
  return lines
    .map((one) => {
      if (typeof one === "string") return `<div>${htmlText(one)}</div>`;
      if ("fine" in one) return `<div class="fine">${htmlText(one.fine)}</div>`;
      return `<div${columns(one.zh) + columns(one.en) > LONG ? ` class="long"` : ""}>${both(one)}</div>`;
    })
    .join("");
}

function columns(text: string): number {
  return Array.from(text, (char): number => (char >= "\u2e80" ? 2 : 1)).reduce((sum, width) => sum + width, 0);
}

/** Shows both languages. A text that is the same in both is shown once. */
function both({ zh, en }: Bilingual): string {
  if (zh === en) return htmlText(zh);
  return `<span lang="zh-CN">${htmlText(zh)}</span> <span lang="en">${htmlText(en)}</span>`;
}
