/** The readable summary as one HTML file: no script, nothing from elsewhere, printable on A4. */
import type { Block, Line, SummaryContent } from "./content.ts";

const STYLE = `
:root{color-scheme:light}
body{margin:0 auto;max-width:52rem;padding:1.5rem;color:#111;background:#fff;
font-family:"Source Han Serif SC","Noto Serif CJK SC","Songti SC",SimSun,serif;line-height:1.45;font-size:15px}
h1{text-align:center;font-size:1.7rem;margin:.5rem 0}
h1 [lang=en]{font-size:1rem}
h2{font-size:1.15rem;border-bottom:1.5px solid #111;padding-bottom:.2rem;margin-top:2rem}
.sub{text-align:center;font-family:monospace}
[lang=en]{color:#444}
h1 [lang],.line [lang]{display:block}
h2 [lang=en],th [lang=en],caption [lang=en],dt [lang=en]{font-weight:normal;font-size:.85em;margin-left:.4em}
table{border-collapse:collapse;width:100%;table-layout:fixed;font-size:.85rem}
caption{text-align:left;padding:.3rem 0;font-weight:bold}
th,td{border:1px solid #777;padding:.3rem .4rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
thead{display:table-header-group}
th{background:#eee}
tbody th{font-weight:normal;background:none}
tr{break-inside:avoid}
dl{display:grid;grid-template-columns:15rem 1fr;gap:.2rem .8rem;margin:0}
dt{font-weight:bold}
dd{margin:0;overflow-wrap:anywhere}
footer{margin-top:2rem;border-top:1px solid #777;font-size:.8rem;overflow-wrap:anywhere}
@page{size:A4;margin:18mm 15mm 20mm;@bottom-right{content:counter(page) " / " counter(pages);font-size:8pt}
@bottom-left{content:var(--foot);font-size:7pt}}
@media print{body{max-width:none;padding:0;font-size:10pt}table{font-size:8.5pt}}
@media(max-width:40rem){dl{grid-template-columns:1fr}}
`;

/** Nothing is loaded and nothing runs, whatever a name holds. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The summary as HTML. */
export function summaryHtml({ title, thread, foot, sections }: SummaryContent): string {
  const body = sections.map(
    (section) => `<section>\n<h2>${both(section.title)}</h2>\n${section.blocks.map(block).join("\n")}\n</section>`,
  );
  // The foot of printed pages is a string in CSS: ids and base64 only, everything else is left out of it.
  const printed = foot.join(" · ").replaceAll(/[^\p{L}\p{N} +/=().·-]/gu, "");
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escape(`${title.zh} ${title.en} ${thread}`)}</title>
<style>${STYLE}html{--foot:"${printed}"}</style>
</head>
<body>
<header>
<h1>${both(title)}</h1>
<p class="sub">${escape(thread)}</p>
</header>
<main>
${body.join("\n")}
</main>
<footer>${foot.map((line) => `<p>${escape(line)}</p>`).join("")}</footer>
</body>
</html>
`;
}

function block(one: Block): string {
  switch (one.kind) {
    case "text":
      return `<p class="line">${both(one.text)}</p>`;
    case "list":
      return `<ul>${one.items.map((item) => `<li class="line">${line(item)}</li>`).join("")}</ul>`;
    case "facts": {
      const facts = one.facts.map(([name, lines]) => `<dt>${both(name)}</dt><dd>${cell(lines)}</dd>`);
      return `<dl>\n${facts.join("\n")}\n</dl>`;
    }
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

function cell(lines: readonly Line[]): string {
  return lines.map((one) => `<div>${line(one)}</div>`).join("");
}

function line(one: Line): string {
  return typeof one === "string" ? escape(one) : both(one);
}

function both({ zh, en }: Exclude<Line, string>): string {
  if (zh === en) return escape(zh);
  return `<span lang="zh-CN">${escape(zh)}</span> <span lang="en">${escape(en)}</span>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Control characters and marks that turn the direction of writing are shown, not obeyed. */
function escape(value: string): string {
  return visible(value).replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? "");
}

/** A text in which nothing can hide: control and direction marks become their code point in brackets. */
export function visible(value: string): string {
  return value.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (char) => codePoint(char));
}

/** A character by its number, as Unicode writes it. */
export function codePoint(char: string): string {
  return `〔U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}〕`;
}
