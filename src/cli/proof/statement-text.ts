/** Statement and its faults in words. */
import type { Bilingual } from "../../domain/bilingual.ts";
import { isProvisional } from "../../evidence/statement/check-statement.ts";
import type { StatedPacket } from "../../evidence/statement/statement.ts";
import type { SignedStatement } from "../../evidence/statement/read-statement.ts";
import type { StatementFault, StatementFaultCode } from "../../evidence/statement/statement-fault.ts";
import { codeText } from "../terminal/codes-in-words.ts";
import { localTime, zonedTime } from "../terminal/local-time.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Faults of a statement in words. */
export const STATEMENT_FAULTS: Readonly<Record<StatementFaultCode, Bilingual>> = {
  "other-party": { zh: "不是所要求单位的对账单", en: "it is another party's statement" },
  "other-period": { zh: "不是所要求时段的对账单", en: "it covers another period than the one asked for" },
  "made-at-other-time": { zh: "其出具时间与现在不符", en: "it says that it was made at another time than now" },
  "totals-differ": { zh: "合计与所列数据包不符", en: "its totals are not those of its packets" },
  "other-log": { zh: "对账单的检查点不在此日志中", en: "its checkpoint is not of this log" },
  "log-behind": { zh: "所读日志比对账单旧，无法核对", en: "the log that was read is older than the statement" },
  "key-unregistered": { zh: "签名密钥未在日志登记", en: "the log has not registered the key that signed" },
  "party-unknown": { zh: "日志中从无该单位", en: "the log has no such party" },
  "too-many-packets": {
    zh: "日志中该时段的数据包超过对账单上限",
    en: "the log has more packets than a statement lists",
  },
  "packet-missing": { zh: "缺少数据包", en: "the log has this packet, the statement does not" },
  "packet-left-out": {
    zh: "缺少数据包：出具前早已封装，却在其检查点之后",
    en: "left out: sealed long before the statement was made, yet beyond its checkpoint",
  },
  "packet-extra": { zh: "日志中没有该数据包", en: "the log has no such packet" },
  "packet-differs": { zh: "数据包去向与日志不符", en: "the log says something else about this packet" },
  "fate-left-out": {
    zh: "数据包去向不全：出具前早有后续，却在其检查点之后",
    en: "left out: what became of it long before the statement was made, yet beyond its checkpoint",
  },
  "otherwise-differs": { zh: "与日志条目不符", en: "the log's entries make another statement" },
};

/**
 * Shows a statement: whose it is, its period and log size, its packets, and its faults.
 * @param zone `±HH:MM` of the times that are shown
 */
export function showStatement(
  terminal: Terminal,
  signed: SignedStatement,
  faults: readonly StatementFault[],
  zone: string,
): void {
  const { gateway, madeAt, statement } = signed;
  const provisional = isProvisional(signed);
  const made = new Date(madeAt).toISOString();
  const data = { ok: faults.length === 0, gateway, madeAt: made, provisional, faults, ...statement };
  const parts = [head(terminal, signed, zone, provisional), packets(terminal, signed, zone)];
  if (faults.length > 0) parts.push(itemTable(terminal, FAULT_TABLE, faults));
  terminal.result(data, parts.join("\n"));
}

function head(terminal: Terminal, signed: SignedStatement, zone: string, provisional: boolean): string {
  const { gateway, madeAt, statement } = signed;
  const { party, log } = statement;
  const [from, to] = [zonedTime(statement.from, zone), zonedTime(statement.to, zone)];
  const made = zonedTime(new Date(madeAt).toISOString(), zone);
  const lines = [
    {
      zh: `${party} 对账单：封装时间 ${from} 至 ${to}（不含）`,
      en: `statement of ${party}: packets sealed from ${from} to ${to} (not included)`,
    },
    {
      zh: `${gateway} 于 ${made} 出具，依据日志 ${log.origin}，至第 ${log.size} 条`,
      en: `made by ${gateway} at ${made}, of the log ${log.origin} up to size ${log.size}`,
    },
  ];
  if (provisional) {
    lines.push({
      zh: "暂定：出具时该时段尚未结束",
      en: "provisional: the period had not ended when it was made",
    });
  }
  return lines.map((line) => terminal.say(line)).join("\n");
}

function packets(terminal: Terminal, { statement }: SignedStatement, zone: string): string {
  const columns: readonly Column<StatedPacket>[] = [
    { zh: `封装时间（${zone}）`, en: `sealed (${zone})`, of: ({ sealedAt }) => localTime(sealedAt, zone) },
    { zh: "发送方", en: "sender", of: ({ sender }) => sender },
    { zh: "接收单位", en: "recipient", of: ({ recipient }) => recipient },
    { zh: "状态", en: "state", of: ({ state, erasedAt }) => codeText(terminal, "state", state) + markOf(erasedAt) },
    { zh: "回执时间", en: "receipt", of: ({ receivedAt }) => localTime(receivedAt, zone) },
    { zh: "数据包", en: "packet", of: ({ packet }) => packet },
  ];
  const totals = Object.entries(statement.totals)
    .map(([name, count]) => {
      const word = COUNTED.get(name);
      return `${word === undefined ? codeText(terminal, "state", name) : terminal.say(word)} ${count}`;
    })
    .join("  ");
  const erased = statement.packets.some(({ erasedAt }) => erasedAt !== undefined);
  return [itemTable(terminal, columns, statement.packets), ...(erased ? [terminal.say(ERASED)] : []), totals].join(
    "\n",
  );
}

/** Mark of a packet whose payload was destroyed. */
function markOf(erasedAt: string | undefined): string {
  return erasedAt === undefined ? "" : " †";
}

/** Words for totals that are not of one state. */
const COUNTED: ReadonlyMap<string, Bilingual> = new Map([
  ["packets", { zh: "数据包", en: "packets" }],
  ["erased", { zh: "内容已销毁", en: "erased" }],
]);
const ERASED: Bilingual = { zh: "† 内容已销毁", en: "† its payload was destroyed" };

const FAULT_TABLE: readonly Column<StatementFault>[] = [
  { zh: "不符之处", en: "fault", of: ({ code }, terminal) => terminal.say(STATEMENT_FAULTS[code]) },
  { zh: "数据包", en: "packet", of: ({ packet }) => packet },
];
