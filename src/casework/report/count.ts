import type { Calendar } from "../../domain/deadline.ts";
import { openSecret } from "../open-secret.ts";
import type { CaseKeys, SignedItem, StoredFact, ThreadRows } from "../ports.ts";
import { FactsRoot } from "./facts-root.ts";
import type { ReportPeriod } from "./period.ts";
import { Tally, type TallyDeps } from "./tally.ts";

/** Calendar, keys and clocks with which the facts of a period are counted. */
export interface CountDeps {
  readonly calendar: Calendar;
  readonly keys: Pick<CaseKeys, "open">;
  /** Gives what derives the clocks of some items, each under the rules under which it began. */
  readonly clocksFor: (items: readonly SignedItem[]) => Promise<TallyDeps["clocks"]>;
}

/** Gives the digest of a stored fact. */
type DigestOf = (thread: string, stored: StoredFact) => Uint8Array;

/**
 * Counts a period over threads that come in portions, with the root over the facts that were counted.
 * @param digestOf gives the digests of the root; as they are stored, or computed anew
 */
export async function countPeriod(
  { calendar, keys, clocksFor }: CountDeps,
  period: ReportPeriod,
  portions: AsyncIterable<readonly ThreadRows[]>,
  digestOf: DigestOf = (_thread, { digest }) => digest,
): Promise<{ readonly tally: Tally; readonly root: FactsRoot }> {
  const root = new FactsRoot();
  let clocks: TallyDeps["clocks"] = () => [];
  // Several figures read the same fact.
  const opened = new WeakMap<StoredFact, ReturnType<TallyDeps["secretOf"]>>();
  const tally = new Tally(period, {
    calendar,
    clocks: (signed, at) => clocks(signed, at),
    secretOf(thread, stored) {
      const secret = opened.get(stored) ?? openSecret(keys, thread, stored);
      opened.set(stored, secret);
      return secret;
    },
  });
  for await (const threads of portions) {
    clocks = await clocksFor(threads.flatMap(({ items }) => items));
    for (const rows of threads) root.add(tally.add(rows).map((stored) => digestOf(rows.thread, stored)));
  }
  return { tally, root };
}
