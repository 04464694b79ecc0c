import { extname, resolve } from "node:path";
import { computedGrade, draftEvaluation, type DraftSources } from "../../casework/follow/draft-evaluation.ts";
import { draftVisit, nextDuty } from "../../casework/follow/draft-visit.ts";
import type { CaseItem, SubjectFollow } from "../../domain/generated/answers.ts";
import type { Score } from "../../domain/grade.ts";
import { wordOf } from "../../domain/words/words.ts";
import type { Plan } from "../../schema/generated/plan.ts";
import { entriesOf, groupOf, isGroup, textOf } from "../../schema/reading.ts";
import { Cases, type GatewayClient } from "../../sdk/index.ts";
import { entryFilling, entryLayout, entryPage, type EntryPerson } from "../../sheets/entry-sheet.ts";
import { templateSheets } from "../../sheets/template.ts";
import { writeXlsx } from "../../sheets/xlsx/write-xlsx.ts";
import { present } from "../../wire/present.ts";
import { readCaseFile } from "../kept/case-file.ts";
import { readDocument } from "../kept/document-file.ts";
import { writeNew } from "../kept/private-file.ts";
import { documentField } from "../kept/schemas.ts";
import { readSentList, type SentList } from "../kept/sent-list.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { importFilled } from "./import-filled.ts";

/** Options of `aidx visit record` and `aidx evaluate`. */
export interface EntryOptions extends PartyOptions {
  /** Where the workbook (.xlsx), the sheets to print (.html), or the document of a filled workbook goes. */
  readonly out: string;
  readonly xlsx?: string;
  /** Folder of the records of pushes. */
  readonly state?: string;
  /** Thread of a list that was not pushed from here. */
  readonly thread?: string;
  /** Plan of the list: how it was before. */
  readonly plan?: string;
  /** The present moment, RFC 3339 with the offset of China. */
  readonly now: string;
}

/** A kind of document that a clerk writes a row a person. */
interface Kind {
  readonly type: "visit" | "evaluation";
  readonly list: string;
  readonly title: string;
  readonly words: { readonly zh: string; readonly en: string };
  readonly given: readonly string[];
  /** Tells what the case says of a person; undefined where nothing is to be written. */
  known(follow: SubjectFollow, sources: DraftSources): Omit<EntryPerson, "personId" | "name"> | undefined;
  /** Adds what follows from the case to an entry that was filled in. */
  completed?(entry: Entry, follow: SubjectFollow): Entry;
}

type Entry = Readonly<Record<string, unknown>>;

const VISIT: Kind = {
  type: "visit",
  list: "visits",
  title: "回访记录",
  words: { zh: "回访", en: "visits" },
  given: ["kind", "by"],
  known(follow) {
    const duty = nextDuty(follow);
    if (duty === undefined || duty.state === "planned") return undefined;
    const home = duty.homeFrom === undefined ? "" : "，须入户";
    const { zh } = wordOf("visitKind", duty.kind);
    return { known: { ...draftVisit(duty) }, hint: `${duty.kind} ${zh}，窗口 ${duty.from} 至 ${duty.to}${home}` };
  },
};

const EVALUATION: Kind = {
  type: "evaluation",
  list: "evaluations",
  title: "救助效果评估表",
  words: { zh: "评估", en: "evaluations" },
  given: ["from", "to", "scoredBy", "vetoes", "gradeComputed"],
  known(follow, sources) {
    const { next } = follow;
    if (next === undefined || next.due > sources.today) return undefined;
    const { before, after, items, ...known } = draftEvaluation(follow, sources);
    const isOpen = [...before, ...after].some(({ score }) => score === undefined);
    const open = isOpen ? "；评分有待填写，测算等级可不填，导入时测算" : "";
    return { known, rows: { before, after, items }, hint: `应于 ${next.due} 评估${open}` };
  },
  completed(entry, follow) {
    const gradeComputed = computedGrade(entry, follow);
    return gradeComputed === undefined ? entry : { ...entry, gradeComputed };
  },
};

const UNASKED = {
  zh: "仅按数据规范核对，未与案件核对；用 --party 指明本单位即可核对",
  en: "Checked by the schema alone; with --party the gateway checks it against the case",
};

/** Runs `aidx visit record LIST`: the workbook or sheets for the visits that are due, or the record of a filled workbook. */
export function recordVisits(terminal: Terminal, file: string, options: EntryOptions): Promise<Ending> {
  return entries(terminal, VISIT, file, options);
}

/**
 * Runs `aidx evaluate LIST`: the same for evaluations that are due, drafted from the case; grade and conclusion are for a person to
 * confirm.
 */
export function evaluate(terminal: Terminal, file: string, options: EntryOptions): Promise<Ending> {
  return entries(terminal, EVALUATION, file, options);
}

