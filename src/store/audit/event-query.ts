import type { EventFilter, EventPosition } from "../../audit/queries.ts";
import { ENTRY_TYPES } from "../../domain/audit-entry.ts";
import { textArray } from "../columns.ts";
import { named, type Parameter } from "../database.ts";
import { type Query, rowsFor } from "./delivery-query.ts";

/**
 * Makes the query for a page of entries, newest first. A subject has few entries, which are sorted. Every other filter
 * has an index that ends with time and index in the log; if needed, each type of entry is probed.
 * Rows: index, at, leafHash, bytes.
 */
export function eventPage(filter: EventFilter, after: EventPosition | undefined, limit: number): Query {
  const { type, actor, subject, recipient, from, to } = filter;
  const parameters: Parameter[] = [];
  const bind = (value: Parameter, cast: string) => `$${parameters.push(value)}::${cast}`;
  const rows = rowsFor(limit);
  const each: string[] = [];
  if (after !== undefined) {
    each.push(`(e.at, e.leaf_index) < (${bind(after.at, "bigint")}, ${bind(after.index, "bigint")})`);
  }
  if (from !== undefined) each.push(`e.at >= ${bind(from, "bigint")}`);
  if (to !== undefined) each.push(`e.at < ${bind(to, "bigint")}`);
  const columns = "e.leaf_index, e.at, e.leaf_hash, e.bytes";
  const shown = `e.leaf_index as index, e.at, e.leaf_hash as "leafHash", e.bytes`;
  const page = `order by e.at desc, e.leaf_index desc limit ${rows}`;
  const where = () => (each.length === 0 ? "" : `where ${each.join(" and ")}`);

  let text: string;
  if (subject !== undefined) {
    const id = bind(subject, "uuid");
    if (type !== undefined) each.push(`e.type = ${bind(type, "text")}`);
    if (actor !== undefined) each.push(`e.actor = ${bind(actor, "text")}`);
    if (recipient !== undefined) each.push(`e.recipient = ${bind(recipient, "text")}`);
    const found = `${columns}, e.type, e.actor, e.recipient`;
    const of = (column: string) => `select ${found} from audit_entries e where e.${column} = ${id}`;
    text = `select ${shown} from (${["message", "packet", "thread"].map(of).join(" union ")}) as e ${where()} ${page}`;
  } else {
    // Reads by the rarer column first: a recipient has fewer entries than the gateway as actor.
    const by = recipient === undefined ? "actor" : "recipient";
    const party = recipient ?? actor;
    if (party !== undefined) each.push(`e.${by} = ${bind(party, "text")}`);
    each.push("e.type = k.type");
    if (recipient !== undefined && actor !== undefined) each.push(`e.actor = ${bind(actor, "text")}`);
    const types = bind(textArray(type === undefined ? ENTRY_TYPES : [type]), "text[]");
    text = `
    select ${shown} from unnest(${types}) as k (type)
    cross join lateral (select ${columns} from audit_entries e ${where()} ${page}) as e ${page}`;
  }
  return { statement: named("events", text), parameters };
}
