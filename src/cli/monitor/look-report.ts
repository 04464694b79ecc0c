/** Report of a monitor's look: its lines, the webhook's notices, the exit code. */
import type { Bilingual } from "../../domain/bilingual.ts";
import { WORDS } from "../../domain/words/words.ts";
import { type Alarm, type AlarmCode, PROVEN } from "../../monitor/alarm.ts";
import type { Standing, AlarmChange } from "../../monitor/standing.ts";
import type { Ending } from "../terminal/exit-code.ts";
import { zonedTime } from "../terminal/local-time.ts";
import type { ProvenFork } from "./state-folder.ts";

/** How a look ends that raised an alarm. */
const ENDINGS: Readonly<Record<AlarmCode, Ending>> = {
  unreachable: "unreachable",
  "bad-signature": "untrusted",
  rollback: "rolledBack",
  fork: "forked",
  entries: "forked",
  succeeded: "succeeded",
  unwitnessed: "unwitnessed",
  stall: "stalled",
};

/** Look, as it is reported. */
export interface LookReport {
  /** The log's address. */
  readonly log: string;
  /** Alarms that the look raised, and the ones that began or ended by it. */
  readonly alarms: readonly Alarm[];
  readonly turns: readonly AlarmChange[];
  /** Alarms that stand after it, and all proven forks, also of earlier looks. */
  readonly standing: Standing;
  readonly forks: readonly ProvenFork[];
  /** Entries of the last verified checkpoint. */
  readonly size: number;
  /** When it was, ms. */
  readonly now: number;
}

/** Ending of a look: a proven fork comes first, then the first alarm that was raised. */
export function endingOfLook({ alarms, forks }: Pick<LookReport, "alarms" | "forks">): Ending {
  const worst: AlarmCode | undefined = forks.length > 0 ? "fork" : alarms[0]?.code;
  return worst === undefined ? "ok" : ENDINGS[worst];
}

/** Line, for machines and for people. */
export interface Line {
  readonly data: object;
  readonly text: Bilingual;
}

/** Lines that report a look. */
export function linesOf({ log, alarms, turns, standing, forks, size, now }: LookReport): Line[] {
  const at = new Date(now).toISOString();
  const line = (data: object, { zh, en }: Bilingual): Line => ({
    data,
    text: { zh: `${zonedTime(at)}  ${zh}`, en: `${zonedTime(at)}  ${en}` },
  });
  const alarmLine = (code: AlarmCode, more: object, text: Bilingual) =>
    line({ alarm: code, log, at, ...more, text: WORDS.alarm[code].en, textZh: WORDS.alarm[code].zh }, text);
  const raised = new Map(alarms.map((alarm) => [alarm.code, alarm]));
  const lines: Line[] = [];
  for (const turn of turns) {
    if (turn.begins) continue;
    const notice = noticeOf(log, turn, now);
    lines.push(line(notice, { zh: notice.textZh, en: notice.text }));
  }
  const [first] = forks;
  if (first !== undefined) {
    const proof = forks.map(({ path }) => path);
    const { zh, en } = WORDS.alarm.fork;
    const more = { size: (raised.get("fork") ?? first.alarm).size, since: new Date(first.since).toISOString(), proof };
    const files = proof.join(" ");
    lines.push(alarmLine("fork", more, { zh: `${zh}；证据：${files}`, en: `${en}; the proof: ${files}` }));
  }
  for (const [code, alarm] of raised) {
    if (code === "fork" && first !== undefined) continue;
    const { size: seen, successor } = alarm;
    lines.push(alarmLine(code, { size: seen, ...(successor && { successor }) }, wordsOf(alarm, size)));
  }
  for (const [code, stands] of standing) {
    if (PROVEN.has(code) || raised.has(code)) continue;
    const since = new Date(stands.since).toISOString();
    const { zh, en } = WORDS.alarm[code];
    const text = { zh: `仍未解除，本次未核查：${zh}`, en: `still stands, not checked this time: ${en}` };
    lines.push(alarmLine(code, { since, checked: false }, text));
  }
  if (alarms.length === 0) lines.push(line({ at, size, ok: forks.length === 0 }, { zh: `${size}`, en: `${size}` }));
  return lines;
}

/**
 * Alarm in words, with the successor that the server declares: what is lost, and what to do.
 * @param verified entries of the last checkpoint that was verified
 */
function wordsOf({ code, successor }: Alarm, verified: number): Bilingual {
  const { zh, en } = WORDS.alarm[code];
  if (successor === undefined) return { zh, en };
  const { origin, size } = successor;
  if (code === "succeeded") {
    return {
      zh: `${zh}。后继日志 ${origin} 承接其前 ${size} 条，本监视方核验过的条目均在其中且未改动，自此监视后继日志。他人核验过的条目可能已丢失：请向运营方查明其决定`,
      en: `${en}. The successor ${origin} took over ${size} entries; all that this monitor had verified is among them, unchanged, and it watches the successor from now on. Entries that others had verified may be lost: ask the operator for its decision`,
    };
  }
  const lost = Math.max(0, verified - size);
  const loss: Bilingual =
    lost === 0
      ? { zh: "本监视方核验过的条目均已承接", en: "all that this monitor has verified was taken over" }
      : {
          zh: `本监视方核验过 ${verified} 条，其中 ${lost} 条已丢失，本状态目录即为证据`,
          en: `this monitor has verified ${verified}, so ${lost} are lost, and this state folder proves it`,
        };
  return {
    zh: `${zh}。该日志称已终止，后继日志 ${origin} 承接其前 ${size} 条；${loss.zh}。请保留本目录（可供 aidx log begin --known），另行向运营方取得后继日志的公钥，用新目录重新开始监视`,
    en: `${en}. The log is said to have ended, and its successor ${origin} to have taken over ${size} entries; ${loss.en}. Keep this folder (for aidx log begin --known), get the successor's key from the operator by another way, and begin a new folder with it`,
  };
}

/** Notice for a webhook. */
export function noticeOf(log: string, { alarm, begins, since }: AlarmChange, now: number) {
  const { code, size, checkpoints } = alarm;
  const { en, zh } = WORDS.alarm[code];
  return {
    // The same id when it is delivered twice.
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
