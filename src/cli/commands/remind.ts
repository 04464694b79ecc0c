import { randomUUID } from "node:crypto";
import { join, resolve } from "node:path";
import type { LetterDraft } from "../../domain/generated/answers.ts";
import type { LetterKind } from "../../domain/letter.ts";
import { wordOf } from "../../domain/words/words.ts";
import { NEED_WORDS } from "../../domain/words/need-words.ts";
import type { AidSubjectList } from "../../schema/generated/aid-subject-list.ts";
import { Cases } from "../../sdk/index.ts";
import { letterPage } from "../../sheets/letter-page.ts";
import { readCaseFile } from "../kept/case-file.ts";
import { writeJsonOnce, writeNew } from "../kept/private-file.ts";
import { personsByRef, readSentList } from "../kept/sent-list.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { codeText } from "../terminal/codes-in-words.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { ruleNames } from "./due.ts";

/** Options of `aidx remind`. */
export interface RemindOptions extends PartyOptions {
  readonly kind?: LetterKind;
  readonly thread?: string;
  readonly department?: string;
  /** List whose persons the drafts are about. */
  readonly list?: string;
  /** Folder of the records of pushes. */
  readonly state?: string;
  readonly out: string;
  readonly draft?: boolean;
  /** Number of the letter (文号), and who approved it when. */
  readonly number?: string;
  readonly approver?: string;
  readonly approvedAt?: string;
  /** The present moment, RFC 3339 with the offset of China. */
  readonly now: string;
}

/**
 * Runs `aidx remind`: shows which letters about late items are to be written, and with `--draft` writes them from the sender's
 * own list: a document to send for each, and a sheet to print with the names. Nothing is sent.
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
  const persons = await personsByRef(cases, sent, signal);
  const rules = await ruleNames(client, signal);
  const files: { readonly kind: string; readonly to: string; readonly file: string; readonly sheet: string }[] = [];
  const lines: string[] = [];
  for (const one of drafts) {
    const known = one.items.filter(({ subject }) => persons.has(subject));
    if (known.length === 0) continue;
    const of = { ...one, items: known };
    const name = `${one.kind}-${one.department}-${one.thread.slice(-8)}`;
    const file = resolve(terminal.world.cwd, join(options.out, `${name}.json`));
    const sheet = resolve(terminal.world.cwd, join(options.out, `${name}.html`));
    await writeJsonOnce(file, letterDocument(of, document, persons, options));
    await writeNew(
      sheet,
      sheetOf(of, document, (ref) => sent.names.get(persons.get(ref) ?? "") ?? "", rules, options),
    );
    files.push({ kind: one.kind, to: one.to ?? "", file, sheet });
    const to = one.to === undefined ? "" : ` --to ${one.to}`;
    lines.push(`  aidx push ${join(options.out, `${name}.json`)} --type reminder --thread ${one.thread}${to}`);
  }
  const next = terminal.say({
    zh: "草稿。由承办人核对、报批，补填 header.documentNumber（文号）与 header.approval（审批）后报送：",
    en: "Drafts. Check them, have them approved, add header.documentNumber and header.approval, then send them:",
  });
  terminal.result({ files }, [table, note, next, ...lines].join("\n"));
  return "ok";
}

/** Makes the document of type `reminder`. It names persons by their numbers in the list, which the department has. */
function letterDocument(
  draft: LetterDraft,
  { header }: AidSubjectList,
  persons: ReadonlyMap<string, string>,
  { now, number, approver, approvedAt }: RemindOptions,
) {
  const { kind, items, earlier, replyBy, office, checklist, department } = draft;
  return {
    header: {
      transferId: randomUUID(),
      ...(number === undefined ? {} : { documentNumber: number }),
      messageType: "REMINDER",
      answers: header.transferId,
      from: header.from,
      secrecy: "0",
      issuedAt: now,
      officer: header.officer,
      ...(approver === undefined ? {} : { approval: { approver, approvedAt: approvedAt ?? now } }),
    },
    kind,
    ...(office === undefined ? {} : { office: office.name.zh }),
    items: items.map(({ item: _item, subject, ...rest }) => ({
      personId: persons.get(subject),
      ...rest,
      ...(kind === "4" ? { party: department } : {}),
    })),
    ...(replyBy === undefined ? {} : { replyBy: replyBy.slice(0, 10) }),
    ...(earlier.length === 0 ? {} : { earlier: earlier.map((one) => ({ kind: one.kind, sentOn: one.sentOn })) }),
    ...(checklist === undefined
      ? {}
      : {
          checklist: {
            law: checklist.law.join("；").slice(0, 500),
            evidence: checklist.evidence.join("；").slice(0, 1000),
            publicInterest: false,
          },
        }),
  };
}

function sheetOf(
  { kind, name, office, items, earlier, replyBy = "", agenda, checklist }: LetterDraft,
  { header }: AidSubjectList,
  nameOf: (ref: string) => string,
  rules: Awaited<ReturnType<typeof ruleNames>>,
  { number, approver }: RemindOptions,
): string {
  const { officer, from } = header;
  const addressee = kind === "4" ? wordOf("role", "convener").zh : name.zh;
  return letterPage({
    kind,
    from: from.name,
    documentNumber: number,
    to: office === undefined ? addressee : `${addressee}（${office.name.zh}）`,
    department: name.zh,
    list: `《救助对象信息移送清单》（${header.listNumber}）`,
    lines: items.map(({ subject, need, ruleId, due, overdueWd }) => ({
      name: nameOf(subject),
      need: `${need} ${NEED_WORDS[need]?.zh ?? ""}`.trim(),
      rule: `${ruleId} ${rules.get(ruleId)?.zh ?? ""}`.trim(),
      due: due.slice(0, 10),
      overdueWd,
    })),
    earlier: earlier.map((one) => `${one.sentOn} ${wordOf("letterKind", one.kind).zh}`),
    replyBy: replyBy.slice(0, 10),
    agenda: agenda?.zh,
    checklist,
    officer: `${officer.name} ${officer.phone}`,
    approver,
  });
}

const COLUMNS: readonly Column<LetterDraft>[] = [
  { zh: "种类", en: "kind", of: ({ kind }, terminal) => codeText(terminal, "letterKind", kind) },
  { zh: "部门", en: "department", of: ({ department }) => department },
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
