import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { listGaps } from "../../casework/gap/list-gaps.ts";
import { checkGuideline, type SubjectFindings } from "../../casework/guideline/check.ts";
import { checkList, levelsIn } from "../../casework/guideline/check-list.ts";
import { outcomeChanges } from "../../casework/guideline/compare-versions.ts";
import type { Finding, Outcome } from "../../casework/guideline/finding.ts";
import { findingView } from "../../casework/guideline/finding-view.ts";
import { type Guideline, guidelineFor } from "../../casework/guideline/guideline.ts";
import type { GuidelineDocument, Mark } from "../../casework/guideline/guideline-document.ts";
import type { Words } from "../../domain/bilingual.ts";
import { dayInChina } from "../../domain/codes/calendar-date.ts";
import type { Field } from "../../schema/field.ts";
import type { AidSubjectList } from "../../schema/generated/aid-subject-list.ts";
import { readCaseFile, readResults } from "../kept/case-file.ts";
import { configFolder, guidelineFile, localClocks, localGuidelines } from "../kept/local-rules.ts";
import { pathWords } from "../kept/path-words.ts";
import { documentField } from "../kept/schemas.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { inTurn } from "../terminal/in-turn.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

const OUTCOMES: Words<Outcome> = {
  suggest: { zh: "建议", en: "suggested" },
  unknown: { zh: "待查", en: "unknown" },
  no: { zh: "不符合", en: "no" },
};

const MARKS: Words<Mark> = {
  F: { zh: "已核原文", en: "text read" },
  S: { zh: "据转载", en: "as quoted" },
  L: { zh: "各地规定", en: "local" },
  P: { zh: "本项目建议", en: "proposal" },
  U: { zh: "未核", en: "not verified" },
};

/** Options of the commands about guidelines. */
export interface GuidelineOptions {
  /** Folder of the configuration. */
  readonly config?: string;
  /** Day of the check, ISO; absent: today. */
  readonly on?: string;
}

/** Runs `aidx guideline check FILE…`: which aid each person may ask for, why, and what would have to be known. */
export async function guidelineCheck(
  terminal: Terminal,
  files: readonly string[],
  options: GuidelineOptions & { readonly feedback?: readonly string[]; readonly all?: boolean; readonly today: string },
): Promise<Ending> {
  const config = configFolder(terminal, options.config);
  const guidelines = await localGuidelines(terminal, config);
  const clocks = await localClocks(terminal, config);
  const today = options.on ?? options.today;
  const results = await readResults(terminal, options.feedback ?? [], today);
  const fields = await documentField("aid-subject-list");
  return inTurn(
    terminal,
    files,
    (file) => ({ file, ok: false }),
    async (file) => {
      const list = await readCaseFile<AidSubjectList>(terminal, file, "aid-subject-list", today);
      const found = checkList(list, guidelines, {
        today,
        gaps: listGaps(list, { sealed: sealedOn(list), today, guidelines, clocks, results }),
        answersOf: (personId) => results.filter((result) => result.personId === personId),
      });
      showFindings(terminal, { file, list, found, fields, guidelines, all: options.all === true });
      return "ok";
    },
  );
}

/** Day on which a list is sealed: that of its issue. */
function sealedOn({ header }: AidSubjectList): string {
  return dayInChina(new Date(header.issuedAt));
}

interface Shown {
  readonly file: string;
  readonly list: AidSubjectList;
  readonly found: readonly SubjectFindings[];
  readonly fields: Field;
  readonly guidelines: readonly GuidelineDocument[];
  readonly all: boolean;
}

function showFindings(terminal: Terminal, { file, list, found, fields, guidelines, all }: Shown): void {
  const parameters = new Map(guidelines.flatMap((guideline) => Object.entries(guideline.parameters ?? {})));
  const missing = ({ missing }: Finding) => missing.map((path) => terminal.say(pathWords(path, fields, parameters)));
  const reason = (finding: Finding) => {
    const date = finding.date === undefined ? [] : [`${terminal.say(finding.date)} ${finding.date.on}`];
    const lacks =
      finding.missing.length === 0 ? [] : [terminal.say({ zh: "缺：", en: "missing: " }) + missing(finding).join("; ")];
    return [...(finding.outcome === "unknown" ? [] : [terminal.say(finding.explain)]), ...lacks, ...date].join("  ");
  };
  const rows = found.flatMap(({ index, findings }) =>
    findings
      .filter(({ outcome }) => all || outcome !== "no")
      .map((finding) => ({ person: list.subjects[index]?.personId ?? "", finding })),
  );
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { zh: "救助对象", en: "person", of: ({ person }) => person },
    { zh: "结果", en: "outcome", of: ({ finding }) => terminal.say(OUTCOMES[finding.outcome]) },
    { zh: "规则", en: "rule", of: ({ finding }) => `${finding.rule} ${terminal.say(finding.name)}` },
    { zh: "说明", en: "reason", of: ({ finding }) => reason(finding) },
  ];
  const choices = found.flatMap(({ index, choices }) =>
    choices.map(
      (choice) => `${list.subjects[index]?.personId ?? ""}  ${choice.rules.join(" / ")}  ${terminal.say(choice)}`,
    ),
  );
  const none = terminal.say({ zh: "没有适用的指引", en: "no guideline is in force there" });
  const versions = [...new Set(found.map(({ guideline }) => guideline))].join(" ") || none;
  const subjects = found.map(({ findings, ...subject }) => ({
    ...subject,
    personId: list.subjects[subject.index]?.personId,
    findings: findings.map(findingView),
  }));
  const advice = terminal.say({
    zh: "以上为提示，是否采用由承办人决定。",
    en: "These are hints: a person decides.",
  });
  terminal.result(
    { file, ok: true, subjects },
    [`${file}  ${versions}`, itemTable(terminal, columns, rows), ...choices, advice].join("\n"),
  );
}

