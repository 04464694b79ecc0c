import type { Progress } from "../../casework/gap/forecast.ts";
import { listedGapView, yuan } from "../../casework/gap/gap-view.ts";
import { type ListedGap, listGaps } from "../../casework/gap/list-gaps.ts";
import { monthlyFen } from "../../casework/gap/living-need.ts";
import { wordOf } from "../../domain/words/words.ts";
import { dateOf } from "../../domain/day.ts";
import type { AidSubjectList } from "../../schema/generated/aid-subject-list.ts";
import { readCaseFile, readResults } from "../kept/case-file.ts";
import { configFolder, localClocks, localGuidelines } from "../kept/local-rules.ts";
import { pathWords } from "../kept/path-words.ts";
import { documentField } from "../kept/schemas.ts";
import type { Ending } from "../terminal/exit-code.ts";
import { table } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx gap`. */
export interface GapOptions {
  readonly feedback?: readonly string[];
  /** Days by which an application is accepted and decided, ISO, where no feedback says it. */
  readonly accepted?: string;
  readonly decided?: string;
  /** Day on which the list is sealed, ISO; absent: today. */
  readonly sealed?: string;
  readonly on?: string;
  readonly config?: string;
  readonly today: string;
}

/**
 * Runs `aidx gap FILE`: the days on which each household of a list has neither money nor monthly aid to live on. Works on
 * this machine alone; nothing is sent or kept.
 */
export async function gap(terminal: Terminal, file: string, options: GapOptions): Promise<Ending> {
  const today = options.on ?? options.today;
  const sealed = options.sealed ?? today;
  const config = configFolder(terminal, options.config);
  const guidelines = await localGuidelines(terminal, config);
  const clocks = await localClocks(terminal, config);
  const list = await readCaseFile<AidSubjectList>(terminal, file, "aid-subject-list", today);
  const results = await readResults(terminal, options.feedback ?? [], today);
  const known = knownDates(options);
  const fields = await documentField("aid-subject-list");
  const found = listGaps(list, { sealed, today, guidelines, clocks, known, results });
  const parameters = new Map(guidelines.flatMap((guideline) => Object.entries(guideline.parameters ?? {})));
  const households = found.map((one) => ({
    persons: one.subjects.map((index) => list.subjects[index]?.personId ?? ""),
    found: one,
    words: one.missing.map((path) => pathWords(path, fields, parameters)),
  }));
  const data = households.map(({ persons, found }) => ({ persons, ...asJson(found) }));
  const texts = households.map(({ persons, found, words }) =>
    asText(
      terminal,
      persons,
      found,
      words.map((one) => terminal.say(one)),
    ),
  );
  terminal.result({ file, sealed, households: data }, texts.join("\n\n"));
  return "ok";
}

/** Days that the user gives, for the needs that lead to monthly aid. */
function knownDates({ accepted, decided }: GapOptions): ReadonlyMap<string, Progress> {
  const progress: Progress = {
    ...(accepted === undefined ? {} : { acceptedOn: accepted }),
    ...(decided === undefined ? {} : { expectedBy: decided }),
  };
  return new Map(["N01", "N03"].map((need) => [need, progress]));
}

/** The gap as JSON: what the gateway would answer, with what it was computed from, which is known on this machine. */
function asJson(found: ListedGap): object {
  const { members, line, gap } = found;
  return {
    ...listedGapView(found),
    ...(members === undefined ? {} : { members }),
    ...(line === undefined ? {} : { line: yuan(line) }),
    ...(gap === undefined
      ? {}
      : {
          money: gap.stocks.map(({ from, to, stock }) => ({
            kind: stock.kind,
            on: dateOf(stock.on),
            amount: yuan(stock.amount),
            ...(stock.expected === undefined ? {} : { expected: true }),
            covers: { from: dateOf(from), to: dateOf(to) },
          })),
        }),
  };
}

function asText(terminal: Terminal, persons: readonly string[], found: ListedGap, missing: readonly string[]): string {
  const say = (zh: string, en: string) => terminal.say({ zh, en });
  const { gap, need, members, line } = found;
  const lines = [persons.join(" ")];
  if (gap === undefined || need === undefined || line === undefined) {
    lines.push(say("无法测算", "cannot be computed"));
  } else {
    const lacks = yuan(monthlyFen(need));
    lines.push(
      say(
        `每月生活缺口 ${lacks} 元（${members} 人，低保标准 ${yuan(line)} 元）`,
        `lacks ${lacks} yuan a month (${members} members, line ${yuan(line)} yuan)`,
      ),
      say(
        `救助真空 ${gap.days} 日，${gap.level}（${wordOf("gapLevel", gap.level).zh}）`,
        `aid gap of ${gap.days} days, ${gap.level} (${wordOf("gapLevel", gap.level).en})`,
      ),
    );
    const rows = timeline(found, say);
    const heads = [say("起", "from"), say("止（不含）", "until"), say("依靠", "lives on")];
    if (rows.length > 0) lines.push(table(heads, rows));
    if (gap.openAfter !== undefined) {
      lines.push(say(`${gap.openAfter} 起没有可预见的救助`, `nothing is in sight from ${gap.openAfter} on`));
    }
  }
  if (found.parallel) lines.push(say("同步启动：司法救助尚未决定", "in parallel: judicial aid is not decided yet"));
  lines.push(...bridgeLines(found, say));
  if (missing.length > 0) lines.push(say(`缺：${missing.join("；")}`, `missing: ${missing.join("; ")}`));
  return lines.join("\n");
}

type Say = (zh: string, en: string) => string;

/** Rows of the days ahead, in order: money, gaps, monthly aid. */
function timeline({ gap, expected }: ListedGap, say: Say): string[][] {
  const money = (gap?.stocks ?? []).map(({ from, to, stock }) => {
    const kind = stock.kind === "judicial-aid" ? say("司法救助金", "judicial aid") : say("临时救助金", "temporary aid");
    const note = stock.expected === undefined ? "" : say("（预计）", " (expected)");
    return [dateOf(from), dateOf(to), `${kind} ${yuan(stock.amount)}${note}`];
  });
  const gaps = (gap?.runs ?? []).map(({ from, to, days }) => [from, to, say(`真空 ${days} 日`, `gap of ${days} days`)]);
  const monthly = (gap?.monthly ?? []).map(({ from, to }) => {
    const forecast = expected.some(({ paidOn }) => paidOn === dateOf(from)) ? say("（预计）", " (expected)") : "";
    return [dateOf(from), Number.isFinite(to) ? dateOf(to) : "", say("按月救助", "monthly aid") + forecast];
  });
  return [...money, ...gaps, ...monthly].toSorted(([a = ""], [b = ""]) => (a < b ? -1 : a > b ? 1 : 0));
}

function bridgeLines({ bridge }: ListedGap, say: Say): string[] {
  if (bridge === undefined) return [];
  const amount =
    bridge.amount === undefined
      ? ""
      : say(`，参考金额 ${yuan(bridge.amount)} 元`, `, of about ${yuan(bridge.amount)} yuan`);
  const why = bridge.reasons.join(say("、", ", "));
  return [
    say(`建议衔接临时救助（${why}）${amount}`, `temporary aid is suggested (${why})${amount}`),
    ...(bridge.sameCause
      ? [
          say(
            "十二个月内已有临时救助：同一事由的，须说明新情况（国发〔2014〕47号）",
            "temporary aid within twelve months: for the same cause, say what is new (国发〔2014〕47号)",
          ),
        ]
      : []),
  ];
}
