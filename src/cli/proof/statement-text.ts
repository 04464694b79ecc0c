/** Statement and its faults in words. */
import type { Bilingual } from "../../domain/bilingual.ts";
import { isProvisional } from "../../evidence/statement/check-statement.ts";
import type { StatedPacket } from "../../evidence/statement/statement.ts";
import type { SignedStatement } from "../../evidence/statement/read-statement.ts";
import type { StatementFault } from "../../evidence/statement/statement-fault.ts";
import { STATEMENT_FAULTS } from "../../evidence/statement/statement-fault-words.ts";
import { codeText } from "../terminal/codes-in-words.ts";
import { localTime, zonedTime } from "../terminal/local-time.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

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
