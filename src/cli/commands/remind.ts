import { join, resolve } from "node:path";
import type { LetterDraft } from "../../domain/generated/answers.ts";
import type { LetterKind } from "../../domain/letter.ts";
import type { AidSubjectList } from "../../schema/generated/aid-subject-list.ts";
import { Cases } from "../../sdk/index.ts";
import type { LetterHand } from "../../sheets/reminder-letter.ts";
import { readCaseFile } from "../kept/case-file.ts";
import { readSentList } from "../kept/sent-list.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { learnParties } from "../program/party-names.ts";
import { codeText, partyText } from "../terminal/codes-in-words.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { ruleNames } from "./due.ts";
import { type LetterFiles, writeLetter } from "./letter-draft.ts";

/** Options of `aidx remind`. */
export interface RemindOptions extends PartyOptions, Omit<LetterHand, "transferId"> {
  readonly kind?: LetterKind;
  readonly thread?: string;
  readonly department?: string;
  /** List whose persons the drafts are about. */
  readonly list?: string;
  /** Folder of the records of pushes. */
  readonly state?: string;
  readonly out: string;
  readonly draft?: boolean;
}

/**
 * Runs `aidx remind`: shows which letters about late items are to be written, and with `--draft` writes them from the sender's
 * own list: a document to send for each, and the letter with the names, as PDF and as page to print. Nothing is sent.
 */
export async function remind(terminal: Terminal, options: RemindOptions): Promise<Ending> {
  const { list, draft, kind, department, thread: named, state } = options;
  if (draft === true && list === undefined) {
    throw new CommandError("usage", {
      zh: "起草须用 --list 给出清单文件：姓名只在本机",
      en: "a draft needs --list with the list's file: names are on this machine only",
    });
  }
  const { signal } = terminal.world;
  const client = await connect(terminal, options);
  const cases = new Cases(client);
  const sent =
    list === undefined
      ? undefined
      : await readSentList(terminal, list, {
          ...(state === undefined ? {} : { state }),
          ...(named === undefined ? {} : { thread: named }),
        });
  const thread = sent?.thread ?? named;
  const filter = Object.fromEntries(
    Object.entries({ kind, thread, department }).filter(([, value]) => value !== undefined),
  );
  const { drafts, more } = await cases.letterDrafts(filter, { signal });
  await learnParties(terminal, client);
  const table = itemTable(terminal, COLUMNS, drafts);
  const note = more
    ? terminal.say({
        zh: "还有更多：请用 --thread 或 --department",
        en: "there are more: use --thread or --department",
      })
    : terminal.say({ zh: `共 ${drafts.length} 份`, en: `${drafts.length} letters` });
  if (draft !== true || sent === undefined || list === undefined) {
    terminal.result({ drafts, more }, `${table}\n${note}`);
    return "ok";
  }
  const document = await readCaseFile<AidSubjectList>(terminal, list, "aid-subject-list", options.now.slice(0, 10));
  const persons = await cases.personsByRef(sent.thread, [...sent.names.keys()], { signal });
  const rules = await ruleNames(client, signal);
  const files: ({ readonly kind: string; readonly to: string } & LetterFiles)[] = [];
  const lines: string[] = [];
  for (const one of drafts) {
    const known = one.items.filter(({ subject }) => persons.has(subject));
    if (known.length === 0) continue;
    const name = `${one.kind}-${one.department}-${one.thread.slice(-8)}`;
    const nameOf = (ref: string) => sent.names.get(persons.get(ref) ?? "") ?? "";
    const of = { draft: { ...one, items: known }, list: document, persons, nameOf, rules };
    const written = await writeLetter(resolve(terminal.world.cwd, options.out, name), of, options);
    files.push({ kind: one.kind, to: one.to ?? "", ...written });
    const to = one.to === undefined ? "" : ` --to ${one.to}`;
    lines.push(`  aidx push ${join(options.out, `${name}.json`)} --type reminder --thread ${one.thread}${to}`);
  }
  if (files.length === 0) {
    const none = terminal.say({
      zh: "目前没有应发的函件，未写出文件",
      en: "No letter is due now; nothing was written",
    });
    terminal.result({ files }, none);
    return "ok";
  }
  const next = terminal.say({
    zh: "草稿。由承办人核对、报批，补填 header.documentNumber（文号）与 header.approval（审批）后报送：",
    en: "Drafts. Check them, have them approved, add header.documentNumber and header.approval, then send them:",
  });
  terminal.result({ files }, [table, note, next, ...lines].join("\n"));
  return "ok";
}

const COLUMNS: readonly Column<LetterDraft>[] = [
  { zh: "种类", en: "kind", of: ({ kind }, terminal) => codeText(terminal, "letterKind", kind) },
  { zh: "部门", en: "department", of: ({ department }, terminal) => partyText(terminal, department) },
  { zh: "科室", en: "office", of: ({ office }, terminal) => office && terminal.say(office.name) },
  { zh: "电话", en: "telephone", of: ({ office }) => office?.phone },
  { zh: "期限", en: "deadlines", of: ({ items }) => String(items.length) },
  { zh: "最长逾期工作日", en: "working days late", of: ({ items }) => String(items[0]?.overdueWd ?? "") },
  { zh: "回复期限", en: "reply by", of: ({ replyBy }) => replyBy?.slice(0, 10) },
  {
    zh: "此前函件",
    en: "earlier letters",
    of: ({ earlier }, terminal) =>
      earlier.map(({ kind, state }) => `${kind} ${codeText(terminal, "letterState", state)}`).join(" "),
  },
  { zh: "移送", en: "thread", of: ({ thread }) => thread },
];
