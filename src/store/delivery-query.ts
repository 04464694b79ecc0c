import { createHash } from "node:crypto";
import { type DeliveryFilter, UNRECEIPTED } from "../audit/queries.ts";
import { MESSAGE_TYPES } from "../domain/message.ts";
import { PACKET_STATES } from "../domain/packet.ts";
import { textArray } from "./columns.ts";
import type { Parameter, Statement } from "./database.ts";

/**
 * Ids are made a moment after the time of sealing is taken, and never carry an earlier one. The clock may have
 * been set back by this much in between, ms; the exact time is compared besides.
 */
export const CLOCK_MS = 5_000;

/** Page sizes that have statements; a page asks for the next one. Literal, so that the plan knows that it is small. */
const LIMITS = [2, 51, 101, 501, 1001];

/** A statement with its parameters. */
export interface Query {
  readonly statement: Statement;
  readonly parameters: readonly Parameter[];
}

/**
 * The query for a page of ids of packets, newest first. Each combination of filters has its own text, which
 * names an index that ends with the id; so a filter, however rare what it finds, reads no more than its page
 * and one probe for each group of packets that there is. Not so `overdue` with a party: it reads every packet of
 * that party that still waits, for a due time is in no index beside a party.
 */
export function deliveryIds(filter: DeliveryFilter, after: string | undefined, limit: number, now: number): Query {
  const { sender, recipient, state, type, thread, from, to, overdue } = filter;
  const parameters: Parameter[] = [];
  const bind = (value: Parameter, cast: string) => `$${parameters.push(value)}::${cast}`;
  const rows = LIMITS.find((size) => size > limit) ?? LIMITS.at(-1) ?? 1001;

  // What holds of each packet, whatever index it comes from.
  const each: string[] = [];
  if (after !== undefined) each.push(`p.id < ${bind(after, "uuid")}`);
  if (from !== undefined)
    each.push(`p.id >= ${bind(lowestId(from), "uuid")}`, `p.sealed_at >= ${bind(from, "bigint")}`);
  if (to !== undefined)
    each.push(`p.id < ${bind(lowestId(to + CLOCK_MS), "uuid")}`, `p.sealed_at < ${bind(to, "bigint")}`);
  if (overdue === true) each.push(`due_ms(p.due) < ${bind(now, "bigint")}`);
  const states = state === undefined ? (overdue === true ? UNRECEIPTED : PACKET_STATES) : [state];
  const possible = overdue === true ? states.filter((one) => UNRECEIPTED.includes(one)) : states;
  const equals = (column: string, value: string | undefined) => {
    if (value !== undefined) each.push(`p.${column} = ${bind(value, column === "thread" ? "uuid" : "text")}`);
  };
  const where = () => (each.length === 0 ? "" : `where ${each.join(" and ")}`);
  const page = `order by p.id desc limit ${rows}`;

  let text: string;
  if (thread !== undefined) {
    equals("thread", thread);
    equals("sender", sender);
    equals("recipient", recipient);
    equals("type", type);
    each.push(`p.state = any (${bind(textArray(possible), "text[]")})`);
    text = `select p.id from packets p ${where()} ${page}`;
  } else if (recipient !== undefined || sender !== undefined) {
    const by = recipient === undefined ? "sender" : "recipient";
    const other = by === "sender" ? "recipient" : "sender";
    const party = bind(recipient ?? sender ?? "", "text");
    const only = recipient !== undefined && sender !== undefined ? `and g.${other} = ${bind(sender, "text")}` : "";
    const wanted = [
      `k.state = any (${bind(textArray(possible), "text[]")})`,
      ...(type === undefined ? [] : [`k.type = ${bind(type, "text")}`]),
    ];
    each.push(`p.${by} = ${party}`, `p.${other} = k.${other}`, "p.state = k.state", "p.type = k.type");
    // The groups that there are, one probe each: a loose scan over the index.
    const group = (behind: string) =>
      `select g.${other}, g.state, g.type from packets g where g.${by} = ${party} ${only} ${behind}
       order by g.${other}, g.state, g.type limit 1`;
    text = `
    with recursive kinds as (
      (${group("")})
      union all
      select n.* from kinds k cross join lateral (
        ${group(`and (g.${other}, g.state, g.type) > (k.${other}, k.state, k.type)`)}
      ) as n
    )
    select p.id from kinds k cross join lateral (select p.id from packets p ${where()} ${page}) as p
    where ${wanted.join(" and ")} ${page}`;
  } else if (overdue === true) {
    equals("type", type);
    // Written out as in the index, so that it is known to be that index's.
    each.push(`p.state in (${UNRECEIPTED.map((one) => `'${one}'`).join(", ")})`);
    if (state !== undefined) each.push(`p.state = ${bind(state, "text")}`);
    text = `select p.id from packets p ${where()} ${page}`;
  } else if (state !== undefined || type !== undefined) {
    const types = type === undefined ? MESSAGE_TYPES : [type];
    each.push("p.state = k.state", "p.type = k.type");
    text = `
    select p.id
    from (select * from unnest(${bind(textArray(possible), "text[]")}) as s (state)
          cross join unnest(${bind(textArray(types), "text[]")}) as t (type)) as k
    cross join lateral (select p.id from packets p ${where()} ${page}) as p ${page}`;
  } else {
    text = `select p.id from packets p ${where()} ${page}`;
  }
  return { statement: named("deliveries", text), parameters };
}

/** A statement that is known by its text. */
export function named(prefix: string, text: string): Statement {
  return { name: `${prefix}-${createHash("sha256").update(text).digest("hex").slice(0, 24)}`, text };
}

/** The lowest UUIDv7 (RFC 9562 section 5.7) of a time, ms. */
export function lowestId(at: number): string {
  const hex = Math.max(0, Math.min(at, 2 ** 48 - 1))
    .toString(16)
    .padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** The time in a UUIDv7, ms. */
export function timeOf(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
