import type { Item } from "../ports.ts";
import type { Clocks } from "./clocks-in-force.ts";
import { supplementLimit } from "./rules.ts";

/**
 * Tells whether an item has waited for missing documents (pause P1) as long as it may on the day of a document. Pure.
 * @param clocks rules and calendar under which the item began
 * @param issuedAt time of the document, ms
 */
export function supplementOver({ rules, calendar }: Clocks, item: Item, issuedAt: number): boolean {
  const from = item.dates.pauses?.findLast(({ code }) => code === "P1")?.from ?? calendar.dateAt(item.since);
  const { date } = calendar.deadline(from, { workingDays: supplementLimit(rules, item.need, from) });
  return calendar.dateAt(issuedAt) > date;
}
