import { idDocumentFault, widenedNumber, withoutReissue } from "../domain/codes/id-document.ts";
import { foldCode } from "./fold-text.ts";

/** Document types that have a number (domain 3.8); `00` is a person without a document. */
export const NUMBERED_ID_TYPES = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10"] as const;

/**
 * The number of an identity document as documents hold it once they are folded, from what somebody typed
 * (full-width, lower case, with spaces, 15 digits …); undefined for what is no number of such a document.
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
