import {
  citizenBirth,
  type CitizenNumberFault,
  citizenNumberFault,
  citizenSex,
  hasCitizenCheck,
  widenCitizenNumber,
} from "./citizen-number.ts";
import { isCalendarDate } from "./calendar-date.ts";

/** Faults of the number of an identity document. */
export type IdDocumentFault =
  | CitizenNumberFault
  | "household-register-number"
  | "hk-macao-permit"
  | "taiwan-permit"
  | "residence-permit"
  | "foreign-permanent-residence"
  | "passport"
  | "birth-certificate"
  | "military-id";

/** Facts about the holder that a number contains: date of birth (`YYYY-MM-DD`) and sex (GB/T 2261.1). */
export interface HolderFacts {
  readonly birth: string;
  readonly sex: "1" | "2" | undefined;
}

const RESIDENCE_PREFIX = /^8[123]0000/;

/**
 * Finds the fault of a document's number; undefined for a valid one.
 * @param idType the gateway's document type, `01` to `10` (domain: 3.8); other types are not judged
 * @param today `YYYY-MM-DD`
 */
export function idDocumentFault(idType: string, number: string, today: string): IdDocumentFault | undefined {
  switch (idType) {
    case "01":
    case "03":
      return citizenNumberFault(number, today);
    case "02":
      // The register itself has a number, or the person's citizen number stands for it.
      return /^\d{17}[0-9X]$/.test(number)
        ? citizenNumberFault(number, today)
        : unless(/^[0-9A-Z]{6,20}$/, number, "household-register-number");
    case "04":
      return unless(/^[HM]\d{8}$/, number, "hk-macao-permit");
    case "05":
      return unless(/^\d{8}$/, number, "taiwan-permit");
    case "06":
      return RESIDENCE_PREFIX.test(number) ? citizenNumberFault(number, today) : "residence-permit";
    case "07":
      return isForeignPermanentResidence(number, today) ? undefined : "foreign-permanent-residence";
    case "08":
      return unless(/^[A-Z0-9]{5,17}$/, number, "passport");
    case "09":
      return unless(/^[A-Z]\d{9}$/, number, "birth-certificate");
    case "10":
      return unless(/^[A-Z0-9]{6,18}$/, number, "military-id");
    default:
      return undefined;
  }
}

function unless<Fault>(pattern: RegExp, number: string, fault: Fault): Fault | undefined {
  return pattern.test(number) ? undefined : fault;
}

/**
 * Tells whether a text is the number of a foreign permanent resident card (外国人永久居留身份证): since 2023
 * 18 characters, `9`, province, country, birth, sequence and the check of GB 11643-1999; before, three
 * letters and twelve digits.
 */
export function isForeignPermanentResidence(text: string, today: string): boolean {
  if (/^[A-Z]{3}\d{12}$/.test(text)) return true;
  if (!text.startsWith("9") || !hasCitizenCheck(text)) return false;
  const birth = citizenBirth(text);
  return isCalendarDate(birth) && birth <= today;
}

/**
 * Reads birth and sex of the holder from a valid number; undefined for kinds that contain neither. From the foreign
 * permanent resident card only the birth: its sequence is not known to tell the sex.
 */
export function holderFacts(idType: string, number: string): HolderFacts | undefined {
  if (number.length !== 18) return undefined;
  if (idType === "07" && number.startsWith("9")) return { birth: citizenBirth(number), sex: undefined };
  const citizen = idType === "01" || idType === "02" || idType === "03" || idType === "06";
  if (!citizen || !hasCitizenCheck(number)) return undefined;
  // Sequence 000 is never issued: it stands for test persons, of either sex.
  return { birth: citizenBirth(number), sex: number.slice(14, 17) === "000" ? undefined : citizenSex(number) };
}

/**
 * Drops the digits of re-issue behind a travel permit's number, which is H or M and 8 digits for Hong Kong and Macao
 * (type 04), 8 digits for Taiwan (type 05). Undefined for a number without such digits.
 */
export function withoutReissue(idType: string, number: string): string | undefined {
  if (idType === "04" && /^[HM]\d{10}$/.test(number)) return number.slice(0, 9);
  return idType === "05" && /^\d{10}$/.test(number) ? number.slice(0, 8) : undefined;
}

/**
 * Widens the citizen number of an identity card (type 01) or a provisional one (03) from 15 digits to 18 characters.
 * Undefined for a number that is not such a one.
 */
export function widenedNumber(idType: string, number: string): string | undefined {
  return idType === "01" || idType === "03" ? widenCitizenNumber(number) : undefined;
}
