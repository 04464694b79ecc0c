/** Lists of packets as files for a spreadsheet or a program. */
import type { Bilingual } from "../../domain/bilingual.ts";
import type { Delivery } from "../../domain/generated/answers.ts";
import { wordOf } from "../../domain/words/words.ts";
import type { DeliveryQuery, EventQuery } from "../../sdk/auditor.ts";
import { queryOf } from "../../sdk/delivery-list.ts";
import { type OutSheet, writeXlsx } from "../../sheets/xlsx/write-xlsx.ts";
import type { Language, Speech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";

/** Forms in which the gateway gives everything that matches. */
export type ExportForm = "csv" | "ndjson";

const TYPES: Readonly<Record<ExportForm, string>> = { csv: "text/csv", ndjson: "application/x-ndjson" };
/** Largest file, bytes: about 400,000 packets. */
const MOST_BYTES = 128 * 1024 * 1024;
const HELD_MS = 240_000;

/** Asks for everything of a list that matches, as the gateway writes it. */
export async function everyItem(
  { department: { client } }: Desk,
  list: "deliveries" | "events",
  query: DeliveryQuery | EventQuery,
  form: ExportForm,
  language: Language,
): Promise<Uint8Array> {
  const answer = await client.call({
    method: "GET",
    path: `/v1/audit/${list}${queryOf({ ...query })}`,
    accept: TYPES[form],
    mostBytes: MOST_BYTES,
    held: HELD_MS,
  });
  return form === "csv" && language === "zh" ? withMark(answer.body) : answer.body;
}

/** Puts a byte order mark before a CSV that has none: without it Excel reads UTF-8 in the system's own code page. */
function withMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef ? bytes : new Uint8Array([0xef, 0xbb, 0xbf, ...bytes]);
}

/** Makes the workbook of the listed packets. */
export function deliveriesWorkbook(
  items: readonly Delivery[],
  nameOf: (party: string) => string,
  say: Speech["say"],
  pick: (text: Bilingual) => string,
): Uint8Array {
  const columns: readonly TextColumn<Delivery>[] = [
    [say("audit.packet"), 40, ({ packet }) => packet],
    [say("audit.number"), 24, ({ documentNumber }) => documentNumber ?? ""],
    [say("audit.type"), 24, ({ type }) => pick(wordOf("message", type))],
    [say("audit.sender"), 24, ({ sender }) => nameOf(sender)],
    [say("audit.recipient"), 24, ({ recipient }) => nameOf(recipient)],
    [say("audit.state"), 12, ({ state }) => pick(wordOf("state", state))],
    [say("audit.sealed"), 26, ({ sealedAt }) => sealedAt],
    [say("audit.due"), 26, ({ due }) => due.receipt],
    [say("audit.settled"), 26, ({ settledAt }) => settledAt ?? ""],
    [say("audit.isLate"), 8, ({ overdue }) => (overdue ? say("audit.isLate") : "")],
    [say("audit.reason"), 20, ({ reason }) => (reason === undefined ? "" : pick(wordOf("reason", reason)))],
    [say("audit.thread"), 40, ({ thread }) => thread],
  ];
  const title = say("audit.deliveries");
  return writeXlsx([textSheet(title, columns, items)], title);
}

/** Column of a sheet of texts: a text is never a formula. */
type TextColumn<Item> = readonly [title: string, width: number, of: (item: Item) => string];

/** Makes a sheet of texts, a row for each item below the headings. */
export function textSheet<Item>(name: string, columns: readonly TextColumn<Item>[], items: readonly Item[]): OutSheet {
  return {
    name,
    columns: columns.map(([, width]) => ({ width, style: "text" })),
    rows: [
      columns.map(([value]) => ({ value, style: "heading" as const })),
      ...items.map((item) => columns.map(([, , of]) => ({ value: of(item), style: "text" as const }))),
    ],
    frozen: { rows: 1, columns: 1 },
  };
}
