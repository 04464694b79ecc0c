import { isCalendarDate, isOffsetDateTime } from "../domain/codes/calendar-date.ts";
import { hasCitizenCheck } from "../domain/codes/citizen-number.ts";
import { isCountryCode } from "../domain/codes/country.ts";
import { readDisabilityCard } from "../domain/codes/disability-card.ts";
import { isDivisionCode } from "../domain/codes/division.ts";
import { isDocumentNumber } from "../domain/codes/document-number.ts";
import { namesOffence } from "../domain/codes/offence-name.ts";
import { phoneKind } from "../domain/codes/phone.ts";
import { nameFault, textFault } from "../domain/codes/written-text.ts";
import { isUscc } from "../domain/uscc.ts";
import type { FaultCode } from "./faults.ts";

/** String format of the schemas: the check of a text, and the fault of a text that does not pass. */
interface Format {
  readonly passes: (text: string) => boolean;
  readonly fault: FaultCode | ((text: string) => FaultCode | undefined);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Code rules as JSON Schema formats. A text that passes is in its final form: folding would not change it. */
export const FORMATS: Readonly<Record<string, Format>> = {
  uscc: { passes: isUscc, fault: "uscc" },
  "division-code": { passes: isDivisionCode, fault: "division-code" },
  "country-code": { passes: isCountryCode, fault: "country-code" },
  "document-number": { passes: isDocumentNumber, fault: "document-number" },
  phone: { passes: (text) => phoneKind(text) !== undefined, fault: "phone" },
  "calendar-date": { passes: isCalendarDate, fault: "date" },
  "offset-date-time": { passes: isOffsetDateTime, fault: "date-time" },
  "uuid-lower": { passes: (text) => UUID.test(text), fault: "uuid" },
  // Refuses 15 digits and 18 characters with a right check: an internal number must not be a citizen number.
  "opaque-id": { passes: (text) => !/^\d{15}$/.test(text) && !hasCitizenCheck(text), fault: "person-number" },
  "disability-card": { passes: (text) => readDisabilityCard(text) !== undefined, fault: "disability-card" },
  "person-name": { passes: (text) => nameFault(text) === undefined, fault: nameFault },
  "written-text": { passes: (text) => textFault(text) === undefined, fault: textFault },
  "free-text": {
    passes: (text) => textFault(text) === undefined && !namesOffence(text),
    fault: (text) => textFault(text) ?? "offence-name",
  },
};

/** Returns the fault of a text that does not pass a format. */
export function formatFault(format: string, text: string): FaultCode {
  const fault = FORMATS[format]?.fault ?? "pattern";
  return typeof fault === "string" ? fault : (fault(text) ?? "pattern");
}

/** Checks of the formats alone, by name. */
export const FORMAT_CHECKS: Readonly<Record<string, Format["passes"]>> = Object.fromEntries(
  Object.entries(FORMATS).map(([name, { passes }]) => [name, passes]),
);
