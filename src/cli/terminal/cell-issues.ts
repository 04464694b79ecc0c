import type { Issue } from "../../domain/refusal.ts";
import { placeText } from "../../sheets/document-draft.ts";
import type { CellIssue, ReadList } from "../../sheets/read-list.ts";
import type { Terminal } from "./terminal.ts";

/** A fault of the document at its cell. Where a cell is missing, the schema's titles say which. */
export function cellIssue(
  list: Pick<ReadList, "placeOf">,
  { pointer, code, message, messageZh, field, fieldZh }: Issue,
): CellIssue {
  const place = list.placeOf(pointer);
  const titled = field === undefined || fieldZh === undefined ? {} : { heading: { zh: fieldZh, en: field } };
  return { place: { ...titled, ...place }, code, text: { zh: messageZh, en: message } };
}

/** Leaves out faults of cells that have one already: a cell that could not be read is not reported again as missing. */
export function unlessReported(faults: readonly CellIssue[], more: readonly CellIssue[]): CellIssue[] {
  const reported = new Set(faults.map(({ place }) => placeText(place)));
  return more.filter(({ place }) => !reported.has(placeText(place)));
}

/** Describes a fault of a cell for programs. */
export function cellData({ place, code, text }: CellIssue): object {
  return { cell: placeText(place), field: place.heading, code, message: text.en, messageZh: text.zh };
}

/** Writes a fault of a cell as a line: `救助对象!F7  住址  code  text`. */
export function cellLine(terminal: Terminal, { place, code, text }: CellIssue): string {
  const heading = place.heading === undefined ? "" : `  ${terminal.say(place.heading)}`;
  return `${placeText(place)}${heading}  ${code}  ${terminal.say(text)}`;
}
