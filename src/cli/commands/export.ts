import { extname, resolve } from "node:path";
import { isMessageType, type MessageType } from "../../domain/message.ts";
import { wordOf } from "../../domain/words/words.ts";
import type { Field } from "../../schema/field.ts";
import { isGroup, textOf } from "../../schema/reading.ts";
import { withheldGroups } from "../../sheets/disclosed-groups.ts";
import { layoutOf } from "../../sheets/layout.ts";
import { documentPage, type PageHead } from "../../sheets/page.ts";
import { shownFields } from "../../sheets/shown-fields.ts";
import { listSheets } from "../../sheets/write-list.ts";
import { writeXlsx } from "../../sheets/xlsx/write-xlsx.ts";
import { readDocument } from "../kept/document-file.ts";
import { writeNew } from "../kept/private-file.ts";
import { documentField, versionOf } from "../kept/schemas.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { zonedTime } from "../terminal/local-time.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx export`. */
export interface ExportOptions {
  readonly out: string;
  readonly type: string;
}

/**
 * Runs `aidx export FILE --out PAGE`: turns an opened packet, as `aidx pull` keeps it, or a document of one's own into a
 * workbook (`.xlsx`) or a page to read and print (`.html`). Only its owner can read the file, as the packet's.
 */
export async function exportDocument(terminal: Terminal, file: string, { out, type }: ExportOptions): Promise<Ending> {
  const { document: read } = await readDocument(resolve(terminal.world.cwd, file));
  const packet = isGroup(read["body"]) && typeof read["type"] === "string" ? read : undefined;
  const known = packet === undefined ? type : packet["type"];
  if (!isMessageType(known)) throw unknownType();
  const document = packet === undefined ? read : (packet["body"] as Readonly<Record<string, unknown>>);
  const schema = await schemaOf(known, packet?.["version"], document);
  const layout = layoutOf(shownFields(schema, document));
  const path = resolve(terminal.world.cwd, out);
  switch (extname(path).toLowerCase()) {
    case ".xlsx":
      await writeNew(path, writeXlsx(listSheets(layout, document), layout.title.zh));
      break;
    case ".html":
    case ".htm":
      await writeNew(path, documentPage(layout, document, headOf(packet, known, schema)));
      break;
    default:
      throw new CommandError("usage", { zh: "--out 须以 .xlsx 或 .html 结尾", en: "--out ends in .xlsx or .html" });
  }
  terminal.result({ file: out, type: known, packet: packet?.["id"] }, out);
  return "ok";
}

/** Reads the fields of a document: of the version that its packet names, or that it fits. @throws {CommandError} */
async function schemaOf(type: MessageType, named: unknown, document: unknown): Promise<Field> {
  try {
    return await documentField(type, typeof named === "string" ? named : await versionOf(type, document, new Date()));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw unknownType();
  }
}

function unknownType(): CommandError {
  return new CommandError("usage", { zh: "该类型没有数据规范", en: "there is no schema of that type" });
}

/** Texts above a packet on its page; none for a document that the party wrote itself. */
function headOf(packet: Readonly<Record<string, unknown>> | undefined, type: MessageType, schema: Field): PageHead {
  if (packet === undefined) return { facts: [], withheld: [], foot: "" };
  const due = isGroup(packet["due"]) ? packet["due"] : {};
  const sealed = typeof packet["sealedAt"] === "number" ? new Date(packet["sealedAt"] * 1000).toISOString() : undefined;
  const time = (value: string | undefined) => (value === undefined ? undefined : zonedTime(value));
  const lines: [string, string | undefined][] = [
    ["报文类型", wordOf("message", type).zh],
    ["发送方", textOf(packet, "from")],
    ["接收单位", textOf(packet, "recipient")],
    ["封装时间", time(sealed)],
    ["签收时限", time(textOf(due, "receipt"))],
    ["反馈时限", time(textOf(due, "feedback"))],
    ["数据包", textOf(packet, "id")],
    ["移送", textOf(packet, "thread")],
    ["摘要", textOf(packet, "digest")],
    ["共享策略", textOf(packet, "policy")],
  ];
  const facts = lines.flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const]));
  const disclosed = (Array.isArray(packet["disclosed"]) ? packet["disclosed"] : []).map(String);
  return {
    facts,
    withheld: withheldGroups(schema, disclosed).map(({ title }) => title),
    foot: `数据包 ${textOf(packet, "id") ?? ""} · ${textOf(packet, "digest") ?? ""}`,
  };
}
