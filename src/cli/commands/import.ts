import { resolve } from "node:path";
import { shippedSchemas } from "../../schema/shipped.ts";
import { listIssues } from "../../sheets/cell-issues.ts";
import { withDefaults } from "../../sheets/defaults.ts";
import { type Layout, layoutOf } from "../../sheets/layout.ts";
import { type Mapping, MappingError, NO_MAPPING, readMapping } from "../../sheets/mapping.ts";
import { readList } from "../../sheets/read-list.ts";
import type { Workbook } from "../../sheets/workbook.ts";
import { readDocument } from "../kept/document-file.ts";
import { writeNewJson } from "../kept/private-file.ts";
import { documentField } from "../kept/schemas.ts";
import { readWorkbook } from "../kept/workbook-file.ts";
import { cellData, cellLine } from "../terminal/cell-issues.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx import`. */
export interface ImportOptions {
  readonly out: string;
  readonly map?: string;
  /** Numbers that end in 000 were compared with the documents. */
  readonly compared?: boolean;
}

/**
 * Runs `aidx import FILE… --out LIST`: makes a list of a workbook, or of one CSV file a table. Faults name their cells;
 * with one nothing is written.
 */
export async function importList(
  terminal: Terminal,
  files: readonly string[],
  { out, map, compared = false }: ImportOptions,
): Promise<Ending> {
  const layout = layoutOf(await documentField("aid-subject-list"));
  const mapping = map === undefined ? NO_MAPPING : await mappingOf(resolve(terminal.world.cwd, map), layout);
  const sheets: Workbook[] = [];
  for (const file of files) sheets.push(await readWorkbook(resolve(terminal.world.cwd, file)));
  const list = readList(sheets.flat(), layout, mapping);
  const schemas = await shippedSchemas();
  const checked = schemas.validate("aid-subject-list", "1", withDefaults(list.document), new Date());
  const { faults, notes } = listIssues(list, checked, compared);
  const persons = Array.isArray(list.document["subjects"]) ? list.document["subjects"].length : 0;
  if (faults.length > 0 || !checked.ok) {
    show(terminal, { ok: false, files, persons, errors: faults.map(cellData), notes: notes.map(cellData) }, [
      ...faults.map((issue) => cellLine(terminal, issue)),
      terminal.say({ zh: `共 ${faults.length} 处错误，未生成清单`, en: `${faults.length} faults; no list was made` }),
    ]);
    return "refused";
  }
  await writeNewJson(resolve(terminal.world.cwd, out), checked.body);
  show(terminal, { ok: true, files, file: out, persons, notes: notes.map(cellData) }, [
    ...notes.map((issue) => cellLine(terminal, issue)),
    `${out}  ${terminal.say({ zh: `${persons} 人`, en: `${persons} subjects` })}`,
  ]);
  return "ok";
}

function show(terminal: Terminal, data: object, lines: readonly string[]): void {
  terminal.result(data, lines.join("\n"));
}

async function mappingOf(path: string, layout: Layout): Promise<Mapping> {
  const { document } = await readDocument(path);
  try {
    return readMapping(document, layout);
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    throw new CommandError("usage", { zh: `对照表有误：${error.place}`, en: `the mapping is wrong at ${error.place}` });
  }
}
