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

/** A string format of the schemas: which texts pass, and what is said of one that does not. */
interface Format {
  readonly passes: (text: string) => boolean;
  readonly fault: FaultCode | ((text: string) => FaultCode | undefined);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The code rules as JSON Schema formats. What passes is in its final form: folding would not change it. */
export const FORMATS: Readonly<Record<string, Format>> = {
  uscc: { passes: isUscc, fault: "uscc" },
  "division-code": { passes: isDivisionCode, fault: "division-code" },
  "country-code": { passes: isCountryCode, fault: "country-code" },
  "document-number": { passes: isDocumentNumber, fault: "document-number" },
  phone: { passes: (text) => phoneKind(text) !== undefined, fault: "phone" },
  "calendar-date": { passes: isCalendarDate, fault: "date" },
  "offset-date-time": { passes: isOffsetDateTime, fault: "date-time" },
  "uuid-lower": { passes: (text) => UUID.test(text), fault: "uuid" },
  // 15 digits, or 18 characters with a right check: an inner number must not be one.
  "opaque-id": { passes: (text) => !/^\d{15}$/.test(text) && !hasCitizenCheck(text), fault: "person-number" },
  "disability-card": { passes: (text) => readDisabilityCard(text) !== undefined, fault: "disability-card" },
  "person-name": { passes: (text) => nameFault(text) === undefined, fault: nameFault },
  "written-text": { passes: (text) => textFault(text) === undefined, fault: textFault },
  "free-text": {
    passes: (text) => textFault(text) === undefined && !namesOffence(text),
    fault: (text) => textFault(text) ?? "offence-name",
  },
};

/** What is said of a text that does not have a format. */
export function formatFault(format: string, text: string): FaultCode {
  const fault = FORMATS[format]?.fault ?? "pattern";
  return typeof fault === "string" ? fault : (fault(text) ?? "pattern");
}

/** Annotations for people and programs that read the schemas. */
const ANNOTATIONS = ["x-title-en", "x-field", "x-sensitivity", "x-labels", "x-fold", "x-personal-text", "x-error"];

/**
 * Ajv for JSON Schema 2020-12, strict and with all errors, that knows the vocabulary of this project:
 * annotations, formats, `x-money` (an amount in yuan) and `x-rules` (cross-field rules). The latter two
 * report to the `Findings` that the compiled function gets as `this`, and never fail by themselves.
 */
export function createAjv(): Ajv2020 {
  const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true, passContext: true, verbose: true });
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
