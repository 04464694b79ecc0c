/** A letter about late items (催办函、督办函、提请联席会议、检察建议书) as one page to print, laid out as officials know it (GB/T 9704). */
import { htmlText } from "../domain/html-text.ts";
import type { LetterKind } from "../domain/letter.ts";
import { wordOf } from "../domain/words/words.ts";
import { printablePage } from "../domain/printable-page.ts";

/** Line of the letter's table. */
export interface LetterLine {
  readonly name: string;
  readonly need: string;
  /** Rule, with its name. */
  readonly rule: string;
  readonly due: string;
  readonly overdueWd: number;
}

/** What stands in a letter. A member that is undefined is left for a hand to fill in. */
export interface LetterPage {
  readonly kind: LetterKind;
  /** Issuing organ. */
  readonly from: string;
  readonly documentNumber: string | undefined;
  /** Addressee, with its responsible office. */
  readonly to: string;
  readonly department: string;
  /** Number and day of issue of the list. */
  readonly list: string;
  readonly lines: readonly LetterLine[];
  readonly earlier: readonly string[];
  readonly replyBy: string;
  readonly agenda: string | undefined;
  readonly checklist: { readonly law: readonly string[]; readonly evidence: readonly string[] } | undefined;
  readonly officer: string;
  readonly approver: string | undefined;
}

/** Gives the title of a letter. */
function titleOf(kind: LetterKind): string {
  const { zh } = wordOf("letterKind", kind);
  if (kind === "4") return `关于${zh}研究救助事项逾期问题的函`;
  return kind === "5" ? `${zh}（草稿）` : `关于救助事项逾期未办的${zh}`;
}

/** Gives what a letter asks for. */
function requestOf(kind: LetterKind): string {
  if (kind === "4") return "请召集联席会议研究，明确责任单位和完成时限。";
  if (kind === "5") return "建议依法履行职责，并于回复期限前书面回复办理情况。";
  return kind === "3"
    ? "请查明逾期原因，限期办结，并于回复期限前以反馈答复本函，写明原因和办结时间。"
    : "请抓紧办理，并于回复期限前以反馈答复本函。";
}

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

/** Writes the letter as a page. It names persons: it is made at the sender, from its own list. */
export function letterPage(letter: LetterPage): string {
  const { kind, from, to, department, list, lines, earlier, replyBy, agenda, checklist, officer } = letter;
  const persons = new Set(lines.map(({ name }) => name)).size;
  const blank = (text: string | undefined) => text ?? "＿＿＿＿＿＿＿＿";
  const paragraphs = [
    `我院以${list}移送的救助对象中，${kind === "4" ? `${department}承办的 ` : "由你单位承办的 "}${persons} 人 ${lines.length} 项办理期限已经届满，具体如下：`,
  ];
  const after = [
    ...(agenda === undefined ? [] : [`建议议题：${agenda}。`]),
    ...(earlier.length === 0 ? [] : [`此前已发函：${earlier.join("；")}。`]),
    ...(checklist === undefined
      ? []
      : [
          ...checklist.law.map((line) => `法律依据（须核对）：${line}`),
          ...checklist.evidence.map((line) => `事实：${line}`),
          "是否涉及公益诉讼：＿＿＿＿",
        ]),
    requestOf(kind),
    `回复期限：${replyBy}。`,
    `承办人及联系电话：${officer}。`,
  ];
  const body = [
    `<div class="organ">${htmlText(from)}</div>`,
    `<div class="number">${htmlText(blank(letter.documentNumber))}</div><hr>`,
    `<h1>${htmlText(titleOf(kind))}</h1>`,
    `<p class="to">${htmlText(to)}：</p>`,
    ...paragraphs.map((text) => `<p>${htmlText(text)}</p>`),
    tableOf(lines),
    ...after.map((text) => `<p>${htmlText(text)}</p>`),
    `<p class="sign">${htmlText(from)}（印章）<br>签发人：${htmlText(blank(letter.approver))}<br>年　　月　　日</p>`,
  ].join("\n");
  return printablePage({ title: titleOf(kind), style: STYLE, foot: "", body });
}

function tableOf(lines: readonly LetterLine[]): string {
  const rows = lines.map(({ name, need, rule, due, overdueWd }, index) => {
    const cells = [String(index + 1), name, need, rule, due, String(overdueWd)];
    return `<tr>${cells.map((cell) => `<td>${htmlText(cell)}</td>`).join("")}</tr>`;
  });
  const heads = ["序号", "救助对象", "需求", "期限", "到期", "逾期工作日"].map((head) => `<th>${head}</th>`).join("");
  return `<table><thead><tr>${heads}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}
