import type { DeliveryFilter } from "../../audit/queries.ts";
import { MESSAGE_TYPES } from "../../domain/message.ts";
import { PACKET_STATES, UNRECEIPTED } from "../../domain/packet.ts";
import { UUID7_AHEAD_MS } from "../../wire/uuid7.ts";
import { oneOf, textArray } from "../columns.ts";
import { named, type Parameter, type Statement } from "../database.ts";
import { headsOf, newestOf } from "./newest-of-groups.ts";
import { overduePage } from "./overdue-query.ts";

/** Page sizes that have statements. They are literal in the SQL, so that the planner knows that few rows are wanted. */
const LIMITS = [2, 51, 101, 501, 1001] as const;

/** SQL of the packets of the log's entries from an index on, and of those without an index: as few as the witnesses are behind. */
const tailFrom = (index: string) =>
  `select packet from audit_entries where leaf_index >= ${index} and packet is not null
   union all select packet from audit_pending where packet is not null`;

/** Gives the number of rows that a statement reads when `limit` are wanted. */
export function rowsFor(limit: number): number {
  return LIMITS.find((size) => size >= limit) ?? LIMITS[4];
}

/** A statement with its parameters. */
export interface Query {
  readonly statement: Statement;
  readonly parameters: readonly Parameter[];
}

/**
 * Makes the query for a page of ids of packets, newest first. Each combination of filters has a text of its own. It
 * reads the newest packets of groups, a group for each state and type, newest first from an index that begins with the
 * group's columns and ends with the id. So even a filter that finds little reads little more than its page and a probe
 * or two for each group. Only in a thread it may have to skip more: packets of other parties, and packets that wait and
 * are not due. For `overdue` see overdue-query.ts.
 */
export function deliveryIds(filter: DeliveryFilter, after: string | undefined, limit: number, now: number): Query {
  const { sender, recipient, state, type, thread, from, to, overdue, reason, beyond } = filter;
  const parameters: Parameter[] = [];
  const bind = (value: Parameter, cast: string) => `$${parameters.push(value)}::${cast}`;
  const rows = rowsFor(limit);

  // Conditions on each packet, whatever index it comes from. The time in an id may differ this much from the time of
  // sealing, for a clock may be set in between; the exact time is compared too.
  const each: string[] = [];
  if (after !== undefined) each.push(`p.id < ${bind(after, "uuid")}`);
  if (from !== undefined) {
    each.push(`p.id >= ${bind(lowestId(from - UUID7_AHEAD_MS), "uuid")}`, `p.sealed_at >= ${bind(from, "bigint")}`);
  }
  if (to !== undefined) {
    each.push(`p.id < ${bind(lowestId(to + UUID7_AHEAD_MS), "uuid")}`, `p.sealed_at < ${bind(to, "bigint")}`);
  }
  // Literally as in the condition of packets_refused, so that the planner finds that it fits.
  if (reason !== undefined) each.push("p.state = 'rejected'", `p.reason = ${bind(reason, "text")}`);
  const party: string[] = [];
  if (recipient !== undefined) party.push(`p.recipient = ${bind(recipient, "text")}`);
  if (sender !== undefined) party.push(`p.sender = ${bind(sender, "text")}`);

  const page = `order by p.id desc limit ${rows}`;
  if (beyond !== undefined) {
    each.push(...party, `p.id in (${tailFrom(bind(beyond, "bigint"))})`);
    if (state !== undefined) each.push(`p.state = ${bind(state, "text")}`);
    if (type !== undefined) each.push(`p.type = ${bind(type, "text")}`);
    if (thread !== undefined) each.push(`p.thread = ${bind(thread, "uuid")}`);
    if (overdue === true) each.push(`p.state ${oneOf(UNRECEIPTED)}`, `due_ms(p.due) < ${bind(now, "bigint")}`);
    const text = `select p.id from packets p where ${each.join(" and ")} ${page}`;
    return { statement: named("deliveries", text), parameters };
  }
  if (thread === undefined && overdue !== true && (recipient ?? sender ?? state ?? type ?? reason) === undefined) {
    const where = each.length === 0 ? "" : `where ${each.join(" and ")}`;
    return { statement: named("deliveries", `select p.id from packets p ${where} ${page}`), parameters };
  }

  const possible = overdue === true ? UNRECEIPTED : PACKET_STATES;
  const asked = possible.filter((one) => (state ?? one) === one && (reason === undefined || one === "rejected"));
  const states = bind(textArray(asked), "text[]");
  const types = bind(textArray(type === undefined ? MESSAGE_TYPES : [type]), "text[]");
  const kinds = `select s.state, t.type from unnest(${states}) as s (state) cross join unnest(${types}) as t (type)`;
  const group = [...party, "p.state = k.state", "p.type = k.type"];
  let text: string;
  if (overdue === true && thread === undefined) {
    text = overduePage({ kinds, party, group, each, now: bind(now, "bigint"), rows });
  } else {
    if (thread !== undefined) group.push(`p.thread = ${bind(thread, "uuid")}`);
    if (overdue === true) each.push(`due_ms(p.due) < ${bind(now, "bigint")}`);
    text = newestOf(headsOf(kinds, [...group, ...each]), [...group, ...each], rows);
  }
  return { statement: named("deliveries", text), parameters };
}

/** Gives the lowest UUIDv7 (RFC 9562 section 5.7) of a time, ms. */
export function lowestId(at: number): string {
  const hex = Math.max(0, Math.min(at, 2 ** 48 - 1))
    .toString(16)
    .padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
