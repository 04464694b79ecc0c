import type { Bilingual } from "../../domain/bilingual.ts";
import type { Issue } from "../../domain/refusal.ts";
import { placeText } from "../../sheets/document-draft.ts";
import { SHEET_FAULTS } from "../../sheets/sheet-faults.ts";
import type { Judgement } from "./document-rules.ts";
import type { Draft } from "./draft.ts";

/** Fault or hint of a document, for a list. */
export interface DocumentFault {
  /** Place of the value; absent for a cell that could not be read. */
  readonly pointer?: string;
  /** Cell of the workbook that it came from. */
  readonly cell?: string;
  readonly field: Bilingual | undefined;
  /** Person whom it is about, from 1. */
  readonly ordinal?: number;
  readonly code: string;
  readonly text: Bilingual;
}

/** All faults and hints of a draft. */
export interface DocumentFaults {
  readonly faults: readonly DocumentFault[];
  readonly hints: readonly DocumentFault[];
}

/** Collects what is wrong with a draft, and what should be looked at. */
export function documentFaults({ file, compared }: Draft, judged: Judgement): DocumentFaults {
  const located = ({ pointer, code, message, messageZh, field, fieldZh, ordinal }: Issue): DocumentFault => ({
    pointer,
    code,
    ...(file === undefined ? {} : { cell: placeText(file.placeOf(pointer)) }),
    field: field === undefined || fieldZh === undefined ? undefined : { zh: fieldZh, en: field },
    ...(ordinal === undefined ? {} : { ordinal }),
    text: { zh: messageZh, en: message },
  });
  const cells = (list: NonNullable<Draft["file"]>["faults"] = []) =>
    list.map(({ place, code, text }): DocumentFault => ({ cell: placeText(place), field: place.heading, code, text }));
  const warnings = judged.ok ? judged.warnings : [];
  // A spreadsheet damages long numbers in a way that their check digit may not show.
  const zeros = file === undefined || compared ? [] : warnings.filter(({ code }) => code === "citizen-id-zeros");
  return {
    faults: [
      ...cells(file?.faults),
      ...(judged.ok ? [] : judged.errors.map(located)),
      ...zeros.map((issue) => ({ ...located(issue), code: "sheet-zeros", text: SHEET_FAULTS["sheet-zeros"] })),
    ],
    hints: [
      ...cells(file?.notes),
      ...(judged.ok ? [...judged.folded, ...warnings.filter((issue) => !zeros.includes(issue))].map(located) : []),
    ],
  };
}
