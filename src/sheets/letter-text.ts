/** Words of a letter about late items (催办函、督办函、提请联席会议、检察建议书), for its page and its PDF. */
import type { LetterKind } from "../domain/letter.ts";
import { wordOf } from "../domain/words/words.ts";

/** Line of the letter's table. */
export interface LetterLine {
  readonly name: string;
  readonly need: string;
  /** Rule, with its name. */
  readonly rule: string;
  readonly due: string;
  readonly overdueWd: number;
}

/** Facts of a letter. A member that is undefined is left for a hand to fill in. */
export interface Letter {
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

/** Writes a day as official letters do. @param day YYYY-MM-DD */
export function chineseDay(day: string): string {
  const [year, month, date] = day.split("-").map(Number);
  return `${year}年${month}月${date}日`;
}

/** Words of a letter, part by part in the order of an official letter (GB/T 9704). */
export interface LetterText {
  readonly organ: string;
  readonly number: string;
  readonly title: string;
  readonly to: string;
  readonly before: readonly string[];
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly after: readonly string[];
  /** Lines of the signature: organ, approver, date. */
  readonly sign: readonly string[];
}

/** Writes the words of a letter. It names persons: it is made at the sender, from its own list. */
export function letterText(letter: Letter): LetterText {
  const { kind, from, to, department, list, lines, earlier, replyBy, agenda, checklist, officer } = letter;
  const persons = new Set(lines.map(({ name }) => name)).size;
  const blank = (text: string | undefined) => text ?? "＿＿＿＿＿＿＿＿";
  // The meeting decides about kind 4: nobody is asked for an answer.
  const deadline = replyBy === "" || kind === "4" ? [] : [`回复期限：${chineseDay(replyBy)}。`];
  return {
    organ: from,
    number: blank(letter.documentNumber),
    title: titleOf(kind),
    to: `${to}：`,
    before: [
      `我院以${list}移送的救助对象中，${kind === "4" ? `${department}承办的 ` : "由你单位承办的 "}${persons} 人 ${lines.length} 项办理期限已经届满，具体如下：`,
    ],
    heads: ["序号", "救助对象", "需求", "期限", "到期", "逾期工作日"],
    rows: lines.map(({ name, need, rule, due, overdueWd }, index) => [
      String(index + 1),
      name,
      need,
      rule,
      due,
      String(overdueWd),
    ]),
    after: [
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
      ...deadline,
      `承办人及联系电话：${officer}。`,
    ],
    sign: [`${from}（印章）`, `签发人：${blank(letter.approver)}`, "年　　月　　日"],
  };
}
