/** Filters of an auditor's pages as they stand in the address: codes, ids and days, nothing of a person. */
import { ENTRY_TYPES } from "../../domain/audit-entry.ts";
import { MESSAGE_TYPES } from "../../domain/message.ts";
import { PACKET_STATES } from "../../domain/packet.ts";
import { isPartyId } from "../../domain/party.ts";
import { REJECT_REASONS } from "../../domain/receipt.ts";
import { isUuid7 } from "../../wire/uuid7.ts";

/** Filters of all pages; an absent one matches any. Days are `YYYY-MM-DD`, both included. */
export interface AuditSearch {
  readonly from?: string;
  readonly to?: string;
  readonly sender?: string;
  readonly recipient?: string;
  readonly state?: string;
  readonly type?: string;
  readonly thread?: string;
  readonly overdue?: true;
  readonly reason?: string;
  readonly unwitnessed?: true;
  readonly actor?: string;
  readonly subject?: string;
  readonly party?: string;
  readonly month?: string;
}

type Form = (text: string) => boolean;

const isDay: Form = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
const oneOf =
  (values: readonly string[]): Form =>
  (text) =>
    values.includes(text);

const FORMS = {
  from: isDay,
  to: isDay,
  sender: isPartyId,
  recipient: isPartyId,
  state: oneOf(PACKET_STATES),
  type: oneOf([...MESSAGE_TYPES, ...ENTRY_TYPES]),
  thread: isUuid7,
  reason: oneOf(REJECT_REASONS),
  actor: isPartyId,
  subject: (text) => isUuid7(text) || isPartyId(text),
  party: isPartyId,
  month: (text) => /^\d{4}-(0[1-9]|1[0-2])$/.test(text),
} as const satisfies Record<string, Form>;

/** Makes the reader of a page's filters from an address; what is none is left out. */
export function auditSearch(names: readonly (keyof AuditSearch)[]): (given: Record<string, unknown>) => AuditSearch {
  return (given) =>
    Object.fromEntries(
      names.flatMap((name): [string, string | true][] => {
        const value = given[name];
        if (name === "overdue" || name === "unwitnessed") {
          return value === true || value === "true" ? [[name, true]] : [];
        }
        return typeof value === "string" && FORMS[name](value) ? [[name, value]] : [];
      }),
    );
}

/** Filters of each page. */
export const SEARCHES = {
  overview: auditSearch(["from", "to"]),
  deliveries: auditSearch([
    "from",
    "to",
    "sender",
    "recipient",
    "state",
    "type",
    "thread",
    "overdue",
    "reason",
    "unwitnessed",
  ]),
  events: auditSearch(["from", "to", "type", "actor", "subject"]),
  reads: auditSearch(["from", "to", "actor"]),
  statements: auditSearch(["party", "month"]),
} as const;

/** Changes filters; an empty text, or false, takes one away. */
export function changed(search: AuditSearch, change: Readonly<Record<string, unknown>>): AuditSearch {
  return Object.fromEntries(
    Object.entries<unknown>({ ...search, ...change }).filter(
      ([, value]) => value !== "" && value !== false && value !== undefined,
    ),
  );
}
