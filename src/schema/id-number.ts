import { idDocumentFault, widenedNumber, withoutReissue } from "../domain/codes/id-document.ts";
import { foldCode } from "./fold-text.ts";

/** Types of identity documents that have a number (domain 3.8); the type `00` is a person without a document. */
export const NUMBERED_ID_TYPES = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10"] as const;

/**
 * Reads the number of an identity document as a person typed it (full-width, lower case, with spaces, 15
 * digits …) into the form that folded lists hold; undefined when it is not a valid number of that type.
 * @param today `YYYY-MM-DD`
 */
export function readIdNumber(
  idType: (typeof NUMBERED_ID_TYPES)[number],
  typed: string,
  today: string,
): string | undefined {
  const folded = foldCode(typed, () => undefined);
  const number = withoutReissue(idType, folded) ?? widenedNumber(idType, folded) ?? folded;
  return idDocumentFault(idType, number, today) === undefined ? number : undefined;
}
