import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import type { CaseItem, InquiryItem } from "../../domain/generated/answers.ts";
import type { InquiryState } from "../../domain/inquiry.ts";
import type { Inquiry } from "../../schema/generated/inquiry.ts";
import { Cases } from "../../sdk/index.ts";
import { isUuid7 } from "../../wire/uuid7.ts";
import { isObject } from "../../wire/value.ts";
import { readCaseFile } from "../kept/case-file.ts";
import { readDocument } from "../kept/document-file.ts";
import { writeJsonOnce } from "../kept/private-file.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { codeText, partyText } from "../terminal/codes-in-words.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { localTime } from "../terminal/local-time.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { push } from "./push.ts";

/** Options of `aidx inquire`. */
export interface InquireOptions extends PartyOptions {
  readonly to?: readonly string[];
  /** Thread of the list whose progress is asked about. */
  readonly thread?: string;
  /** File for the draft of an answer. */
  readonly answer?: string;
  /** Folder of the records of pushes. */
  readonly state?: string;
  /** Today's date in China. */
  readonly today: string;
}

/** Question about progress: answered from the facts of the gateway, and sent to nobody. */
const PROGRESS = "Q15";

/**
 * Runs `aidx inquire FILE`: sends an inquiry; drafts the answer to one that was received; or, when it asks about progress only,
 * answers it from the facts of the list's thread.
 */
export async function inquire(terminal: Terminal, file: string, options: InquireOptions): Promise<Ending> {
  if (options.answer !== undefined) return draftAnswer(terminal, file, options.answer, options.today);
  const { document } = await readDocument(resolve(terminal.world.cwd, file));
  const questions = Array.isArray(document.questions) ? document.questions.filter(isObject) : [];
  if (questions.length > 0 && questions.every(({ code }) => code === PROGRESS)) {
    return progress(terminal, document, options);
  }
  const { thread: _thread, answer: _answer, today: _today, ...sending } = options;
  return push(terminal, [file], { ...sending, type: "inquiry", parallel: 1 });
}

/** Writes an answer with one line for each question about each person; what was found is filled in by a person. */
async function draftAnswer(terminal: Terminal, file: string, out: string, today: string): Promise<Ending> {
  const inquiry = await readCaseFile<Inquiry>(terminal, file, "inquiry", today);
  const { document } = await readDocument(resolve(terminal.world.cwd, file));
  const answers = inquiry.subjects.flatMap(({ personId, stated = [] }) =>
    inquiry.questions.flatMap(({ code }): object[] => {
      const fields = stated.filter(({ question }) => question === code).map(({ field }) => ({ field }));
      return (fields.length === 0 ? [{}] : fields).map((field) => {
        return { personId, question: code, ...field, result: "", asOf: today };
      });
    }),
  );
  const draft = {
    header: {
      transferId: randomUUID(),
      messageType: "INQUIRY_ANSWER",
      answers: inquiry.header.transferId,
      from: { department: "", division: "", name: "" },
      secrecy: "0",
      issuedAt: "",
      officer: { name: "", office: "", phone: "" },
    },
    answers,
  };
  const path = resolve(terminal.world.cwd, out);
  await writeJsonOnce(path, draft);
  const thread = typeof document.thread === "string" && isUuid7(document.thread) ? document.thread : "…";
  const next = `aidx push ${out} --type inquiry-answer --thread ${thread}`;
  terminal.result(
    { file: path, answers: answers.length, next },
    terminal.say({
      zh: `已写入 ${out}：${answers.length} 行，请填写 result（match 一致、mismatch 不一致、absent 查无、not-held 不掌握、refused 不予答复并附 refusal）与答复信息，再执行：\n${next}`,
      en: `wrote ${out}, ${answers.length} lines: fill in each result (match, mismatch, absent, not-held, refused with its refusal) and the header, then:\n${next}`,
    }),
  );
  return "ok";
}

