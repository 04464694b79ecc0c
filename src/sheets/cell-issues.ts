/** Faults of a document that was read from a workbook, at their cells. */
import type { Issue } from "../domain/refusal.ts";
import { placeText } from "./document-draft.ts";
import type { CellIssue, ReadList } from "./read-list.ts";
import { SHEET_FAULTS } from "./sheet-faults.ts";

/** What a schema and its rules say of a document. */
type Judged =
  | { readonly ok: true; readonly folded: readonly Issue[]; readonly warnings: readonly Issue[] }
  | { readonly ok: false; readonly errors: readonly Issue[] };

/**
 * Collects the faults and notes of a list that was read from a workbook.
 * @param checked what its schema says of its document @param compared numbers that end in 000 were compared with the documents
 */
export function listIssues(
  list: ReadList,
  checked: Judged,
  compared: boolean,
): { readonly faults: readonly CellIssue[]; readonly notes: readonly CellIssue[] } {
  const located = (issue: Issue) => cellIssue(list, issue);
  const warnings = checked.ok ? checked.warnings : [];
  // Damage that the check digit does not show: a list from a spreadsheet is refused where another is only asked about.
  const zeros = compared ? [] : warnings.filter(({ code }) => code === "citizen-id-zeros");
  return {
    faults: [
      ...list.faults,
      ...unlessReported(list.faults, checked.ok ? [] : checked.errors.map(located)),
      ...zeros.map((issue) => ({ ...located(issue), code: "sheet-zeros", text: SHEET_FAULTS["sheet-zeros"] })),
    ],
    notes: [
      ...list.notes,
      ...(checked.ok ? checked.folded.map(located) : []),
      ...warnings.filter((issue) => !zeros.includes(issue)).map(located),
    ],
  };
}

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
