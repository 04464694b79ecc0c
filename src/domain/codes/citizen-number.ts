import { isCalendarDate } from "./calendar-date.ts";

/** Weights of the 17 digits before the check character (GB 11643-1999). */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/** Check characters by the weighted sum modulo 11 (GB 11643-1999; ISO 7064, MOD 11-2). */
const CHECK_CHARACTERS = "10X98765432";
const SHAPE = /^\d{17}[0-9X]$/;
/**
 * First two digits of GB/T 2260 codes. Counties are not looked up: a number keeps the code of its county after the
 * code was revoked.
 */
const PROVINCES = new Set(
  "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split(" "),
);

/** Faults of a citizen number. */
export type CitizenNumberFault =
  | "citizen-id-shape"
  | "citizen-id-province"
  | "citizen-id-date"
  | "citizen-id-future"
  | "citizen-id-check-digit"
  | "citizen-id-spreadsheet"
  | "citizen-id-15"
  | "citizen-id-centenarian";

/** Computes the check character of GB 11643-1999 (ISO 7064, MOD 11-2) for the 17 digits before it. */
export function citizenCheckCharacter(first17: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (first17.charCodeAt(i) - 48) * (WEIGHTS[i] ?? 0);
  return CHECK_CHARACTERS.charAt(sum % 11);
}

/** Tells whether 18 characters end in the check character of GB 11643-1999; date and province are not checked. */
export function hasCitizenCheck(text: string): boolean {
  return SHAPE.test(text) && citizenCheckCharacter(text) === text[17];
}

/**
 * Finds the fault of a citizen number (公民身份号码, GB 11643-1999); undefined for a valid one.
 * @param text 18 characters, the last one 0-9 or upper-case X
 * @param today a later date of birth is a fault, `YYYY-MM-DD`
 */
export function citizenNumberFault(text: string, today: string): CitizenNumberFault | undefined {
  if (!SHAPE.test(text)) return misshapen(text);
  if (!PROVINCES.has(text.slice(0, 2))) return "citizen-id-province";
  const birth = citizenBirth(text);
  // The weighted sum would pass for many dates that do not exist.
  if (!isCalendarDate(birth) || birth < "1800") return "citizen-id-date";
  if (birth > today) return "citizen-id-future";
  if (citizenCheckCharacter(text) === text[17]) return undefined;
  // A spreadsheet keeps 15 significant digits of a number and writes zeros for the rest.
  return text.endsWith("000") ? "citizen-id-spreadsheet" : "citizen-id-check-digit";
}

function misshapen(text: string): CitizenNumberFault {
  if (/^\d{15}$/.test(text)) return isCentenarian(text) ? "citizen-id-centenarian" : "citizen-id-15";
  // 1.10105E+17, what a spreadsheet shows of an 18-digit number.
  return /^\d(\.\d+)?E\+?1[4-8]$/i.test(text) ? "citizen-id-spreadsheet" : "citizen-id-shape";
}

/** Reads the date of birth in an 18-character number built like a citizen number, `YYYY-MM-DD`. */
export function citizenBirth(text: string): string {
  return `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`;
}

/** Reads the sex (GB/T 2261.1) in an 18-character number built like a citizen number: the 17th digit is odd for men. */
export function citizenSex(text: string): "1" | "2" {
  return text.charCodeAt(16) % 2 === 1 ? "1" : "2";
}

/** Sequences 996 to 999 of 15-digit numbers were given to people over a hundred, born in 18xx. */
function isCentenarian(fifteen: string): boolean {
  return fifteen.slice(12) >= "996";
}

/**
 * Widens a 15-digit citizen number to 18 characters: adds the century and the check character. Undefined for a text
 * that is not a 15-digit number with an existing date, and for sequences 996 to 999, whose century a person has to
 * decide.
 */
export function widenCitizenNumber(fifteen: string): string | undefined {
  if (!/^\d{15}$/.test(fifteen) || isCentenarian(fifteen)) return undefined;
  const first17 = `${fifteen.slice(0, 6)}19${fifteen.slice(6)}`;
  if (!PROVINCES.has(first17.slice(0, 2)) || !isCalendarDate(citizenBirth(first17))) return undefined;
  return first17 + citizenCheckCharacter(first17);
}
