/** A letter about late items as one page to print, laid out as officials know it (GB/T 9704). */
import { htmlText } from "../domain/html-text.ts";
import { printablePage } from "../domain/printable-page.ts";
import type { LetterText } from "./letter-text.ts";

const STYLE = `
:root{color-scheme:light}
body{margin:0 auto;max-width:44rem;padding:2rem 1.5rem;color:#111;background:#fff;line-height:1.9;font-size:16px;
font-family:FangSong,STFangsong,"FangSong_GB2312","Source Han Serif SC","Noto Serif CJK SC",SimSun,serif}
.organ{color:#c00;text-align:center;font-size:2rem;letter-spacing:.12em;margin:.5rem 0 0;
font-family:"FZXiaoBiaoSong-B05S",STZhongsong,SimSun,"Source Han Serif SC",serif}
.number{text-align:center;margin:.6rem 0}
hr{border:0;border-top:3px solid #c00;margin:.2rem 0 1.6rem}
h1{text-align:center;font-size:1.5rem;margin:.4rem 0 1.4rem;font-weight:normal;
font-family:"FZXiaoBiaoSong-B05S",STZhongsong,SimSun,"Source Han Serif SC",serif}
p{margin:.2rem 0;text-indent:2em;overflow-wrap:anywhere}
.to,.sign{text-indent:0}
.sign{text-align:right;margin-top:2rem}
table{border-collapse:collapse;width:100%;margin:.6rem 0;font-size:.92em;line-height:1.5}
th,td{border:1px solid #333;padding:.2rem .4rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th,td:nth-child(5){white-space:nowrap}
th{font-weight:normal;font-family:SimHei,STHeiti,"Source Han Sans SC","Noto Sans CJK SC",sans-serif}
thead{display:table-header-group}
tr{break-inside:avoid}
@page{size:A4;margin:37mm 26mm 35mm 28mm;@bottom-center{content:"— " counter(page) " —";font-size:12pt}}
@media print{body{max-width:none;padding:0;font-size:14pt}h1{font-size:20pt}.organ{font-size:26pt}}
`;

/** Writes the letter as a page. */
export function letterPage({ organ, number, title, to, before, heads, rows, after, sign }: LetterText): string {
  const paragraphs = (texts: readonly string[]) => texts.map((text) => `<p>${htmlText(text)}</p>`);
  const cells = (name: "th" | "td", texts: readonly string[]) =>
    `<tr>${texts.map((text) => `<${name}>${htmlText(text)}</${name}>`).join("")}</tr>`;
  const body = [
    `<div class="organ">${htmlText(organ)}</div>`,
    `<div class="number">${htmlText(number)}</div><hr>`,
    `<h1>${htmlText(title)}</h1>`,
    `<p class="to">${htmlText(to)}</p>`,
    ...paragraphs(before),
    `<table><thead>${cells("th", heads)}</thead><tbody>${rows.map((row) => cells("td", row)).join("")}</tbody></table>`,
    ...paragraphs(after),
    `<p class="sign">${sign.map(htmlText).join("<br>")}</p>`,
  ].join("\n");
  return printablePage({ title, style: STYLE, foot: "", body });
}
