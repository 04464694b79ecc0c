/** Auditors' filters as they come in a query: every value is checked before anything looks it up. */
import { type DeliveryFilter, type EventFilter, SUMMARY_KEYS, type SummaryKey } from "../../audit/queries.ts";
import { monthPeriod, type StatementScope } from "../../evidence/statement/statement.ts";
import type { Question } from "../../audit/question.ts";
import { ENTRY_TYPES, type EntryType } from "../../domain/audit-entry.ts";
import { MESSAGE_TYPES, type MessageType } from "../../domain/message.ts";
import { PACKET_STATES, type PacketState } from "../../domain/packet.ts";
import { isPartyId } from "../../domain/party.ts";
import { isUuid7 } from "../../wire/uuid7.ts";
import { malformed, uuid7Of } from "./query.ts";

type Parameters = ReadonlyMap<string, string>;

/** Names of the query parameters of each list. */
export const DELIVERY_PARAMETERS = [
  "sender",
  "recipient",
  "state",
  "type",
  "thread",
  "from",
  "to",
  "overdue",
  "after",
  "limit",
] as const;
export const EVENT_PARAMETERS = ["type", "actor", "subject", "from", "to", "after", "limit"] as const;
export const SUMMARY_PARAMETERS = ["from", "to", "by"] as const;
export const STATEMENT_PARAMETERS = ["party", "month", "from", "to"] as const;

/** RFC 3339 date-time, or a date, which is its first moment in UTC. */
const TIME = /^\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2}))?$/;

/** @throws Refusal `malformed-request` */
export function deliveryFilter(parameters: Parameters): DeliveryFilter {
  const overdue = oneOf(parameters, "overdue", ["true", "false"] as const);
  return {
    ...given("sender", party(parameters, "sender")),
    ...given("recipient", party(parameters, "recipient")),
    ...given("state", oneOf<PacketState>(parameters, "state", PACKET_STATES)),
    ...given("type", oneOf<MessageType>(parameters, "type", MESSAGE_TYPES)),
    ...given("thread", id(parameters, "thread")),
    ...period(parameters),
    ...(overdue === "true" ? { overdue: true } : {}),
  };
}

/** `subject` is the id of a message, packet or thread, or the party that a packet is for. @throws Refusal `malformed-request` */
export function eventFilter(parameters: Parameters): EventFilter {
  const subject = parameters.get("subject");
  const about =
    subject === undefined
      ? {}
      : isUuid7(subject)
        ? { subject }
        : { recipient: party(parameters, "subject") ?? subject };
  return {
    ...given("type", oneOf<EntryType>(parameters, "type", ENTRY_TYPES)),
    ...given("actor", party(parameters, "actor")),
    ...about,
    ...period(parameters),
  };
}

/** The same for the record, under the names that were asked. @throws Refusal `malformed-request` */
export function eventQuestion(parameters: Parameters): Question {
  const { subject, recipient, ...filter } = eventFilter(parameters);
  if (subject !== undefined) return { ...filter, subject: { id: subject } };
  return recipient === undefined ? filter : { ...filter, subject: { party: recipient } };
}

/** @throws Refusal `malformed-request` */
export function summaryQuery(parameters: Parameters): { by: SummaryKey; from?: number; to?: number } {
  return { by: oneOf<SummaryKey>(parameters, "by", SUMMARY_KEYS) ?? "recipient", ...period(parameters) };
}

/**
 * Whose statement, of which period: `party` and `month` (of the locality), or `from` and `to`.
 * @param offset minutes east of UTC
 * @throws Refusal `malformed-request`
 */
export function statementScope(parameters: Parameters, offset: number): StatementScope {
  const asked = party(parameters, "party");
  if (asked === undefined) throw malformed("party is missing", "缺少 party");
  const month = parameters.get("month");
  const { from, to } = period(parameters);
  if (month !== undefined) {
    const scope = monthPeriod(month, offset);
    if (scope !== undefined && from === undefined && to === undefined) return { party: asked, ...scope };
    throw malformed("month must be YYYY-MM, without from and to", "month 须为 YYYY-MM，且不与 from、to 并用");
  }
  if (from === undefined || to === undefined) {
    throw malformed("Name a month, or from and to", "请指明 month，或 from 与 to");
  }
  return { party: asked, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

function period(parameters: Parameters): { from?: number; to?: number } {
  const from = time(parameters, "from");
  const to = time(parameters, "to");
  if (from !== undefined && to !== undefined && from >= to) throw malformed("from must be before to", "from 须早于 to");
  return { ...given("from", from), ...given("to", to) };
}

/** A member when it has a value. */
export function given<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}

/** A word of a list. @throws Refusal `malformed-request` */
export function oneOf<Value extends string>(
  parameters: Parameters,
  name: string,
  values: readonly Value[],
): Value | undefined {
  const text = parameters.get(name);
  const value = values.find((known) => known === text);
  if (text === undefined || value !== undefined) return value;
  throw malformed(`${name} must be one of: ${values.join(", ")}`, `${name} 须为其中之一：${values.join("、")}`);
}

/** The id of a party. @throws Refusal `malformed-request` */
export function party(parameters: Parameters, name: string): string | undefined {
  const text = parameters.get(name);
  if (text === undefined || isPartyId(text)) return text;
  throw malformed(`${name} must be the id of a party`, `${name} 须为单位标识`);
}

function id(parameters: Parameters, name: string): string | undefined {
  const text = parameters.get(name);
  return text === undefined ? undefined : uuid7Of(text, name);
}

function time(parameters: Parameters, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === undefined) return undefined;
  const at = TIME.test(text) && exists(text.slice(0, 10)) ? Date.parse(text) : Number.NaN;
  if (at >= 0) return at;
  throw malformed(
    `${name} must be a date-time with its offset, or a date (RFC 3339)`,
    `${name} 须为带时区的日期时间或日期（RFC 3339）`,
  );
}

/** Whether there is such a day: Date.parse rolls November 31 over. */
function exists(date: string): boolean {
  const day = Date.parse(date);
  return !Number.isNaN(day) && new Date(day).toISOString().slice(0, 10) === date;
}
