import type { CaseItem, DeadlineRules, ItemClock } from "../../domain/generated/answers.ts";
import { type PersonList, PERSON_LISTS } from "../../domain/follow.ts";
import { type Worklist, WORKLISTS } from "../../domain/item.ts";
import { Cases, type GatewayClient } from "../../sdk/index.ts";
import { formed, listOf, members, text } from "../../sdk/answer-shape.ts";
import { present } from "../../wire/present.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { learnParties } from "../program/party-names.ts";
import { codeText, needText, partyText } from "../terminal/codes-in-words.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { localTime } from "../terminal/local-time.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { personTable, readPersons } from "./person-list.ts";

/** Options of `aidx due`. */
export interface DueOptions extends PartyOptions {
  readonly list?: string;
  readonly stage?: string;
  readonly need?: string;
  readonly department?: string;
  readonly on?: string;
  readonly limit: number;
}

/** Stages from the worst on. */
const ORDER = ["meeting", "supervise", "overdue", "due-soon"];

const RULES = members({ rules: listOf(members({ id: text, zh: text, en: text })) });

/** Runs `aidx due`: lists the items of a party that want somebody, the worst first. */
export async function due(terminal: Terminal, options: DueOptions): Promise<Ending> {
  const client = await connect(terminal, options);
  const cases = new Cases(client);
  const { signal } = terminal.world;
  const { list, limit, stage, need, department, on } = options;
  const filter = Object.fromEntries(
    Object.entries({ stage, need, department, on }).filter(([, value]) => value !== undefined),
  );
  const ofPersons = PERSON_LISTS.find((name) => name === list);
  if (ofPersons !== undefined) return showPersons(terminal, cases, ofPersons, options);
  const found: CaseItem[] = [];
  let more = false;
  for (const name of listsFor(list, stage)) {
    for await (const item of cases.worklist(name, filter, { signal })) {
      if (found.length === limit) {
        more = true;
        break;
      }
      found.push(item);
    }
  }
  const names = await ruleNames(client, signal);
  await learnParties(terminal, client);
  const sorted = found.toSorted(byUrgency);
  const rows = sorted.map((item) => ({ item, clock: worstOf(item) }));
  const note = more
    ? terminal.say({
        zh: `仅列出前 ${limit} 项，还有更多：请用 --limit、--department 或 --need`,
        en: `the first ${limit} only, there are more: use --limit, --department or --need`,
      })
    : terminal.say({ zh: `共 ${rows.length} 项`, en: `${rows.length} items` });
  terminal.result({ items: sorted, more }, `${itemTable(terminal, columns(names), rows)}\n${note}`);
  return "ok";
}

/** Shows a work list of persons. @throws {CommandError} `usage` for a stage, which items have and persons have not */
async function showPersons(
  terminal: Terminal,
  cases: Cases,
  list: PersonList,
  { stage, need, department, on, limit }: DueOptions,
): Promise<Ending> {
  if (stage !== undefined) {
    throw new CommandError("usage", {
      zh: "--stage 仅用于事项的清单",
      en: "--stage is for lists of items only",
    });
  }
  const { persons, more } = await readPersons(terminal, cases, list, { ...present({ need, department, on }), limit });
  const table = personTable(terminal, list, persons);
  terminal.result({ persons, more }, `${table}\n${countNote(terminal, persons.length, more)}`);
  return "ok";
}

/** Tells how many persons are shown, and whether there are more. */
export function countNote(terminal: Terminal, shown: number, more: boolean): string {
  return more
    ? terminal.say({
        zh: `仅列出前 ${shown} 人，还有更多：请用 --limit、--department 或 --need`,
        en: `the first ${shown} persons only, there are more: use --limit, --department or --need`,
      })
    : terminal.say({ zh: `共 ${shown} 人`, en: `${shown} persons` });
}