async function entries(terminal: Terminal, kind: Kind, file: string, options: EntryOptions): Promise<Ending> {
  const sent = await readSentList(terminal, file, options);
  const { document } = await readDocument(resolve(terminal.world.cwd, file));
  const list = isGroup(document["body"]) ? document["body"] : document;
  const layout = entryLayout(await documentField(kind.type), kind.given);
  const { out, xlsx, now } = options;
  if (xlsx !== undefined) {
    const isParty = (options.party ?? terminal.world.env.AIDX_PARTY ?? "") !== "";
    const client = isParty ? await connect(terminal, options) : undefined;
    return importFilled(terminal, {
      layout,
      type: kind.type,
      version: "1",
      list: kind.list,
      words: kind.words,
      persons: new Set(sent.names.keys()),
      answers: textOf(groupOf(list, "header"), "transferId") ?? "",
      thread: sent.thread,
      xlsx,
      out,
      now,
      unasked: UNASKED,
      ...present({ client, completed: client && (await completer(terminal, kind, client, sent)) }),
    });
  }
  const format = extname(out).toLowerCase();
  if (format !== ".xlsx" && format !== ".html") {
    throw new CommandError("usage", {
      zh: "--out 须以 .xlsx（表格）或 .html（打印）结尾；已填好的表用 --xlsx 指明",
      en: "--out ends in .xlsx (workbook) or .html (to print); a filled workbook is named by --xlsx",
    });
  }
  const client = await connect(terminal, options);
  const goals = await goalsIn(terminal, options);
  const persons = (await readFollowed(terminal, client, sent)).flatMap(({ personId, follow, items }): EntryPerson[] => {
    const told = kind.known(follow, {
      today: now.slice(0, 10),
      party: client.party,
      items,
      difficulties: difficultiesOf(list, personId),
      goals: goals.get(personId) ?? [],
    });
    return told === undefined ? [] : [{ personId, name: sent.names.get(personId) ?? personId, ...told }];
  });
  if (persons.length === 0) {
    throw new CommandError("refused", {
      zh: `此移送目前没有应进行的${kind.words.zh}`,
      en: `no ${kind.words.en} are due in this thread now`,
    });
  }
  const type = kind.type === "visit" ? "VISIT" : "EVALUATION";
  const number = textOf(groupOf(list, "header"), "listNumber") ?? "";
  const bytes =
    format === ".html"
      ? entryPage(layout, kind.title, number, persons)
      : writeXlsx(templateSheets(layout, entryFilling(layout, type, list, persons)), kind.title);
  await writeNew(resolve(terminal.world.cwd, out), bytes);
  terminal.result(
    { file: out, persons: persons.length },
    `${out}  ${terminal.say({ zh: `${persons.length} 人`, en: `${persons.length} persons` })}`,
  );
  return "ok";
}

interface Followed {
  readonly personId: string;
  readonly follow: SubjectFollow;
  readonly items: readonly CaseItem[];
}

/** Reads the follow-up of the persons of one's own list. */
async function readFollowed(terminal: Terminal, client: GatewayClient, sent: SentList): Promise<Followed[]> {
  const cases = new Cases(client);
  const { signal } = terminal.world;
  const numbers = await cases.personsByRef(sent.thread, [...sent.names.keys()], { signal });
  const { subjects } = await cases.case(sent.thread, { signal });
  return subjects.flatMap(({ subject, follow, items }) => {
    const personId = numbers.get(subject);
    return personId === undefined || follow === undefined ? [] : [{ personId, follow, items }];
  });
}

/** Makes what completes the entries of a filled workbook from the case. */
async function completer(terminal: Terminal, { completed }: Kind, client: GatewayClient, sent: SentList) {
  if (completed === undefined) return undefined;
  const persons = await readFollowed(terminal, client, sent);
  const follows = new Map(persons.map(({ personId, follow }) => [personId, follow]));
  return (entry: Entry): Entry => {
    const follow = follows.get(textOf(entry, "personId") ?? "");
    return follow === undefined ? entry : completed(entry, follow);
  };
}

/** Reads the scores with which a plan began, by person. */
async function goalsIn(terminal: Terminal, { plan, now }: EntryOptions): Promise<ReadonlyMap<string, Score[]>> {
  if (plan === undefined) return new Map();
  const { subjects } = await readCaseFile<Plan>(terminal, plan, "plan", now.slice(0, 10));
  return new Map(
    subjects.map(({ personId, plan: { goals = [] } }) => [
      personId,
      goals.map(({ difficultyType, before }) => ({ type: difficultyType, score: before })),
    ]),
  );
}

/** Lists the kinds of difficulty that a list names of a person. */
function difficultiesOf(list: Entry, personId: string): string[] {
  const subject = entriesOf(list, "subjects").find(([, one]) => one["personId"] === personId)?.[1];
  const types = groupOf(subject, "difficulty")?.["types"];
  return Array.isArray(types) ? types.filter((type) => typeof type === "string") : [];
}
