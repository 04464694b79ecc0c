import { nextDuty } from "../../casework/follow/draft-visit.ts";
import type { SubjectFollow } from "../../domain/generated/answers.ts";
import { codeText, needText } from "./codes-in-words.ts";
import { type Column, itemTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** A person with the follow-up. */
export interface FollowedPerson {
  readonly person: string;
  readonly follow: SubjectFollow;
}

/** Makes the table of persons: state, next visit, visits that were missed, last evaluation, what is to be done. */
export function followTable(terminal: Terminal, persons: readonly FollowedPerson[]): string {
  const again = persons.some(({ follow }) => follow.relapse !== undefined);
  return itemTable(terminal, again ? [...COLUMNS, AGAIN] : COLUMNS, persons);
}

/** Column of a list in which somebody is in need again. */
const AGAIN: Column<FollowedPerson> = {
  zh: "反复致困",
  en: "in need again",
  of: ({ follow: { relapse } }, terminal) =>
    relapse &&
    terminal.say({
      zh: `${relapse.closedOn} 曾销号，移送 ${relapse.thread}`,
      en: `closed ${relapse.closedOn}, thread ${relapse.thread}`,
    }),
};

const COLUMNS: Column<FollowedPerson>[] = [
  { zh: "人员", en: "person", of: ({ person }) => person },
  { zh: "状态", en: "state", of: ({ follow }, terminal) => codeText(terminal, "subject", follow.state) },
  {
    zh: "下次回访",
    en: "next visit",
    of({ follow }) {
      const duty = nextDuty(follow);
      return duty && `${duty.kind} ${duty.due}`;
    },
  },
  {
    zh: "窗口",
    en: "window",
    of({ follow }, terminal) {
      const duty = nextDuty(follow);
      // The due day does not move; the end of the window may, once the calendar of its year is published.
      const provisional = duty?.provisional ? terminal.say({ zh: "（暂定）", en: " (provisional)" }) : "";
      return duty && `${duty.from}…${duty.to}${provisional}`;
    },
  },
  {
    zh: "情况",
    en: "so far",
    of({ follow }, terminal) {
      const duty = nextDuty(follow);
      if (duty === undefined) return undefined;
      const home = duty.homeFrom === undefined ? "" : terminal.say({ zh: "，须入户", en: ", at home" });
      return `${codeText(terminal, "duty", duty.state)}${home}`;
    },
  },
  {
    zh: "逾期未访",
    en: "missed",
    optional: true,
    of: ({ follow }) => follow.duties.flatMap(({ kind, state }) => (state === "missed" ? kind : [])).join(" "),
  },
  {
    zh: "评估",
    en: "evaluation",
    of({ follow: { evaluation, next } }, terminal) {
      if (evaluation === undefined) return next && `→ ${next.due}`;
      const grade = evaluation.grade ?? terminal.say({ zh: "无等级", en: "no grade" });
      const conclusion = codeText(terminal, "conclusion", evaluation.conclusion);
      return `${evaluation.on} ${grade} ${conclusion}${next === undefined ? "" : ` → ${next.due}`}`;
    },
  },
  {
    zh: "待办",
    en: "to do",
    optional: true,
    of({ follow }, terminal) {
      const todos = follow.todos.map((todo) => codeText(terminal, "followTodo", todo));
      const needs = follow.newNeeds.map((need) => needText(terminal, need)).join(terminal.say({ zh: "、", en: " " }));
      return [...todos, ...(needs === "" ? [] : [needs])].join(terminal.say({ zh: "；", en: "; " }));
    },
  },
];
