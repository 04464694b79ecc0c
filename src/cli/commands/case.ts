import type { CaseItem } from "../../domain/generated/answers.ts";
import type { Bilingual } from "../../domain/bilingual.ts";
import { wordOf } from "../../domain/words/words.ts";
import { Cases } from "../../sdk/index.ts";
import { isUuid7 } from "../../wire/uuid7.ts";
import { readSentList } from "../kept/sent-list.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { codeWords } from "../kept/code-words.ts";
import { learnParties } from "../program/party-names.ts";
import { codeText, needText, partyText } from "../terminal/codes-in-words.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { localTime } from "../terminal/local-time.ts";
import { planText } from "../terminal/plan-table.ts";
import { followTable } from "../terminal/follow-table.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { dueText, ruleNames, ruleText, worstOf } from "./due.ts";

/** Options of `aidx case`. */
export interface CaseOptions extends PartyOptions {
  /** Folder of the records of pushes. */
  readonly state?: string;
  /** Thread of a list that was not pushed from here. */
  readonly thread?: string;
}

/** Runs `aidx case THREAD|FILE`: shows what became of each need of each person, with the worst deadline of each. */
export async function showCase(terminal: Terminal, asked: string, options: CaseOptions): Promise<Ending> {
  const isThread = isUuid7(asked);
  if (isThread && options.thread !== undefined) {
    throw new CommandError("usage", {
      zh: "--thread 与清单文件同用；已给出移送标识的不用",
      en: "--thread goes with the file of a list, not with the id of a thread",
    });
  }
  const found = isThread
    ? { thread: asked, names: new Map<string, string>() }
    : await readSentList(terminal, asked, options);
  const client = await connect(terminal, options);
  const cases = new Cases(client);
  const { signal } = terminal.world;
  const answer = await cases.case(found.thread, { signal });
  const numbers = await cases.personsByRef(found.thread, [...found.names.keys()], { signal });
  const rules = await ruleNames(client, signal);
  const words = await codeWords();
  await learnParties(terminal, client);
  const items = answer.subjects.flatMap((subject) => subject.items);
  const total = Object.entries(answer.states)
    .map(([state, number]) => `${codeText(terminal, "item", state)} ${number}`)
    .join(terminal.say({ zh: "；", en: "; " }));
  const open = terminal.say({ zh: `待办 ${answer.open} 项`, en: `${answer.open} open` });
  const person = (subject: string) => found.names.get(numbers.get(subject) ?? "") ?? subject.slice(0, 8);
  const followed = answer.subjects.flatMap(({ subject, follow }) =>
    follow === undefined ? [] : [{ person: person(subject), follow }],
  );
  const table = itemTable(terminal, columnsFor(rules, words, person), items);
  const follow = followed.length === 0 ? "" : `\n${followTable(terminal, followed)}`;
  const plan = planText(terminal, answer, person);
  const parts = [`${found.thread}  ${open}  ${total}`, `${table}${follow}`, ...(plan === "" ? [] : [plan])];
  terminal.result(answer, parts.join("\n"));
  return "ok";
}

/** Shows the reason of a refusal: its code, and in Chinese its word. */
function reasonText({ language }: Terminal, reason: string, words: (code: string) => Bilingual): string {
  return language === "zh" ? `${reason} ${words(reason).zh}` : reason;
}

const columnsFor = (
  rules: Awaited<ReturnType<typeof ruleNames>>,
  words: (code: string) => Bilingual,
  person: (subject: string) => string,
): Column<CaseItem>[] => [
  { zh: "人员", en: "person", of: ({ subject }) => person(subject) },
  { zh: "需求", en: "need", of: ({ need }, terminal) => needText(terminal, need) },
  { zh: "部门", en: "department", of: ({ department }, terminal) => partyText(terminal, department) },
  { zh: "状态", en: "state", of: ({ state }, terminal) => codeText(terminal, "item", state) },
  {
    zh: "原因",
    en: "reason",
    of: ({ reason }, terminal) => reason && reasonText(terminal, reason, words),
    optional: true,
  },
  { zh: "自", en: "since", of: ({ since }) => localTime(since).slice(0, 10) },
  {
    zh: "阶段",
    en: "stage",
    of: ({ stage }, terminal) => (stage === undefined ? "" : codeText(terminal, "clockStage", stage)),
  },
  {
    zh: "期限",
    en: "deadline",
    of(item, terminal) {
      const clock = worstOf(item);
      return clock && `${ruleText(terminal, rules, clock)} ${dueText(terminal, clock)}`;
    },
  },
  {
    zh: "提示",
    en: "flags",
    optional: true,
    of: ({ flags }, terminal) => flags.map((flag) => terminal.say(wordOf("itemFlag", flag))).join(" "),
  },
];
