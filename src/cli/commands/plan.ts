import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { listGaps } from "../../casework/gap/list-gaps.ts";
import { checkList } from "../../casework/guideline/check-list.ts";
import { planGaps } from "../../casework/plan/check-plan.ts";
import { draftPlan } from "../../casework/plan/draft-plan.ts";
import { dayInChina } from "../../domain/codes/calendar-date.ts";
import type { Bilingual } from "../../domain/bilingual.ts";
import { dateOf, dayOf } from "../../domain/day.ts";
import { NEED_WORDS } from "../../domain/words/need-words.ts";
import type { Field } from "../../schema/field.ts";
import type { AidSubjectList } from "../../schema/generated/aid-subject-list.ts";
import type { Plan } from "../../schema/generated/plan.ts";
import { type ApprovalOptions, approvedHead } from "../kept/approved-head.ts";
import { readCaseFile } from "../kept/case-file.ts";
import { configFolder, localClocks, localGuidelines, localRouting } from "../kept/local-rules.ts";
import { documentField } from "../kept/schemas.ts";
import { writeJsonOnce } from "../kept/private-file.ts";
import { codeText } from "../terminal/codes-in-words.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx plan`. */
export interface PlanOptions extends ApprovalOptions {
  /** The list against which a plan is checked. */
  readonly list?: string;
  /** Where the draft of a plan goes; the file is then a list. */
  readonly out?: string;
  readonly config?: string;
  /** The present moment, RFC 3339 with the offset of China. */
  readonly now: string;
}

/** Days until a measure of a draft is due when the list names none. */
const DRAFT_DAYS = 60;

/**
 * Runs `aidx plan FILE`: with `--out` drafts the plan of a list, with what the guideline suggests; with `--list` checks a plan against
 * its list. Prints who gets which measure. Works on this machine alone; nothing is sent.
 */
export async function plan(terminal: Terminal, file: string, options: PlanOptions): Promise<Ending> {
  const { list, out } = options;
  if ((list === undefined) === (out === undefined)) {
    throw new CommandError("usage", {
      zh: "核对方案用 --list 清单，起草方案用 --out 文件，二者择一",
      en: "give --list to check a plan, or --out to draft one from a list",
    });
  }
  return out === undefined ? check(terminal, file, list ?? "", options) : draft(terminal, file, out, options);
}

async function check(terminal: Terminal, file: string, listFile: string, { now }: PlanOptions): Promise<Ending> {
  const today = now.slice(0, 10);
  const found = await readCaseFile<Plan>(terminal, file, "plan", today);
  const list = await readCaseFile<AidSubjectList>(terminal, listFile, "aid-subject-list", today);
  const missing = planGaps(found, list);
  const rows = rowsOf(found.subjects, list);
  const names = namesIn(list);
  const say = (zh: string, en: string) => terminal.say({ zh, en });
  const lines = missing.map(({ personId, need }) =>
    need === undefined
      ? say(`${personId} 不在清单中`, `${personId} is not in the list`)
      : say(
          `${names.get(personId)}（${personId}）的需求 ${need} ${needWord(terminal, need)} 既无措施，也未说明不安排的理由`,
          `need ${need} (${needWord(terminal, need)}) of ${personId} has neither a measure nor a reason why not`,
        ),
  );
  const other =
    found.header.answers === list.header.transferId
      ? []
      : [say("方案所依据的不是此清单", "the plan belongs to another list")];
  terminal.result(
    {
      file,
      measures: rows.map(({ person: _person, ...row }) => row),
      missing,
      ok: missing.length + other.length === 0,
    },
    [itemTable(terminal, table(await departmentWords()), rows), ...lines, ...other].join("\n"),
  );
  return missing.length + other.length === 0 ? "ok" : "refused";
}

