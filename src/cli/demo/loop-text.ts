import { nextDuty } from "../../casework/follow/draft-visit.ts";
import type { Bilingual } from "../../domain/bilingual.ts";
import type { CaseItem, SubjectFollow } from "../../domain/generated/answers.ts";
import { NEED_WORDS } from "../../domain/words/need-words.ts";
import { wordOf } from "../../domain/words/words.ts";
import { worstOf } from "../commands/due.ts";
import { localTime } from "../terminal/local-time.ts";
import { table } from "../terminal/table.ts";
import { titleOf } from "../commands/report.ts";
import type { Month } from "./month.ts";
import type { Loop } from "./story.ts";
import { nameOf } from "./tables.ts";

/** Writes what became of each person of the story's list, the aid gap and its bridge, and what is overdue later. */
export function loopText(
  { answer, names, before, after, paid, family }: Loop,
  say: (text: Bilingual) => string,
  column: (text: Bilingual) => string,
): string {
  const waiting = family.list.subjects.find(({ personId }) => personId === family.who.waiting)?.identity.name ?? "";
  const days = (gap: typeof before) => gap.gap?.days ?? 0;
  const [run] = before.gap?.runs ?? [];
  return [
    itemTable(
      answer.subjects.flatMap(({ items }) => items),
      names,
      column,
    ),
    say({
      zh: `救助真空：${waiting}一家自 ${run?.from ?? ""} 起 ${days(before)} 天无生活来源；临时救助 ${paid} 元到账后为 ${days(after)} 天`,
      en: `aid gap: from ${run?.from ?? ""} on ${days(before)} days without a living; ${days(after)} after temporary aid of ${paid} yuan`,
    }),
    ...answer.subjects.flatMap(({ subject, follow }) =>
      follow === undefined ? [] : visitLine(names.get(subject), follow, say),
    ),
  ].join("\n");
}

/** Writes items as a table, with their worst deadlines. */
function itemTable(
  items: readonly CaseItem[],
  names: ReadonlyMap<string, string>,
  column: (text: Bilingual) => string,
): string {
  const head = [
    { zh: "人员", en: "person" },
    { zh: "需求", en: "need" },
    { zh: "部门", en: "department" },
    { zh: "状态", en: "state" },
    { zh: "阶段", en: "stage" },
    { zh: "到期", en: "due" },
  ];
  const rows = items.map((item) => {
    const clock = worstOf(item);
    return [
      names.get(item.subject) ?? item.subject.slice(0, 8),
      `${item.need} ${column(NEED_WORDS[item.need] ?? { zh: "", en: "" })}`,
      nameOf(item.department, column),
      column(wordOf("item", item.state)),
      item.stage === undefined ? "" : column(wordOf("clockStage", item.stage)),
      clock === undefined ? "" : `${clock.rule} ${clock.due.length === 10 ? clock.due : localTime(clock.due)}`,
    ];
  });
  return table(head.map(column), rows);
}

/** Writes what is overdue weeks later, which letter is drafted about it, and the report of the month. */
export function monthText(
  { overdue, letter, figures, report, files }: Month,
  { names }: Loop,
  say: (text: Bilingual) => string,
  column: (text: Bilingual) => string,
): string {
  const late = letter.items.map(({ overdueWd }) => overdueWd);
  const department = nameOf(letter.department, ({ zh }) => zh);
  return [
    itemTable(overdue, names, column),
    say({
      zh: `起草督办函，致${department}：${late.length} 项期限逾期，最长逾期 ${Math.max(...late)} 个工作日，回复期限 ${letter.replyBy?.slice(0, 10) ?? ""}`,
      en: `drafts a letter of supervision to ${nameOf(letter.department, ({ en }) => en)}: ${late.length} deadlines over, by up to ${Math.max(...late)} working days; reply by ${letter.replyBy?.slice(0, 10) ?? ""}`,
    }),
    "",
    say(titleOf(report.report)),
    table(
      figures.columns.map(column),
      figures.rows.map((row) => row.map(String)),
    ),
    ...(figures.remark === undefined ? [] : [say(figures.remark)]),
    say({ zh: "移送清单、督办函和通报已写入：", en: "list, letter and report are in" }),
    ...files.map((file) => `  ${file}`),
  ].join("\n");
}

/** Writes which visits of a person were made, and which is owed next. */
function visitLine(name: string | undefined, follow: SubjectFollow, say: (text: Bilingual) => string): string {
  const done = follow.duties.filter(({ state }) => state === "done").map(({ kind }) => kind);
  const next = nextDuty(follow);
  const grade = follow.evaluation?.grade;
  const evaluated =
    grade === undefined ? { zh: "", en: "" } : { zh: `；效果评估 ${grade}`, en: `; evaluated ${grade}` };
  return say({
    zh: `回访：${name ?? ""} 已完成 ${done.join("、") || "无"}；下次 ${next?.kind ?? "无"} ${next?.due ?? ""}${evaluated.zh}`,
    en: `visits: ${done.join(", ") || "none"} done; next ${next?.kind ?? "none"} ${next?.due ?? ""}${evaluated.en}`,
  });
}
