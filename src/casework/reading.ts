import type { Clocks } from "./clock/clocks-in-force.ts";
import type { ClockVersions } from "./clock/versions.ts";
import { type ItemClocks, itemClocks } from "./item-clocks.ts";
import type { ReadItem } from "./ports.ts";

/** Rules, divisions and present time that decide the clocks of items besides their facts. */
export interface ReadingDeps {
  readonly versions: ClockVersions;
  /** Division of a party; undefined when the directory does not have it any more. */
  readonly division: (party: string) => string | undefined;
  readonly now: () => number;
}

/** Parts from which the clocks of items are derived. */
export interface ClockedBy {
  readonly versions: Pick<ClockVersions, "of">;
  readonly division: ReadingDeps["division"];
}

/** An item with its clocks at the moment of reading. */
export interface ClockedItem<Read extends ReadItem = ReadItem> {
  readonly read: Read;
  readonly clocks: ItemClocks;
}

/** Derives the clocks of items as they are read, each under the rules and the calendar under which it began. */
export async function withClocks<Read extends ReadItem>(
  { versions, division }: ClockedBy,
  items: readonly Read[],
  at: number,
): Promise<ClockedItem<Read>[]> {
  const clocksOf: (version: string | undefined) => Clocks = await versions.of(items.map(({ item }) => item.rules));
  return items.map((read) => {
    const { rules, department } = read.item;
    return { read, clocks: itemClocks(read, clocksOf(rules), division(department), at) };
  });
}