async function draft(terminal: Terminal, file: string, out: string, options: PlanOptions): Promise<Ending> {
  const today = options.now.slice(0, 10);
  const config = configFolder(terminal, options.config);
  const guidelines = await localGuidelines(terminal, config);
  const clocks = await localClocks(terminal, config);
  const list = await readCaseFile<AidSubjectList>(terminal, file, "aid-subject-list", today);
  const sealed = dayInChina(new Date(list.header.issuedAt));
  const gaps = listGaps(list, { sealed, today, guidelines, clocks });
  const drafted = draftPlan(list, {
    transferId: randomUUID(),
    issuedAt: options.now,
    dueBy: dateOf(dayOf(today) + DRAFT_DAYS),
    routing: await localRouting(terminal, config),
    findings: checkList(list, guidelines, { today, gaps, answersOf: () => [] }),
    newId: randomUUID,
  });
  const written = resolve(terminal.world.cwd, out);
  const header = { ...drafted.header, ...approvedHead(options, options.now) };
  await writeJsonOnce(written, { ...drafted, header });
  const rows = rowsOf(drafted.subjects, list);
  const note = terminal.say({
    zh: "草稿。由承办人逐项取舍认定指引的建议（basis.choice；不采纳的写明 reason，或者移入 declined），补填各人 personView；文号、审批未用 --number、--approver 写明的，在 header.listNumber、header.approval 补填，再核对：",
    en: "A draft. Decide on each suggestion of the guideline (basis.choice; declined with a reason, or moved to declined), add each personView, and header.listNumber and header.approval unless --number and --approver gave them, then check it:",
  });
  const { legalBasis } = drafted.header;
  const basis = terminal.say({
    zh: "清单以同意为依据，而同意未列明帮扶方案：草稿改以法定职责为依据（header.legalBasis: statutory-duty），请承办人核对",
    en: "The list rests on consent, which names no plan: the draft rests on a statutory duty (header.legalBasis); is that so here?",
  });
  const lines = [
    itemTable(terminal, table(await departmentWords()), rows),
    ...(legalBasis === list.header.legalBasis ? [] : [basis]),
    note,
    `  aidx plan ${out} --list ${file}`,
  ];
  terminal.result(
    { file: written, legalBasis, measures: rows.map(({ person: _person, ...row }) => row) },
    lines.join("\n"),
  );
  return "ok";
}

type Measure = Plan["subjects"][number]["plan"]["measures"][number];

interface Row
  extends Pick<Measure, "measureId" | "need" | "kind" | "owner" | "ownerName" | "dueBy" | "text" | "basis"> {
  readonly personId: string;
  readonly person: string;
}

function namesIn({ subjects }: AidSubjectList): ReadonlyMap<string, string> {
  return new Map(subjects.map(({ personId, identity }) => [personId, identity?.name ?? personId]));
}

/** Rows by owner, so that each department's measures stand together. */
function rowsOf(
  subjects: readonly { readonly personId: string; readonly plan: { readonly measures: readonly Measure[] } }[],
  list: AidSubjectList,
): Row[] {
  const names = namesIn(list);
  return subjects
    .flatMap(({ personId, plan: { measures } }) =>
      measures.map((measure) => ({ ...measure, personId, person: names.get(personId) ?? personId })),
    )
    .toSorted((a, b) => (a.owner < b.owner ? -1 : a.owner > b.owner ? 1 : 0));
}

/** Words of the departments by their functions, as the schema has them. */
async function departmentWords(): Promise<ReadonlyMap<string, Bilingual>> {
  const list = await documentField("aid-subject-list");
  const member = (of: Field | undefined, name: string) => of?.members.find((one) => one.name === name);
  const needs = member(member(list, "subjects")?.items, "needs");
  const codes = member(member(needs, "items")?.items, "department")?.codes ?? [];
  return new Map(codes.map(({ code, zh, en }) => [code, { zh, en }]));
}

function needWord(terminal: Terminal, need: string): string {
  const words = NEED_WORDS[need];
  return words === undefined ? need : terminal.say(words);
}

const table = (departments: ReadonlyMap<string, Bilingual>): Column<Row>[] => [
  {
    zh: "承担单位",
    en: "owner",
    of({ owner, ownerName }, terminal) {
      const words = departments.get(owner);
      if (words !== undefined) return terminal.say(words);
      const known = owner === "procuratorate" || owner === "social-work";
      return ownerName ?? (known ? codeText(terminal, "role", owner) : owner);
    },
  },
  { zh: "救助对象", en: "person", of: ({ person }) => person },
  { zh: "需求", en: "need", of: ({ need }, terminal) => `${need} ${needWord(terminal, need)}` },
  { zh: "措施", en: "measure", of: ({ kind }, terminal) => codeText(terminal, "measureKind", kind) },
  { zh: "内容", en: "what", of: ({ text }) => text ?? "" },
  { zh: "期限", en: "due", of: ({ dueBy }) => dueBy },
  {
    zh: "指引",
    en: "guideline",
    of({ basis }, terminal) {
      if (basis === undefined) return "";
      const choice =
        basis.choice === "accepted"
          ? terminal.say({ zh: "采纳", en: "accepted" })
          : terminal.say({ zh: "不采纳", en: "declined" });
      return `${basis.ruleId} ${choice}`;
    },
  },
];
