import { placeText } from "../../sheets/document-draft.ts";
import type { CellIssue } from "../../sheets/read-list.ts";
import type { Terminal } from "./terminal.ts";

/** Describes a fault of a cell for programs. */
export function cellData({ place, code, text }: CellIssue): object {
  return { cell: placeText(place), field: place.heading, code, message: text.en, messageZh: text.zh };
}

/** Writes a fault of a cell as a line: `救助对象!F7  住址  code  text`. */
export function cellLine(terminal: Terminal, { place, code, text }: CellIssue): string {
  const heading = place.heading === undefined ? "" : `  ${terminal.say(place.heading)}`;
  return `${placeText(place)}${heading}  ${code}  ${terminal.say(text)}`;
}
