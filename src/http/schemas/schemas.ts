/**
 * Schemas of the API description: every document that the gateway answers with. The types of the same documents are
 * generated from them (`npm run generate`).
 */
import { ACCESS_SCHEMAS } from "./access.ts";
import { ADVICE_SCHEMAS } from "./advice.ts";
import { AUDIT_SCHEMAS } from "./audit.ts";
import { CASE_SCHEMAS } from "./cases.ts";
import { KEY_CHANGE_SCHEMAS } from "./key-changes.ts";
import { DEADLINE_SCHEMAS } from "./deadlines.ts";
import { LETTER_SCHEMAS } from "./letters.ts";
import { LOG_SCHEMAS } from "./log.ts";
import { MEETING_SCHEMAS } from "./meetings.ts";
import { MESSAGE_SCHEMAS } from "./messages.ts";
import { OPERATOR_SCHEMAS } from "./operator.ts";
import { OVERVIEW_SCHEMAS } from "./overview.ts";
import { PACKET_SCHEMAS } from "./packets.ts";
import { type Schema, schemaRef } from "./parts.ts";
import { PERSON_LIST_SCHEMAS } from "./person-lists.ts";
import { PERSON_SCHEMAS } from "./persons.ts";
import { PLAN_SCHEMAS } from "./plans.ts";
import { REGISTER_SCHEMAS } from "./registers.ts";
import { REPORT_SCHEMAS } from "./reports.ts";
import { SHARED_SCHEMAS } from "./shared.ts";

/** Schemas by name. */
export const SCHEMAS = {
  ...SHARED_SCHEMAS,
  ...ACCESS_SCHEMAS,
  ...KEY_CHANGE_SCHEMAS,
  ...MESSAGE_SCHEMAS,
  ...PACKET_SCHEMAS,
  ...DEADLINE_SCHEMAS,
  ...CASE_SCHEMAS,
  ...PERSON_LIST_SCHEMAS,
  ...LETTER_SCHEMAS,
  ...PLAN_SCHEMAS,
  ...ADVICE_SCHEMAS,
  ...REPORT_SCHEMAS,
  ...MEETING_SCHEMAS,
  ...LOG_SCHEMAS,
  ...OPERATOR_SCHEMAS,
  ...OVERVIEW_SCHEMAS,
  ...AUDIT_SCHEMAS,
  ...REGISTER_SCHEMAS,
  ...PERSON_SCHEMAS,
} as const satisfies Record<string, Schema>;

/** Name of a schema of the description. */
export type SchemaName = keyof typeof SCHEMAS;

/** Makes a reference to a schema of the description. */
export function refTo(name: SchemaName): Schema {
  return schemaRef(name);
}