/** Runs `aidx guideline show [RULE]`: the rules and numbers in force for a division, with their sources. */
export async function guidelineShow(
  terminal: Terminal,
  rule: string | undefined,
  options: GuidelineOptions & { readonly division?: string; readonly today: string },
): Promise<Ending> {
  const documents = await localGuidelines(terminal, configFolder(terminal, options.config));
  const guideline = guidelineFor(documents, options.division, options.on ?? options.today);
  if (guideline === undefined) {
    throw new CommandError("refused", { zh: "没有适用的指引", en: "no guideline is in force there" });
  }
  const rules = guideline.rules.map((compiled) => compiled.rule).filter(({ id }) => rule === undefined || id === rule);
  if (rules.length === 0) throw new CommandError("refused", { zh: "没有该规则", en: "there is no such rule" });
  const source = ({ document, article, status }: (typeof rules)[number]["source"]) =>
    `${document}${article === undefined ? "" : ` ${article}`}（${terminal.say(MARKS[status])}）`;
  const ruleTable = itemTable(
    terminal,
    [
      { zh: "规则", en: "rule", of: ({ id }) => id },
      { zh: "名称", en: "name", of: (one) => terminal.say(one) },
      { zh: "来源", en: "source", of: (one) => source(one.source) },
    ],
    rules,
  );
  const parameters = [...guideline.parameters].map(([name, parameter]) => ({ name, ...parameter }));
  const parameterTable = itemTable(
    terminal,
    [
      { zh: "参数", en: "parameter", of: ({ name }) => name },
      { zh: "名称", en: "name", of: (one) => terminal.say(one) },
      {
        zh: "数值",
        en: "value",
        of: ({ value }) => (value === null ? terminal.say({ zh: "未填写", en: "not set" }) : JSON.stringify(value)),
      },
      { zh: "来源", en: "source", of: (one) => source(one.source) },
    ],
    parameters,
  );
  const condition =
    rule === undefined ? [] : rules.map(({ when }) => JSON.stringify(when, undefined, 2).replace(/^/gm, "  "));
  terminal.result(
    { guideline: guideline.id, rules, parameters },
    [guideline.id, ruleTable, ...condition, ...(rule === undefined ? ["", parameterTable] : [])].join("\n"),
  );
  return "ok";
}

/** Runs `aidx guideline test --cases DIR --old FILE --new FILE`: what a new version says differently of past lists. */
export async function guidelineTest(
  terminal: Terminal,
  options: GuidelineOptions & {
    readonly cases: string;
    readonly old: string;
    readonly new: string;
    readonly today: string;
  },
): Promise<Ending> {
  const config = configFolder(terminal, options.config);
  const before = await guidelineFile(terminal, options.old, config);
  const after = await guidelineFile(terminal, options.new, config);
  const folder = resolve(terminal.world.cwd, options.cases);
  const names = (await readdir(folder).catch(() => undefined))?.filter((name) => name.endsWith(".json")).toSorted();
  if (names === undefined) {
    throw new CommandError("refused", { zh: `无法读取目录：${options.cases}`, en: `cannot read ${options.cases}` });
  }
  const guidelines = await localGuidelines(terminal, config);
  const clocks = await localClocks(terminal, config);
  const today = options.on ?? options.today;
  const changes: { file: string; personId: string; rule: string; before: Outcome; after: Outcome }[] = [];
  const ending = await inTurn(
    terminal,
    names,
    (file) => ({ file, ok: false }),
    async (file) => {
      const list = await readCaseFile<AidSubjectList>(terminal, join(folder, file), "aid-subject-list", today);
      const gapLevelOf = levelsIn(listGaps(list, { sealed: sealedOn(list), today, guidelines, clocks }));
      const judged = (guideline: Guideline) =>
        checkGuideline(list.subjects, { today, gapLevelOf, answersOf: () => [], guidelineOf: () => guideline });
      for (const { index, ...change } of outcomeChanges(judged(before), judged(after))) {
        changes.push({ file, personId: list.subjects[index]?.personId ?? "", ...change });
      }
      return "ok";
    },
  );
  const columns: readonly Column<(typeof changes)[number]>[] = [
    { zh: "规则", en: "rule", of: ({ rule }) => rule },
    { zh: "文件", en: "file", of: ({ file }) => file },
    { zh: "救助对象", en: "person", of: ({ personId }) => personId },
    { zh: "原结果", en: "before", of: (change) => terminal.say(OUTCOMES[change.before]) },
    { zh: "新结果", en: "after", of: (change) => terminal.say(OUTCOMES[change.after]) },
  ];
  const sorted = changes.toSorted((a, b) => (a.rule === b.rule ? 0 : a.rule < b.rule ? -1 : 1));
  const total = terminal.say({
    zh: `${names.length} 份清单，${changes.length} 处变化`,
    en: `${names.length} lists, ${changes.length} changes`,
  });
  terminal.result(
    { lists: names.length, changes: sorted },
    changes.length === 0 ? total : [itemTable(terminal, columns, sorted), total].join("\n"),
  );
  return ending;
}