/** Answers the question about progress from the facts of a thread. */
async function progress(
  terminal: Terminal,
  document: Readonly<Record<string, unknown>>,
  { thread, ...options }: InquireOptions,
): Promise<Ending> {
  if (thread === undefined || !isUuid7(thread)) {
    throw new CommandError("usage", {
      zh: "办理进度由网关据事实答复：请以 --thread 指明清单的移送标识",
      en: "progress is answered by the gateway from its facts: name the list's thread with --thread",
    });
  }
  const subjects = Array.isArray(document.subjects) ? document.subjects.filter(isObject) : [];
  const personIds = subjects.flatMap(({ personId }) => (typeof personId === "string" ? [personId] : []));
  const cases = new Cases(await connect(terminal, options));
  const { signal } = terminal.world;
  const refs = await cases.lookUp(thread, personIds, { signal });
  const { subjects: found } = await cases.case(thread, { signal });
  const rows = personIds.flatMap((personId, index): Progress[] => {
    const items = found.find(({ subject }) => subject === refs[index])?.items ?? [];
    if (items.length === 0) return [{ personId, question: PROGRESS, result: "absent" }];
    return items.map((item) => ({ personId, question: PROGRESS, result: "match", item }));
  });
  terminal.result({ thread, answers: rows }, itemTable(terminal, PROGRESS_COLUMNS, rows));
  return "ok";
}

/** Answer about the progress of one need of a person. */
interface Progress {
  readonly personId: string;
  readonly question: string;
  readonly result: "match" | "absent";
  readonly item?: CaseItem;
}

const PROGRESS_COLUMNS: Column<Progress>[] = [
  { zh: "人员", en: "person", of: ({ personId }) => personId },
  { zh: "需求", en: "need", of: ({ item }) => item?.need },
  { zh: "部门", en: "department", of: ({ item }, terminal) => item && partyText(terminal, item.department) },
  {
    zh: "办理进度",
    en: "progress",
    of: ({ item }, terminal) =>
      item === undefined ? terminal.say({ zh: "查无记录", en: "no record" }) : codeText(terminal, "item", item.state),
  },
  { zh: "自", en: "since", of: ({ item }) => item && localTime(item.since).slice(0, 10) },
];

/** Options of `aidx inquiries`. */
export interface InquiriesOptions extends PartyOptions {
  readonly state?: InquiryState;
  readonly often?: boolean;
  readonly limit: number;
}

/** Runs `aidx inquiries`: lists the inquiries that a party made and got; without a state, those that wait for an answer. */
export async function inquiries(
  terminal: Terminal,
  { limit, state, often, ...options }: InquiriesOptions,
): Promise<Ending> {
  const client = await connect(terminal, options);
  const filter = { ...(state === undefined ? {} : { state }), ...(often === undefined ? {} : { often }) };
  const found: InquiryItem[] = [];
  let more = false;
  for await (const one of new Cases(client).inquiries(filter, { signal: terminal.world.signal })) {
    if (found.length === limit) {
      more = true;
      break;
    }
    found.push(one);
  }
  const columns: Column<InquiryItem>[] = [
    { zh: "查询", en: "inquiry", of: ({ message }) => message },
    { zh: "查询方", en: "from", of: ({ asker }) => partyText(terminal, asker) },
    { zh: "被查询方", en: "to", of: ({ party }) => partyText(terminal, party) },
    { zh: "事项", en: "questions", of: ({ questions }) => questions.map(({ code }) => code).join(" ") },
    { zh: "人数", en: "persons", of: ({ subjects }) => String(subjects) },
    { zh: "状态", en: "state", of: (one) => codeText(terminal, "inquiryState", one.state) },
    { zh: "原因", en: "why", of: ({ refusals = [] }) => refusals.join(" ") },
    { zh: "期限", en: "due", of: ({ due = "" }) => (due.length > 10 ? localTime(due) : due) },
    {
      zh: "多次查询人数",
      en: "asked often",
      of: ({ often: persons }) => (persons === undefined ? "" : String(persons)),
    },
  ];
  const note = more
    ? terminal.say({ zh: `仅列出前 ${limit} 项，还有更多：请用 --limit`, en: `the first ${limit} only: use --limit` })
    : terminal.say({ zh: `共 ${found.length} 项`, en: `${found.length} inquiries` });
  terminal.result({ inquiries: found, more }, `${itemTable(terminal, columns, found)}\n${note}`);
  return "ok";
}
