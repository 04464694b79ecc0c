import type { CaseAnswer, CaseHousehold, CaseMeasure } from "../../domain/generated/answers.ts";
import { codeText } from "./codes-in-words.ts";
import { type Column, itemTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** A measure with the name of its person. */
interface PersonMeasure {
  readonly person: string;
  readonly measure: CaseMeasure;
}

/** Makes what is shown of a case beside its items: measures of plans, aid gaps, and what has to be decided after a death. */
export function planText(
  terminal: Terminal,
  { subjects, households = [] }: CaseAnswer,
  person: (subject: string) => string,
): string {
  const measures = subjects.flatMap(({ subject, measures = [] }) =>
    measures.map((measure) => ({ person: person(subject), measure })),
  );
  const todos = subjects.flatMap(({ subject, todo }) =>
    todo === undefined ? [] : [`${person(subject)}  ${codeText(terminal, "subjectTodo", todo)}`],
  );
  return [
    ...(measures.length === 0 ? [] : [itemTable(terminal, COLUMNS, measures)]),
    ...households.flatMap((household) => gapLines(terminal, household, person)),
    ...todos,
  ].join("\n");
}

/** Tells the aid gap of a household, when there is one or a service comes late. */
function gapLines(terminal: Terminal, found: CaseHousehold, person: (subject: string) => string): string[] {
  const { level, days = 0, runs = [], openAfter, bridge, services, secondBridge } = found;
  const say = (zh: string, en: string) => terminal.say({ zh, en });
  const names = found.subjects.map(person).join(say("、", ", "));
  const spans = runs.map(({ from, to }) => `${from}…${to}`).join(say("、", ", "));
  return [
    ...(days > 0
      ? [say(`救助真空 ${days} 日，${level}：${spans}`, `aid gap of ${days} days, ${level}: ${spans}`)]
      : []),
    ...(openAfter === undefined
      ? []
      : [say(`${openAfter} 起没有可预见的救助`, `nothing is in sight from ${openAfter} on`)]),
    ...(bridge === undefined
      ? []
      : [
          say(
            `建议衔接临时救助（${bridge.reasons.join("、")}）`,
            `temporary aid is suggested (${bridge.reasons.join(", ")})`,
          ),
        ]),
    ...(secondBridge === true
      ? [say("同一事由再次衔接：须说明新情况", "a second bridge for the same cause: say what is new")]
      : []),
    ...services.map(({ need, neededBy, daysLate }) =>
      daysLate === undefined
        ? say(`${need} 须于 ${neededBy} 到位，尚无日期`, `${need} is needed by ${neededBy}, and no day is in sight`)
        : say(
            `${need} 须于 ${neededBy} 到位，晚 ${daysLate} 日`,
            `${need} is needed by ${neededBy}, and comes ${daysLate} days late`,
          ),
    ),
  ].map((line) => `${names}  ${line}`);
}

const COLUMNS: Column<PersonMeasure>[] = [
  { zh: "人员", en: "person", of: ({ person }) => person },
  { zh: "措施", en: "measure", of: ({ measure }, terminal) => codeText(terminal, "measureKind", measure.kind) },
  { zh: "需求", en: "need", of: ({ measure }) => measure.need },
  { zh: "承担单位", en: "owner", of: ({ measure }) => measure.owner },
  { zh: "期限", en: "due", of: ({ measure }) => measure.due },
  { zh: "进展", en: "status", of: ({ measure }, terminal) => codeText(terminal, "measureStatus", measure.status) },
  {
    zh: "提示",
    en: "notes",
    of({ measure: { stuck, overdue } }, terminal) {
      const notes = [
        ...(overdue === true ? [terminal.say({ zh: "逾期", en: "overdue" })] : []),
        ...(stuck === true
          ? [terminal.say({ zh: "未能办成，须调整方案", en: "ended without aid: change the plan" })]
          : []),
      ];
      return notes.join(" ");
    },
  },
];
