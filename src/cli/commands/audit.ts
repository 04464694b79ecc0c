import type { Delivery, LoggedEvent, SummaryLine } from "../../domain/generated/answers.ts";
import { type Column as CsvColumn, csvHead, csvRow } from "../../audit/csv.ts";
import { DELIVERY_COLUMNS, EVENT_COLUMNS, SUMMARY_COLUMNS } from "../../audit/tables.ts";
import { PACKET_STATES } from "../../domain/packet.ts";
import {
  Auditor,
  type DeliveryQuery,
  type EventQuery,
  type OwnPacketQuery,
  OwnPackets,
  type SentPacketQuery,
  type SummaryOptions,
} from "../../sdk/index.ts";
import type { Ending } from "../terminal/exit-code.ts";
import { codeText, partyText } from "../terminal/codes-in-words.ts";
import { localTime, ZONE } from "../terminal/local-time.ts";
import { logged, stageText } from "../terminal/logged.ts";
import { requireIds } from "../program/option-value.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { learnParties } from "../program/party-names.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of how a list is shown. */
interface ListOptions extends PartyOptions {
  readonly csv?: boolean;
  /** Most items. Without it a table is one screenful, CSV and JSON have everything. */
  readonly limit?: number;
}

/** Rows of a table on the screen. */
const SCREEN = 50;

const TIME = { zh: `时间（${ZONE}）`, en: `time (${ZONE})` };
const TYPE = { zh: "类型", en: "type" };
const ACTOR = { zh: "行为方", en: "actor" };

const DELIVERY_TABLE: readonly Column<Delivery>[] = [
  { zh: "数据包", en: "packet", of: ({ packet }) => packet },
  { zh: "文号", en: "document number", of: ({ documentNumber }) => documentNumber },
  { ...TYPE, of: ({ type }, terminal) => codeText(terminal, "message", type) },
  { zh: "发送方", en: "sender", of: ({ sender }, terminal) => partyText(terminal, sender) },
  { zh: "接收单位", en: "recipient", of: ({ recipient }, terminal) => partyText(terminal, recipient) },
  { zh: "状态", en: "state", of: ({ state }, terminal) => codeText(terminal, "state", state) },
  { zh: "推送次数", en: "attempts", of: ({ attempts }) => attempts },
  { zh: `封装时间（${ZONE}）`, en: `sealed at (${ZONE})`, of: ({ sealedAt }) => localTime(sealedAt) },
  { zh: "办结时间", en: "settled at", of: ({ settledAt }) => localTime(settledAt) },
  { zh: "逾期", en: "overdue", of: ({ overdue }, terminal) => terminal.say(overdue ? YES : NO) },
];
const YES = { zh: "是", en: "true" };
const NO = { zh: "否", en: "false" };

const EVENT_TABLE: readonly Column<LoggedEvent>[] = [
  { zh: "序号", en: "index", of: ({ log }) => log.index },
  { zh: "阶段", en: "stage", of: ({ log }, terminal) => stageText(terminal, log.stage) },
  { ...TIME, of: ({ entry }) => localTime(entry.time) },
  { ...TYPE, of: ({ entry }, terminal) => codeText(terminal, "entry", entry.type) },
  { ...ACTOR, of: ({ entry }) => entry.actor },
  { zh: "数据包", en: "packet", of: ({ entry }) => entry.packet },
  { zh: "接收单位", en: "recipient", of: ({ entry }) => entry.recipient },
];

const TIMELINE_TABLE: readonly Column<LoggedEvent>[] = [
  { ...TIME, of: ({ entry }) => localTime(entry.time) },
  { ...TYPE, of: ({ entry }, terminal) => codeText(terminal, "entry", entry.type) },
  { ...ACTOR, of: ({ entry }) => entry.actor },
  { zh: "日志", en: "log", of: ({ log }, terminal) => logged(terminal, log) },
];

/** Runs `aidx audit deliveries`: lists packets, newest first. */
export async function auditDeliveries(
  terminal: Terminal,
  options: ListOptions & DeliveryQuery & { readonly type?: string },
): Promise<Ending> {
  const { sender, recipient, state, type, thread, from, to, overdue, reason, unwitnessed } = options;
  const auditor = new Auditor(await connect(terminal, options));
  const { signal } = terminal.world;
  const query = { sender, recipient, state, type, thread, from, to, overdue, reason, unwitnessed };
  return list(terminal, auditor, auditor.deliveries(query, { signal }), DELIVERY_COLUMNS, DELIVERY_TABLE, options);
}

/** Runs `aidx received`: lists the packets that a party got, in whatever state, newest first. */
export async function received(terminal: Terminal, options: ListOptions & OwnPacketQuery): Promise<Ending> {
  const { state, type, thread, from, to, overdue } = options;
  const own = new OwnPackets(await connect(terminal, options));
  const packets = own.received({ state, type, thread, from, to, overdue }, { signal: terminal.world.signal });
  return list(
    terminal,
    own,
    packets,
    DELIVERY_COLUMNS,
    without(DELIVERY_TABLE, "recipient", "document number"),
    options,
  );
}

