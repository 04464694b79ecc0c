import { csvHead, csvRow, type Column } from "../../auditing/csv.ts";
import { DELIVERY_COLUMNS, EVENT_COLUMNS, SUMMARY_COLUMNS } from "../../auditing/tables.ts";
import type { SummaryLine } from "../../domain/audit-answers.ts";
import { isUuid7 } from "../../domain/uuid7.ts";
import { Auditor, type DeliveryQuery, type EventQuery, type SummaryOptions } from "../../sdk/index.ts";
import { CommandError, type Ending } from "../exit-code.ts";
import { logged } from "../logged.ts";
import { connect, type PartyOptions } from "../party.ts";
import { table } from "../table.ts";
import type { Terminal } from "../terminal.ts";

/** Options of how a list is shown. */
interface ListOptions extends PartyOptions {
  readonly csv?: boolean;
  /** Most items; absent: a screenful as a table, everything as CSV or JSON. */
  readonly limit?: number;
}

/** Rows of a table for people. */
const SCREEN = 50;

/** Names of the columns that a table for people has. */
const DELIVERY_TABLE = new Set([
  "packet",
  "sender",
  "recipient",
  "type",
  "state",
  "attempts",
  "sealed at",
  "settled at",
  "overdue",
]);
const EVENT_TABLE = new Set(["index", "stage", "time", "type", "actor", "packet", "recipient"]);

/** `aidx audit deliveries`: packets, newest first. */
export async function auditDeliveries(
  terminal: Terminal,
  options: ListOptions & DeliveryQuery & { readonly type?: string },
): Promise<Ending> {
  const { sender, recipient, state, type, thread, from, to, overdue } = options;
  const auditor = new Auditor(await connect(terminal, options));
  const { signal } = terminal.world;
  const query = { sender, recipient, state, type, thread, from, to, overdue };
  return list(terminal, auditor.deliveries(query, { signal }), DELIVERY_COLUMNS, DELIVERY_TABLE, options);
}

/** `aidx audit events`: entries of the log, newest first. */
export async function auditEvents(terminal: Terminal, options: ListOptions & EventQuery): Promise<Ending> {
  const { type, actor, subject, from, to } = options;
  const auditor = new Auditor(await connect(terminal, options));
  const events = auditor.events({ type, actor, subject, from, to }, { signal: terminal.world.signal });
  return list(terminal, events, EVENT_COLUMNS, EVENT_TABLE, options);
}

/** `aidx audit show PACKET`: everything that the log says of a packet, and the signed receipt. */
export async function auditShow(terminal: Terminal, packet: string, options: PartyOptions): Promise<Ending> {
  if (!isUuid7(packet))
    throw new CommandError("usage", { zh: "标识须为小写 UUIDv7", en: "an id is a UUIDv7 in lower case" });
  const auditor = new Auditor(await connect(terminal, options));
  const detail = await auditor.delivery(packet, { signal: terminal.world.signal });
  const head = {
    zh: ["时间", "类型", "行为方", "日志"],
    en: ["time", "type", "actor", "log"],
  }[terminal.language];
  const rows = detail.timeline.map(({ entry, log }) => [entry.time, entry.type, entry.actor, logged(terminal, log)]);
  const { sender, recipient, type, state } = detail;
  terminal.result(detail, `${type}  ${sender} → ${recipient}  ${state}\n${table(head, rows)}`);
  return "ok";
}

/** `aidx audit summary`: counts and times of a period. */
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
    for (const line of lines) terminal.world.stdout(csvRow(SUMMARY_COLUMNS, line));
    return "ok";
  }
  terminal.result(summary, tableOf(terminal, SUMMARY_COLUMNS, lines satisfies SummaryLine[]));
  return "ok";
}

/** Everything as it comes, for machines and spreadsheets; a screenful for people. */
async function list<Item extends object>(
  terminal: Terminal,
  items: AsyncIterable<Item>,
  columns: readonly Column<Item>[],
  shown: ReadonlySet<string>,
  { csv, limit }: ListOptions,
): Promise<Ending> {
  const streams = csv === true || terminal.json;
  const most = limit ?? (streams ? Number.POSITIVE_INFINITY : SCREEN);
  if (csv === true) terminal.world.stdout(csvHead(columns, terminal.language));
  const screen: Item[] = [];
  let count = 0;
  for await (const item of items) {
    if (count === most) {
      if (!streams)
        terminal.note({
          zh: `还有更多；用 --limit、--csv 或 --json 查看`,
          en: "there is more: see it with --limit, --csv or --json",
        });
      break;
    }
    count++;
    if (csv === true) terminal.world.stdout(csvRow(columns, item));
    else if (terminal.json) terminal.result(item, "");
    else screen.push(item);
  }
  if (!streams)
    terminal.result(
      {},
      tableOf(
        terminal,
        columns.filter(({ en }) => shown.has(en)),
        screen,
      ),
    );
  return "ok";
}

function tableOf<Item>(terminal: Terminal, columns: readonly Column<Item>[], items: readonly Item[]): string {
  return table(
    columns.map((column) => terminal.say(column)),
    items.map((item) => columns.map(({ of }) => String(of(item) ?? ""))),
  );
}
