import { extname, resolve } from "node:path";
import { type Column as CsvColumn, csvHead, csvRow } from "../../audit/csv.ts";
import { PROVISION_COLUMNS, RIGHTS_COLUMNS } from "../../audit/tables.ts";
import type { Provision } from "../../domain/generated/answers.ts";
import { Auditor, type ProvisionQuery } from "../../sdk/index.ts";
import { writeXlsx } from "../../sheets/xlsx/write-xlsx.ts";
import { writeNew } from "../kept/private-file.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx audit register`. */
export interface RegisterOptions extends PartyOptions, ProvisionQuery {
  readonly csv?: boolean;
  readonly xlsx?: string;
}

/** Runs `aidx audit register provision|rights`: shows a register, or writes it as CSV or as a workbook. */
export async function register(terminal: Terminal, name: string, options: RegisterOptions): Promise<Ending> {
  const { sender, recipient, type, from, to, xlsx } = options;
  if (xlsx !== undefined && extname(xlsx).toLowerCase() !== ".xlsx") {
    throw new CommandError("usage", { zh: "--xlsx 须以 .xlsx 结尾", en: "--xlsx ends in .xlsx" });
  }
  const { signal } = terminal.world;
  const auditor = new Auditor(await connect(terminal, options));
  if (name !== "provision" && name !== "rights") {
    throw new CommandError("usage", {
      zh: "登记为 provision 或者 rights",
      en: "the registers are provision and rights",
    });
  }
  if (name === "rights") {
    const { items } = await auditor.rights({ from, to }, { signal });
    return write(terminal, { zh: "权利登记", en: "Requests" }, RIGHTS_COLUMNS, items, options);
  }
  const items: Provision[] = [];
  for await (const item of auditor.provisions({ sender, recipient, type, from, to }, { signal })) items.push(item);
  return write(terminal, { zh: "提供登记", en: "Provisions" }, PROVISION_COLUMNS, items, options);
}

async function write<Item extends object>(
  terminal: Terminal,
  title: { readonly zh: string; readonly en: string },
  columns: readonly CsvColumn<Item>[],
  items: readonly Item[],
  { csv, xlsx }: RegisterOptions,
): Promise<Ending> {
  const { language } = terminal;
  if (xlsx !== undefined) {
    const cell = (value: string | number, style: "heading" | "text") => ({ value, style });
    const rows = items.map((item) => columns.map(({ of }) => cell(String(of(item, language) ?? ""), "text")));
    const sheet = {
      name: terminal.say(title),
      columns: columns.map(() => ({ width: 22, style: "plain" as const })),
      rows: [columns.map((column) => cell(terminal.say(column), "heading")), ...rows],
      frozen: { rows: 1, columns: 1 },
    };
    await writeNew(resolve(terminal.world.cwd, xlsx), writeXlsx([sheet], title.zh));
  }
  if (csv === true) {
    terminal.world.stdout(csvHead(columns, language));
    for (const item of items) terminal.world.stdout(csvRow(columns, item, language));
    return "ok";
  }
  const shown = columns.map(({ zh, en, of }) => ({ zh, en, of: (item: Item) => String(of(item, language) ?? "") }));
  terminal.result({ items }, itemTable(terminal, shown, items));
  return "ok";
}
