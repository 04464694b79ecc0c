import { resolve } from "node:path";
import { layoutOf } from "../../sheets/layout.ts";
import { templateSheets } from "../../sheets/template.ts";
import { writeXlsx } from "../../sheets/xlsx/write-xlsx.ts";
import { writeNew } from "../kept/private-file.ts";
import { documentField } from "../kept/schemas.ts";
import type { Ending } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx template`. */
export interface TemplateOptions {
  readonly out: string;
}

/** Runs `aidx template --out FILE`: writes the workbook in which a clerk fills in a list. A filled one is never replaced. */
export async function template(terminal: Terminal, { out }: TemplateOptions): Promise<Ending> {
  const layout = layoutOf(await documentField("aid-subject-list"));
  const path = resolve(terminal.world.cwd, out);
  await writeNew(path, writeXlsx(templateSheets(layout), layout.title.zh));
  terminal.result({ file: out, sheets: layout.tables.map(({ name }) => name.zh) }, out);
  return "ok";
}
