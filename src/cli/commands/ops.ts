import type { Attention, OpsOverview } from "../../domain/generated/answers.ts";
import { wordOf } from "../../domain/words/words.ts";
import { formed } from "../../sdk/answer-shape.ts";
import { OVERVIEW } from "../program/operator-answers.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { learnParties } from "../program/party-names.ts";
import { partyText } from "../terminal/codes-in-words.ts";
import type { Ending } from "../terminal/exit-code.ts";
import { localTime, ZONE } from "../terminal/local-time.ts";
import { type Column, itemTable, table } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

const TABLE: readonly Column<Attention>[] = [
  {
    zh: "程度",
    en: "when",
    of: ({ urgent }, terminal) => terminal.say(urgent ? { zh: "立即", en: "now" } : { zh: "择时", en: "in time" }),
  },
  { zh: "事项", en: "what", of: ({ code }, terminal) => terminal.say(wordOf("attention", code)) },
  { zh: "单位", en: "party", of: ({ party }, terminal) => party && partyText(terminal, party) },
  { zh: "数量", en: "how many", of: ({ count }) => count },
  { zh: `时间（${ZONE}）`, en: `time (${ZONE})`, of: ({ since, until }) => localTime(until ?? since) },
  { zh: "处理办法", en: "what to do", of: ({ code }, terminal) => terminal.say(wordOf("remedy", code)) },
];

/** Runs `aidx ops` for an operator (`ops:read`): what needs somebody and what to do, then the gateway's figures. */
export async function ops(terminal: Terminal, options: PartyOptions): Promise<Ending> {
  const client = await connect(terminal, options);
  const { signal } = terminal.world;
  const answer = await client.json({ method: "GET", path: "/v1/ops/overview", signal });
  const overview = formed<OpsOverview>(answer, OVERVIEW);
  await learnParties(terminal, client);
  terminal.result(overview, `${attention(terminal, overview)}\n\n${figures(terminal, overview)}`);
  return "ok";
}

function attention(terminal: Terminal, { attention: items }: OpsOverview): string {
  if (items.length > 0) return itemTable(terminal, TABLE, items);
  return terminal.say({ zh: "无须处理事项", en: "nothing needs anybody" });
}

function figures(terminal: Terminal, { packets, log, database, disk, timestamps, software }: OpsOverview): string {
  const say = (zh: string, en: string) => terminal.say({ zh, en });
  const rows: [string, string][] = [
    [terminal.say(wordOf("state", "queued")), `${packets.queued}  ${localTime(packets.oldestQueued)}`],
    [terminal.say(wordOf("state", "failed")), String(packets.failed)],
    [say("逾期未签收", "receipts overdue"), String(packets.overdue)],
    [say("日志条目", "log entries"), `${log.size}  ${say("等待", "waiting")} ${log.pending}`],
    [say("已联署", "cosigned"), `${log.witnessed}  ${log.quorum}/${log.witnesses}`],
    [say("最近时间戳", "last time stamp"), localTime(timestamps?.last) || "–"],
    [say("数据库", "database"), `PostgreSQL ${database.version}  ${gigabytes(database.bytes)}`],
    [say("磁盘可用", "disk free"), `${gigabytes(disk.free)} / ${gigabytes(disk.size)}`],
    [say("软件版本", "version"), software],
  ];
  return table([say("项目", "figure"), say("现状", "now")], rows);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
