import type { Disclosure, Party } from "../exchange/ports.ts";
import type { EntriesRule } from "./policy-document.ts";
import { member } from "./path.ts";
import { roleOf } from "./routing.ts";

type Body = Readonly<Record<string, unknown>>;

/**
 * Cuts a document down for one recipient: to the entries with parts that name it, and of each to the members of `keep`, its own
 * parts and what else is addressed to it. A procuratorate gets the document whole: it is filed there.
 */
export function cutByEntries(body: Body, to: Party, { list, keep, addressed }: EntriesRule): Disclosure {
  const header = { group: "header", level: "full" as const };
  if (to.kind === "procuratorate") return { body, groups: [header, { group: list, level: "full" }] };
  const names = new Set<unknown>([to.id, roleOf(to)]);
  const { items, member: name } = addressed;
  const isOwn = (part: unknown) => names.has(member(part, name));
  const all = Array.isArray(body[list]) ? (body[list] as Body[]) : [];
  const shown = all.flatMap((entry, index) => {
    const parts = Array.isArray(entry[items]) ? entry[items].filter(isOwn) : [];
    if (parts.length === 0) return [];
    const kept = Object.fromEntries(keep.flatMap((one) => (entry[one] === undefined ? [] : [[one, entry[one]]])));
    const others = Object.entries(entry).filter(([one, value]) => one !== items && isOwn(value));
    return [{ index, entry: { ...kept, [items]: parts, ...Object.fromEntries(others) } }];
  });
  return {
    body: { header: body.header, [list]: shown.map(({ entry }) => entry) },
    groups: [header, { group: list, level: "reduced" }],
    subjects: shown.map(({ index }) => index),
  };
}