/** Lists that have what was asked for: all that is due soon or worse, unless a stage or a list is named. */
function listsFor(list: string | undefined, stage: string | undefined): readonly Worklist[] {
  if (list !== undefined) return WORKLISTS.filter((name) => name === list);
  if (stage === undefined) return ["overdue", "due"];
  return stage === "due-soon" ? ["due"] : ["overdue"];
}

interface Row {
  readonly item: CaseItem;
  readonly clock: ItemClock | undefined;
}

/** Finds the clock that is in the item's stage; of several the one that ended first. */
export function worstOf({ clocks, stage }: Pick<CaseItem, "clocks" | "stage">): ItemClock | undefined {
  return clocks
    .filter((clock) => stage !== undefined && clock.stage === stage && clock.hint === undefined)
    .toSorted((a, b) => compare(a.due, b.due))[0];
}

function byUrgency(a: CaseItem, b: CaseItem): number {
  const place = (item: CaseItem) => (ORDER.indexOf(item.stage ?? "") + ORDER.length + 1) % (ORDER.length + 1);
  return place(a) - place(b) || compare(worstOf(a)?.due ?? "", worstOf(b)?.due ?? "") || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Names of the rules in force; a rule of an earlier version has no name here. */
export async function ruleNames(
  client: GatewayClient,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, { readonly zh: string; readonly en: string }>> {
  const answer = await client.json({ method: "GET", path: "/v1/deadlines", signal });
  const { rules } = formed<Pick<DeadlineRules, "rules">>(answer, RULES);
  return new Map(rules.toReversed().map(({ id, zh, en }) => [id, { zh, en }]));
}

/** Writes the rule of a clock, with its name where that is known. */
export function ruleText(
  terminal: Terminal,
  names: Awaited<ReturnType<typeof ruleNames>>,
  { rule }: Pick<ItemClock, "rule">,
): string {
  const name = names.get(rule);
  return name === undefined ? rule : `${rule} ${terminal.say(name)}`;
}

/** Writes the last day of a clock; a day that rests on an unpublished calendar is provisional. */
export function dueText(terminal: Terminal, { due: day, provisional }: ItemClock): string {
  const shown = day.length === 10 ? day : localTime(day);
  return provisional ? `${shown}${terminal.say({ zh: "（暂定）", en: " (provisional)" })}` : shown;
}

const columns = (names: Awaited<ReturnType<typeof ruleNames>>): Column<Row>[] => [
  {
    zh: "阶段",
    en: "stage",
    of: ({ item: { stage } }, terminal) => (stage === undefined ? "" : codeText(terminal, "clockStage", stage)),
  },
  { zh: "到期", en: "due", of: ({ clock }, terminal) => clock && dueText(terminal, clock) },
  {
    zh: "期限",
    en: "deadline",
    of: ({ clock }, terminal) => clock && ruleText(terminal, names, clock),
  },
  { zh: "部门", en: "department", of: ({ item }, terminal) => partyText(terminal, item.department) },
  { zh: "需求", en: "need", of: ({ item }, terminal) => needText(terminal, item.need) },
  { zh: "状态", en: "state", of: ({ item: { state } }, terminal) => codeText(terminal, "item", state) },
  {
    zh: "提示",
    en: "flags",
    optional: true,
    of: ({ item: { flags } }, terminal) => flags.map((flag) => codeText(terminal, "itemFlag", flag)).join(" "),
  },
  {
    zh: "真空",
    en: "gap",
    optional: true,
    of: ({ item: { gap } }, terminal) =>
      gap && `${gap.level} ${gap.days}${terminal.say({ zh: " 日", en: " days" })} ${gap.from ?? ""}…${gap.to ?? ""}`,
  },
  {
    zh: "函件",
    en: "letter",
    optional: true,
    of({ item: { letters = [] } }, terminal) {
      const last = letters.at(-1);
      if (last === undefined) return "";
      return `${codeText(terminal, "letterKind", last.kind)} ${codeText(terminal, "letterState", last.state)}`;
    },
  },
  { zh: "移送", en: "thread", of: ({ item }) => item.thread },
  { zh: "人员", en: "person", of: ({ item }) => item.subject.slice(0, 8) },
];
