/** The printable letter: form of an official letter, and nothing of a name or a number runs. */
import t from "tap";
import { spawnSync } from "node:child_process";
import { letterPdf } from "../../src/cli/commands/letter-pdf.ts";
import { letterPage } from "../../src/sheets/letter-page.ts";
import { type Letter, letterText } from "../../src/sheets/letter-text.ts";
import { outside } from "../support/referees/outside.ts";

const letter = (more: Partial<Letter> = {}): Letter => ({
  kind: "3",
  from: "示例县人民检察院",
  documentNumber: undefined,
  to: "示例区民政局（社会救助科）",
  department: "示例区民政局",
  list: "《救助对象信息移送清单》（示检救移〔2026〕12号）",
  lines: [{ name: "陈秀兰", need: "N01 基本生活", rule: "D06 签收", due: "2026-10-14", overdueWd: 3 }],
  earlier: ["2026年10月16日催办函"],
  replyBy: "2026-10-26",
  agenda: undefined,
  checklist: undefined,
  officer: "林知远 0518-88000000",
  approver: undefined,
  ...more,
});

t.test("each kind has its title, its request, and what it needs besides", async (t) => {
  const text = (more: Partial<Letter>) =>
    letterPage(letterText(letter(more))).replaceAll(/<style>.*?<\/style>|<[^>]*>/gs, "");
  t.match(text({ kind: "2" }), "关于救助事项逾期未办的催办函");
  t.match(
    text({}),
    /督办函[^]*由你单位承办的 1 人 1 项办理期限已经届满[^]*此前已发函：2026年10月16日催办函[^]*回复期限：2026年10月26日。/,
  );
  t.match(text({ kind: "4", agenda: "逾期事项" }), /关于提请联席会议研究[^]*示例区民政局承办的[^]*建议议题：逾期事项/);
  t.notMatch(text({ kind: "4" }), "回复期限", "the meeting decides");
  const checklist = { law: ["D12：办法第22条"], evidence: ["2026-10-12 移送"] };
  t.match(text({ kind: "5", checklist }), /检察建议书（草稿）[^]*法律依据（须核对）：D12[^]*是否涉及公益诉讼/);
  t.match(text({}), /＿＿＿＿[^]*签发人：＿＿＿＿/, "what a hand fills in is left open");
  t.match(text({ documentNumber: "示检救督〔2026〕3号", approver: "周明理" }), /示检救督〔2026〕3号[^]*签发人：周明理/);
});

t.test("a name is text, whatever it contains", async (t) => {
  const hostile = `<script>alert(1)</script>"'&`;
  const [line] = letter().lines;
  if (line === undefined) throw new Error("a letter has a line");
  const words = letterText(letter({ to: hostile, officer: hostile, lines: [{ ...line, name: hostile }] }));
  const page = letterPage(words);
  t.notOk(page.includes("<script"));
  t.equal(page.split("&lt;script&gt;").length, 4);
});

const skip = outside(
  t,
  spawnSync("pdftotext", ["-v"]).status === 0,
  "reading the text of the PDF back",
  "poppler-utils",
);

t.test("the signature does not stand on a page without text", { skip }, async (t) => {
  for (const count of [3, 4, 5, 6, 7]) {
    const evidence = Array.from({ length: count }, (_, at) => `第 ${at + 1} 项`);
    const words = letterText(letter({ kind: "5", checklist: { law: ["D12"], evidence } }));
    const pdf = await letterPdf(words, "2026-10-19T09:00:00+08:00");
    const text = spawnSync("pdftotext", ["-", "-"], { input: pdf }).stdout.toString();
    const page = text.split("\f").find((one) => one.includes("（印章）")) ?? "";
    t.match(page, "承办人及联系电话", `${count} facts`);
  }
});
