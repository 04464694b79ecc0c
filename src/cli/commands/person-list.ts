import type { CasePerson } from "../../domain/generated/answers.ts";
import type { PersonList } from "../../domain/follow.ts";
import { wordOf } from "../../domain/words/words.ts";
import type { Cases } from "../../sdk/index.ts";
import { codeText, needText, partyText } from "../terminal/codes-in-words.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Which persons of a work list are read. */
export interface PersonListOptions {
  readonly need?: string;
  readonly department?: string;
  readonly on?: string;
  readonly limit: number;
}

/** Reads persons of a work list, at most as many as are wanted; `more` when there are others. */
export async function readPersons(
  terminal: Terminal,
  cases: Cases,
  list: PersonList,
  { limit, ...filter }: PersonListOptions,
): Promise<{ readonly persons: readonly CasePerson[]; readonly more: boolean }> {
  const persons: CasePerson[] = [];
  for await (const person of cases.persons(list, filter, { signal: terminal.world.signal })) {
    if (persons.length === limit) return { persons, more: true };
    persons.push(person);
  }
  return { persons: list === "visits" ? persons.toSorted(byWindow) : persons, more: false };
}

/** Orders persons by the end of the window that ends first. */
function byWindow(a: CasePerson, b: CasePerson): number {
  const [first, second] = [endOf(a), endOf(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function endOf({ visits }: CasePerson): string {
  return visits.map(({ to }) => to).toSorted()[0] ?? "";
}

/** Makes the table of a work list of persons. @param nameOf name of a person where one's own list tells it */
export function personTable(
  terminal: Terminal,
  list: PersonList,
  persons: readonly CasePerson[],
  nameOf: (person: CasePerson) => string = ({ subject }) => subject.slice(0, 8),
): string {
  return itemTable(
    terminal,
    [
      { zh: "人员", en: "person", of: nameOf },
      { zh: "状态", en: "state", of: ({ state }) => codeText(terminal, "subject", state) },
      ...columnsOf(list),
      { zh: "需求", en: "needs", of: ({ needs }) => needs.join(" ") },
      { zh: "移送", en: "thread", of: ({ thread }) => thread },
    ],
    persons,
  );
}

const semicolon = (terminal: Terminal) => terminal.say({ zh: "；", en: "; " });

const dated = (terminal: Terminal, day: { readonly due: string; readonly provisional: boolean }) =>
  `${day.due}${day.provisional ? terminal.say({ zh: "（暂定）", en: " (provisional)" }) : ""}`;

const TODOS: Column<CasePerson> = {
  zh: "待办",
  en: "to do",
  of: ({ todos, newNeeds }, terminal) =>
    [
      ...todos.map((todo) =>
        todo === "household-list" ? codeText(terminal, "subjectTodo", todo) : codeText(terminal, "followTodo", todo),
      ),
      ...newNeeds.map((need) => needText(terminal, need)),
    ].join(semicolon(terminal)),
};

/** Gives the columns of a list. */
function columnsOf(list: PersonList): readonly Column<CasePerson>[] {
  switch (list) {
    case "visits":
      return [
        {
          zh: "应回访",
          en: "visit",
          of: ({ visits }, terminal) =>
            visits
              .map(({ kind, due }) => `${kind} ${terminal.say(wordOf("visitKind", kind))} ${due}`)
              .join(semicolon(terminal)),
        },
        {
          zh: "窗口",
          en: "window",
          // The due day does not move; the end of the window may, once the calendar of its year is published.
          of: ({ visits }, terminal) =>
            visits
              .map(({ from, to, provisional }) => `${from}…${dated(terminal, { due: to, provisional })}`)
              .join(semicolon(terminal)),
        },
        {
          zh: "情况",
          en: "so far",
          of: ({ visits }, terminal) =>
            visits
              .map(({ state, homeFrom }) =>
                [
                  codeText(terminal, "duty", state),
                  ...(homeFrom === undefined ? [] : [terminal.say({ zh: "须入户", en: "at home" })]),
                ].join(terminal.say({ zh: "，", en: ", " })),
              )
              .join(semicolon(terminal)),
        },
        {
          zh: "未成功",
          en: "failed",
          of: ({ visits }, terminal) => visits.map(({ attempts }) => String(attempts)).join(semicolon(terminal)),
        },
      ];
    case "evaluation":
      return [
        { zh: "应评估", en: "evaluation", of: ({ evaluation }, terminal) => evaluation && dated(terminal, evaluation) },
        {
          zh: "新措施（D 级）",
          en: "measure (grade D)",
          of: ({ measure }, terminal) => measure && dated(terminal, measure),
        },
      ];
    case "renewal":
      return [
        { zh: "长期帮扶续定", en: "review", of: ({ review }, terminal) => review && dated(terminal, review) },
        {
          zh: "认定到期",
          en: "renewal",
          of: ({ renewals }, terminal) =>
            renewals
              .map(
                ({ need, department, clock }) =>
                  `${needText(terminal, need)} ${partyText(terminal, department)} ${dated(terminal, clock)}`,
              )
              .join(semicolon(terminal)),
        },
      ];
    case "relapse":
      return [
        {
          zh: "前案销号",
          en: "closed before",
          of: ({ relapse }) => relapse && `${relapse.closedOn} ${relapse.thread}`,
        },
        TODOS,
      ];
    case "todo":
      return [{ zh: "死亡", en: "died", of: ({ diedOn }) => diedOn }, TODOS];
  }
}
