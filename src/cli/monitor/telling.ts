/** What a monitor says of a look: its lines, what a webhook gets, the exit code. */
import type { Bilingual } from "../../domain/bilingual.ts";
import { type Alarm, type AlarmCode, PROVEN } from "../../monitor/alarm.ts";
import type { Standing, Turn } from "../../monitor/standing.ts";
import type { Ending } from "../terminal/exit-code.ts";
import type { ProvenFork } from "./state-folder.ts";

const ALARMS: Readonly<Record<AlarmCode, { readonly text: Bilingual; readonly ending: Ending }>> = {
  unreachable: { text: { zh: "无法读取日志", en: "the log cannot be read" }, ending: "unreachable" },
  "bad-signature": {
    text: { zh: "检查点签名无效", en: "the checkpoint is not signed by the log" },
    ending: "untrusted",
  },
  rollback: { text: { zh: "日志回退", en: "THE LOG WAS ROLLED BACK" }, ending: "rolledBack" },
  fork: { text: { zh: "日志分叉", en: "THE LOG FORKED" }, ending: "forked" },
  entries: {
    text: { zh: "条目缺失或与所签不符", en: "entries are missing or not what was signed" },
    ending: "forked",
  },
  unwitnessed: {
    text: { zh: "见证方未达法定数", en: "no quorum of witnesses has cosigned" },
    ending: "unwitnessed",
  },
  stall: { text: { zh: "日志停滞", en: "the log does not grow" }, ending: "stalled" },
};

/** A look, as it is told. */
export interface Seen {
  /** The log's address. */
  readonly log: string;
  /** What the look raised, and what began and ended by it. */
  readonly alarms: readonly Alarm[];
  readonly turns: readonly Turn[];
  /** What stands after it, and the forks that are proven, of before too. */
  readonly standing: Standing;
  readonly forks: readonly ProvenFork[];
  /** Entries of the last verified checkpoint. */
  readonly size: number;
  /** ms. */
  readonly now: number;
}

/** How a look ends: by what is proven, whatever else it found, then by what it raised. */
export function endingOfLook({ alarms, forks }: Pick<Seen, "alarms" | "forks">): Ending {
  const worst: AlarmCode | undefined = forks.length > 0 ? "fork" : alarms[0]?.code;
  return worst === undefined ? "ok" : ALARMS[worst].ending;
}

/** A line, for machines and for people. */
export interface Line {
  readonly data: object;
  readonly text: Bilingual;
}

/** The lines of a look. */
export function linesOf({ log, alarms, turns, standing, forks, size, now }: Seen): Line[] {
  const at = new Date(now).toISOString();
  const line = (data: object, { zh, en }: Bilingual): Line => ({
    data,
    text: { zh: `${at}  ${zh}`, en: `${at}  ${en}` },
  });
  const alarmLine = (code: AlarmCode, more: object, text: Bilingual) =>
    line({ alarm: code, log, at, ...more, text: ALARMS[code].text.en, textZh: ALARMS[code].text.zh }, text);
  const raised = new Map(alarms.map((alarm) => [alarm.code, alarm]));
  const lines: Line[] = [];
  for (const turn of turns) {
    if (turn.begins) continue;
    const said = described(log, turn, now);
    lines.push(line(said, { zh: said.textZh, en: said.text }));
  }
  const [first] = forks;
  if (first !== undefined) {
    const proof = forks.map(({ path }) => path);
    const { zh, en } = ALARMS.fork.text;
    const more = { size: (raised.get("fork") ?? first.alarm).size, since: new Date(first.since).toISOString(), proof };
    const files = proof.join(" ");
    lines.push(alarmLine("fork", more, { zh: `${zh}；证据：${files}`, en: `${en}; the proof: ${files}` }));
  }
  for (const [code, alarm] of raised) {
    if (code !== "fork" || first === undefined) lines.push(alarmLine(code, { size: alarm.size }, ALARMS[code].text));
  }
  for (const [code, stands] of standing) {
    if (PROVEN.has(code) || raised.has(code)) continue;
    const since = new Date(stands.since).toISOString();
    const { zh, en } = ALARMS[code].text;
    const text = { zh: `仍未解除，本次未核查：${zh}`, en: `stands, not checked this time: ${en}` };
    lines.push(alarmLine(code, { since, checked: false }, text));
  }
  if (alarms.length === 0) lines.push(line({ at, size, ok: forks.length === 0 }, { zh: `${size}`, en: `${size}` }));
  return lines;
}

/** What a webhook gets. */
export function described(log: string, { alarm, begins, since }: Turn, now: number) {
  const { code, size, checkpoints } = alarm;
  const { en, zh } = ALARMS[code].text;
  return {
    // The same when it is delivered twice.
    id: `${code}-${since}-${begins ? "begins" : "ends"}`,
    alarm: code,
    state: begins ? "begins" : "ends",
    log,
    at: new Date(now).toISOString(),
    since: new Date(since).toISOString(),
    ...(size === undefined ? {} : { size }),
    text: begins ? en : `over: ${en}`,
    textZh: begins ? zh : `已解除：${zh}`,
    ...(checkpoints === undefined ? {} : { checkpoints }),
  };
}
