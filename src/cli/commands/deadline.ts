import type { ComputedDeadline, ComputedDeadlines } from "../../domain/generated/answers.ts";
import { periodWords } from "../../domain/words/period-words.ts";
import { code, formed, listOf, members, optional, text } from "../../sdk/answer-shape.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { codeText } from "../terminal/codes-in-words.ts";
import type { Ending } from "../terminal/exit-code.ts";
import { localTime } from "../terminal/local-time.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx deadline`. */
export interface DeadlineOptions extends PartyOptions {
  readonly division?: string;
  readonly need?: string;
  readonly urgency?: string;
  readonly circumstance?: string;
  readonly extension?: string;
}

const RULE = members({
  id: text,
  zh: text,
  en: text,
  start: text,
  roll: code,
  period: members({}),
  source: members({ document: text, status: code, article: optional(text) }),
});
const ANSWER = members({
  version: text,
  deadlines: listOf(
    members({
      start: text,
      due: text,
      provisional: (value) => typeof value === "boolean",
      stage: optional(code),
      rule: RULE,
    }),
  ),
});

/** Runs `aidx deadline DATE RULE`: tells when something is due that starts on a day, by which rule of which source. */
export async function deadline(
  terminal: Terminal,
  [start = "", rule = ""]: readonly string[],
  options: DeadlineOptions,
): Promise<Ending> {
  const { division, need, urgency, circumstance, extension } = options;
  const client = await connect(terminal, options, "directory:read");
  const answer = await client.json({
    method: "POST",
    path: "/v1/deadlines/compute",
    contentType: "application/json",
    body: JSON.stringify({ rule, start, division, need, urgency, circumstance, extension }),
    signal: terminal.world.signal,
  });
  const computed = formed<ComputedDeadlines>(answer, ANSWER);
  terminal.result(computed, `${itemTable(terminal, TABLE, computed.deadlines)}\n${computed.version}`);
  return "ok";
}

const TABLE: readonly Column<ComputedDeadline>[] = [
  { zh: "规则", en: "rule", of: ({ rule }) => rule.id },
  { zh: "事项", en: "step", of: ({ rule: { zh, en } }, terminal) => terminal.say({ zh, en }) },
  { zh: "起算", en: "start", of: ({ start }) => start },
  {
    zh: "期限",
    en: "time",
    of: ({ rule: { period, roll } }, terminal) => {
      const words = periodOf(period);
      return words === undefined ? "" : terminal.say(periodWords(words, roll));
    },
  },
  { zh: "到期", en: "due", of: ({ due }) => (due.length === 10 ? due : localTime(due)) },
  {
    zh: "暂定",
    en: "provisional",
    of: ({ provisional }, terminal) => (provisional ? terminal.say({ zh: "暂定", en: "provisional" }) : ""),
  },
  {
    zh: "阶段",
    en: "stage",
    of: ({ stage }, terminal) => (stage === undefined ? "" : codeText(terminal, "clockStage", stage)),
  },
  {
    zh: "依据",
    en: "source",
    of: ({ rule: { source } }, terminal) =>
      [source.document, source.article, codeText(terminal, "sourceStatus", source.status)].filter(Boolean).join(" "),
  },
];

/** Takes the one length of a period; undefined for a unit of a newer gateway. */
function periodOf({ workingDays, days, months, hours }: ComputedDeadline["rule"]["period"]) {
  if (workingDays !== undefined) return { workingDays };
  if (days !== undefined) return { days };
  if (months !== undefined) return { months };
  return hours === undefined ? undefined : { hours };
}
