import { Ajv2020 } from "ajv/dist/2020.js";
import type { DataValidationCxt } from "ajv/dist/types/index.js";
import { isCalendarDate, isOffsetDateTime } from "../domain/codes/calendar-date.ts";
import { hasCitizenCheck } from "../domain/codes/citizen-number.ts";
import { isCountryCode } from "../domain/codes/country.ts";
import { readDisabilityCard } from "../domain/codes/disability-card.ts";
import { isDivisionCode } from "../domain/codes/division.ts";
import { isDocumentNumber } from "../domain/codes/document-number.ts";
import { moneyFault } from "../domain/codes/money.ts";
import { namesOffence } from "../domain/codes/offence-name.ts";
import { phoneKind } from "../domain/codes/phone.ts";
import { nameFault, textFault } from "../domain/codes/written-text.ts";
import { isUscc } from "../domain/uscc.ts";
import type { FaultCode } from "./faults.ts";
import type { Findings } from "./findings.ts";
import type { Group } from "./reading.ts";
import { RULES } from "./rules/table.ts";

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

/** Keywords of the schemas that validation ignores: people and other programs read them. */
const ANNOTATIONS = [
  "x-title-en",
  "x-field",
  "x-sensitivity",
  "x-labels",
  "x-fold",
  "x-personal-text",
  "x-error",
  "x-needed-unless",
];

/**
 * Makes an Ajv for JSON Schema 2020-12, strict and with all errors, with the vocabulary of this project:
 * annotations, formats, `x-money` (an amount in yuan) and `x-rules` (cross-field rules). `x-money` and
 * `x-rules` always pass: they add their faults to the `Findings` that the compiled function gets as `this`.
 */
export function createAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    allErrors: true,
    allowUnionTypes: true,
    passContext: true,
    verbose: true,
    // Checks run as fast without (300 subjects in 17 ms), and the gateway compiles in two thirds of the time.
    code: { optimize: false },
  });
  for (const keyword of ANNOTATIONS) ajv.addKeyword({ keyword });
  for (const [name, format] of Object.entries(FORMATS)) ajv.addFormat(name, format.passes);
  ajv.addKeyword({
    keyword: "x-money",
    type: ["number", "string"],
    schemaType: "object",
    errors: false,
    compile: ({ minimum }: { minimum?: number }) =>
      function money(this: Findings, amount: string | number, context?: DataValidationCxt): boolean {
        const fault = moneyFault(amount, minimum);
        if (fault !== undefined) this.error(context?.instancePath ?? "", fault);
        return true;
      },
  });
  ajv.addKeyword({
    keyword: "x-rules",
    type: "object",
    schemaType: "array",
    errors: false,
    compile: (names: readonly string[]) => {
      const rules = names.map((name) => {
        const rule = RULES[name];
        if (rule === undefined) throw new TypeError(`unknown rule ${name}`);
        return rule;
      });
      return function judge(this: Findings, group: Group, context?: DataValidationCxt): boolean {
        const at = context?.instancePath ?? "";
        for (const rule of rules) rule(group, at, this);
        return true;
      };
    },
  });
  return ajv;
}
