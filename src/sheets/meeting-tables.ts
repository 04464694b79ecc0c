/** What a joint meeting talks about, as tables of texts and numbers, and as lines of its agenda. */
import type { Bilingual } from "../domain/bilingual.ts";
import type { MeetingPack } from "../domain/generated/answers.ts";
import { wordOf } from "../domain/words/words.ts";
import { HIDDEN, type ReportNames, type ReportTable } from "./report-tables.ts";

type Line = MeetingPack["agenda"][number];

/** Writes an item of the agenda: the department, what is the matter, and how many items and persons. */
export function agendaText(
  { kind, department, items, persons, letters, reason, since }: Line,
  names: ReportNames,
): Bilingual {
  const name = names.party(department);
  const code = reason === undefined ? undefined : names.code(reason);
  const of = { persons: persons ?? HIDDEN, items: items ?? HIDDEN };
  const many = persons === undefined ? `${of.items} 项` : `${of.persons} 人 ${of.items} 项`;
  const manyEn = persons === undefined ? `${of.items} items` : `${of.items} items of ${of.persons} persons`;
  const oldest =
    since === undefined ? { zh: "", en: "" } : { zh: `，最早移送于 ${since}`, en: `, the oldest sent on ${since}` };
  const word = wordOf("agendaKind", kind);
  switch (kind) {
    case "letters":
      return letters === undefined
        ? { zh: `${name}：${word.zh}`, en: `${name}: ${word.en}` }
        : {
            zh: `${name}：${letters} 份函件逾期未回复，涉及 ${many}${oldest.zh}`,
            en: `${name}: ${letters} letters without an answer, about ${manyEn}${oldest.en}`,
          };
    case "reasons":
      return {
        zh: `${name}：${many}以“${code?.zh}”未予救助`,
        en: `${name}: ${manyEn} got no aid for “${code?.en}”`,
      };
    default:
      return { zh: `${name}：${word.zh} ${many}${oldest.zh}`, en: `${name}: ${word.en}, ${manyEn}${oldest.en}` };
  }
}

/** Makes the tables of the agenda and of the decisions. */
export function meetingTables({ agenda, decisions }: MeetingPack, names: ReportNames): ReportTable[] {
  const { party, say } = names;
  return [
    {
      id: "agenda",
      title: { zh: "待议事项", en: "Agenda" },
      columns: [
        { zh: "议题", en: "Item of the agenda" },
        { zh: "种类", en: "Kind" },
      ],
      shares: [70, 30],
      rows: agenda.map((line) => [say(agendaText(line, names)), say(wordOf("agendaKind", line.kind))]),
      remark:
        agenda.length === 0
          ? { zh: "没有待议事项", en: "Nothing waits for the meeting" }
          : {
              zh: "※ 人数过少，不予显示；其他材料由召集单位补充",
              en: "※ few persons: hidden. The convener adds what else there is",
            },
    },
    {
      id: "decisions",
      title: { zh: "上次议定事项及落实情况", en: "Last decisions" },
      columns: [
        { zh: "议定事项", en: "Decision" },
        { zh: "责任单位", en: "Who does it" },
        { zh: "完成时限", en: "Due" },
        { zh: "落实情况", en: "State" },
      ],
      shares: [42, 26, 14, 18],
      rows: decisions.map(({ text, owners, due, state, late, doneOn }) => {
        const word = say(late === true ? { zh: "逾期未完成", en: "overdue" } : wordOf("decisionState", state));
        return [text, owners.map(party).join("、"), due, doneOn === undefined ? word : `${word} ${doneOn}`];
      }),
    },
  ];
}
