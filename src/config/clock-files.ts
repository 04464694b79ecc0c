import type { DeadlinesDocument } from "../casework/clock/deadlines-document.ts";
import type { RoutingDocument } from "../disclosure/routing-document.ts";
import { type CalendarDocument, createCalendar } from "../domain/deadline.ts";
import { ConfigError, type ConfigFault } from "../domain/config-fault.ts";
import { checkDeadlines } from "./check-deadlines.ts";
import { type DocumentName, type ReadDocument, readDocument } from "./document.ts";

/** Files that tell when something is due: the rules, the calendar, and the routing table, whose needs the rules name. */
const NAMES = ["deadlines", "calendar", "routing"] as const satisfies readonly DocumentName[];

/**
 * Reads the rules about deadlines and the calendar, for a program that is no gateway.
 *
 * @param place gives the path of a file, and the name that faults call it by
 * @throws {ConfigError} naming file, place and rule
 */
export async function readClockFiles(
  place: (name: DocumentName) => { readonly path: string; readonly shownAs: string },
): Promise<{ readonly deadlines: DeadlinesDocument; readonly calendar: CalendarDocument }> {
  const read: ReadDocument[] = [];
  for (const name of NAMES) read.push(await readDocument(name, place(name).path, place(name).shownAs));
  stopAt(read.flatMap(({ faults }) => faults));
  const [rules, days, needs] = read as [ReadDocument, ReadDocument, ReadDocument];
  const deadlines = rules.content as DeadlinesDocument;
  const calendar = days.content as CalendarDocument;
  stopAt([
    ...checkDeadlines(deadlines, needs.content as RoutingDocument, rules.fault),
    ...checkCalendar(calendar, days.fault),
  ]);
  return { deadlines, calendar };
}

function stopAt(faults: readonly ConfigFault[]): void {
  if (faults.length > 0) throw new ConfigError(faults);
}

/** Checks that the entries of a calendar are days of their years, and none both off and worked. */
export function checkCalendar(calendar: CalendarDocument, fault: ReadDocument["fault"]): ConfigFault[] {
  try {
    createCalendar(calendar);
    return [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [fault("/years", error.message, `日历条目无效（${error.message}）`)];
  }
}
