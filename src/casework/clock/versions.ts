/** The rules and calendars under which items began. */
import { type CalendarDocument, createCalendar } from "../../domain/deadline.ts";
import { type Clocks, createClocks, withYearsSince } from "./clocks-in-force.ts";
import type { DeadlinesDocument } from "./deadlines-document.ts";
import { canonicalize } from "../../wire/jcs.ts";
import type { RecordedRules } from "../ports.ts";
import { compileRules } from "./rules.ts";

/** Rules about deadlines and calendar in force, with the digest under which the log has them. */
export interface ClocksInForce extends Clocks {
  readonly snapshot: { readonly version: string };
}

/** Rules and calendars by the digests that items have. */
export interface ClockVersions {
  /** Gives those of some items; an item without a digest, or with one that is not recorded, has those in force. */
  of(versions: Iterable<string | undefined>): Promise<(version: string | undefined) => Clocks>;
  /** Gives all that an item may have begun under. */
  inUse(): Promise<Clocks[]>;
}

/** Gives rules and calendar as they were recorded, without the years that were published since; undefined when they are not recorded. */
export async function clocksAsRecorded(
  recorded: Pick<RecordedRules, "document">,
  version: string,
): Promise<ClocksInForce | undefined> {
  const text = await recorded.document(version);
  if (text === undefined) return undefined;
  const { deadlines, calendar } = JSON.parse(text) as Recorded;
  return { ...createClocks(deadlines, calendar), snapshot: { version } };
}

interface Recorded {
  readonly deadlines: DeadlinesDocument;
  readonly calendar: CalendarDocument;
}

/** Makes the look-up. What was compiled once is kept until other rules come into force. */
export function createClockVersions(inForce: () => ClocksInForce, recorded: RecordedRules): ClockVersions {
  let compiledFor: ClocksInForce | undefined;
  const compiled = new Map<string, Promise<Clocks>>();
  const calendars = new Map<string, Pick<Clocks, "calendar" | "calendarDocument">>();

  async function compile(version: string, present: ClocksInForce): Promise<Clocks> {
    const text = await recorded.document(version);
    if (text === undefined) return present;
    const { deadlines, calendar } = JSON.parse(text) as Recorded;
    const calendarDocument = withYearsSince(calendar, present.calendarDocument);
    // Many versions of the rules run on few calendars.
    const key = canonicalize(calendarDocument.years);
    const known = calendars.get(key) ?? { calendarDocument, calendar: createCalendar(calendarDocument) };
    calendars.set(key, known);
    return { rules: compileRules(deadlines), ...known };
  }

  async function clocksFor(version: string | undefined, present: ClocksInForce): Promise<Clocks> {
    if (version === undefined || version === present.snapshot.version) return present;
    let clocks = compiled.get(version);
    if (clocks === undefined) {
      clocks = compile(version, present);
      compiled.set(version, clocks);
      // A fault of the database is not kept.
      clocks.catch(() => compiled.delete(version));
    }
    return clocks;
  }

  function current(): ClocksInForce {
    const present = inForce();
    if (compiledFor !== present) {
      compiledFor = present;
      compiled.clear();
      calendars.clear();
    }
    return present;
  }

  return {
    async of(versions) {
      const present = current();
      const asked = [...new Set(versions)];
      const found = new Map(
        await Promise.all(asked.map(async (version) => [version, await clocksFor(version, present)] as const)),
      );
      return (version) => found.get(version) ?? present;
    },
    async inUse() {
      const present = current();
      const versions = new Set(await recorded.versions());
      versions.delete(present.snapshot.version);
      return [present, ...(await Promise.all([...versions].map((version) => clocksFor(version, present))))];
    },
  };
}