/** Runs `aidx sent`: lists the packets that a party sent, one for each recipient, newest first. */
export async function sent(terminal: Terminal, options: ListOptions & SentPacketQuery): Promise<Ending> {
  const { recipient, state, type, thread, from, to, overdue } = options;
  const own = new OwnPackets(await connect(terminal, options));
  const packets = own.sent({ recipient, state, type, thread, from, to, overdue }, { signal: terminal.world.signal });
  return list(terminal, own, packets, DELIVERY_COLUMNS, without(DELIVERY_TABLE, "sender"), options);
}

function without<Item>(table: readonly Column<Item>[], ...names: readonly string[]): readonly Column<Item>[] {
  return table.filter(({ en }) => !names.includes(en));
}

/** Runs `aidx audit events`: lists entries of the log, newest first. */
export async function auditEvents(terminal: Terminal, options: ListOptions & EventQuery): Promise<Ending> {
  const { type, actor, subject, from, to } = options;
  const auditor = new Auditor(await connect(terminal, options));
  const events = auditor.events({ type, actor, subject, from, to }, { signal: terminal.world.signal });
  return list(terminal, auditor, events, EVENT_COLUMNS, EVENT_TABLE, options);
}

/** Runs `aidx audit show PACKET`: shows all that the log has about a packet, and the signed receipt. */
export async function auditShow(terminal: Terminal, packet: string, options: PartyOptions): Promise<Ending> {
  requireIds([packet]);
  const auditor = new Auditor(await connect(terminal, options));
  const detail = await auditor.delivery(packet, { signal: terminal.world.signal });
  const { sender, recipient, documentNumber, type, state, timeline } = detail;
  await learnParties(terminal, auditor.client);
  const number = documentNumber === undefined ? "" : `  ${documentNumber}`;
  const about = `${codeText(terminal, "message", type)}${number}  ${partyText(terminal, sender)} → ${partyText(terminal, recipient)}  ${codeText(terminal, "state", state)}`;
  terminal.result(detail, `${about}\n${itemTable(terminal, TIMELINE_TABLE, timeline)}`);
  return "ok";
}

/** Runs `aidx audit summary`: shows counts and times of a period. */
export async function auditSummary(
  terminal: Terminal,
  options: PartyOptions & SummaryOptions & { readonly csv?: boolean },
): Promise<Ending> {
  const { by, from, to } = options;
  const auditor = new Auditor(await connect(terminal, options));
  const summary = await auditor.summary({ by, from, to }, { signal: terminal.world.signal });
  const lines = [summary.total, ...summary.lines];
  if (options.csv === true) {
    terminal.world.stdout(csvHead(SUMMARY_COLUMNS, terminal.language));
    for (const line of lines) terminal.world.stdout(csvRow(SUMMARY_COLUMNS, line, terminal.language));
    return "ok";
  }
  const shown = SUMMARY_COLUMNS.map(({ zh, en, of }) => {
    // On the screen a state has its word. The headings of CSV stay the same, because programs read columns by them.
    const head = PACKET_STATES.some((state) => state === en)
      ? codeText(terminal, "state", en)
      : terminal.say({ zh, en });
    const coded = en === "key" && summary.by === "type";
    const text = (line: SummaryLine) => String(of(line, terminal.language) ?? "");
    return {
      zh: head,
      en: head,
      of: (line: SummaryLine) => (coded ? codeText(terminal, "message", text(line)) : text(line)),
    };
  });
  terminal.result(summary, itemTable(terminal, shown, lines));
  return "ok";
}

/** Writes all items as they come, for machines and spreadsheets, or shows one screenful. */
async function list<Item extends object>(
  terminal: Terminal,
  { client }: Auditor | OwnPackets,
  items: AsyncIterable<Item>,
  columns: readonly CsvColumn<Item>[],
  shown: readonly Column<Item>[],
  { csv, limit }: ListOptions,
): Promise<Ending> {
  const streams = csv === true || terminal.json;
  const most = limit ?? (streams ? Number.POSITIVE_INFINITY : SCREEN);
  if (csv === true) terminal.world.stdout(csvHead(columns, terminal.language));
  const screen: Item[] = [];
  let count = 0;
  for await (const item of items) {
    if (count === most) {
      if (!streams) {
        terminal.note({
          zh: `还有更多；用 --limit、--csv 或 --json 查看`,
          en: "there is more: see it with --limit, --csv or --json",
        });
      }
      break;
    }
    count++;
    if (csv === true) terminal.world.stdout(csvRow(columns, item, terminal.language));
    else if (terminal.json) terminal.result(item, "");
    else screen.push(item);
  }
  if (streams) return "ok";
  await learnParties(terminal, client);
  terminal.result({}, itemTable(terminal, shown, screen));
  return "ok";
}
