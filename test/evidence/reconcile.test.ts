/** Three sides agree, or everything that one of them has more, lacks, or has differently is named. */
import fc from "fast-check";
import t from "tap";
import type { Difference } from "../../src/evidence/reconcile/difference.ts";
import { LoggedExchange } from "../../src/evidence/reconcile/logged.ts";
import { COMPARISONS, reconcile } from "../../src/evidence/reconcile/reconcile.ts";
import { type Change, changesOf } from "../support/evidence/exchange-changes.ts";
import { keptOf, ORIGIN, type Plan, plans, type Story, storyOf } from "../support/evidence/exchange-story.ts";

/** Compares every side with the log. */
function differences(story: Story, comparisons = COMPARISONS): Difference[] {
  const log = new LoggedExchange();
  for (const [index, entry] of story.entries.entries()) log.add(index, entry, () => `leaf-${entry.message}`);
  return keptOf(story).flatMap((kept) => reconcile(log, ORIGIN, kept, comparisons));
}

const found = ({ story, names }: Change, comparisons = COMPARISONS) =>
  differences(story, comparisons).some(({ packet, message, file }) => [packet, message, file].includes(names));

/** One of everything, so that everything can be changed. */
const RICH: readonly Plan[] = [
  {
    sender: "procuratorate",
    at: Date.parse("2026-11-10T00:00:00Z"),
    packets: [
      { recipient: "housing", fates: ["sealed again", "sealed again", "queued"] },
      { recipient: "education", fates: ["sealed again", "accepted"] },
      { recipient: "veterans", fates: ["fetched"] },
    ],
  },
  {
    sender: "county",
    at: Date.parse("2026-11-30T15:59:59.999Z"),
    packets: [
      { recipient: "housing", fates: ["requeued"] },
      { recipient: "education", fates: ["withdrawn"] },
      { recipient: "veterans", fates: ["rejected"] },
    ],
  },
  {
    sender: "county",
    at: Date.parse("2026-11-30T16:00:00Z"),
    packets: [
      { recipient: "housing", fates: ["queued"] },
      { recipient: "veterans", fates: ["erased"] },
    ],
  },
];
const rich = changesOf(storyOf(RICH));

t.test("reconcile: sides that agree have no difference, for any exchange", async (t) => {
  t.same(differences(storyOf([])), []);
  t.same(differences(storyOf(RICH)), []);
  fc.assert(fc.property(plans, (all) => differences(storyOf(all)).length === 0));
});

t.test("reconcile: everything that one side lacks, has more or has differently is named", async (t) => {
  let tried = 0;
  fc.assert(
    fc.property(plans, (all) => {
      for (const change of changesOf(storyOf(all))) {
        tried++;
        if (!found(change)) throw new Error(`${change.what}: ${change.names} is not named`);
      }
    }),
    { numRuns: 40, seed: 20_261_125 },
  );
  t.ok(tried > 5_000, `${tried} changes`);
  for (const change of rich) t.ok(found(change), `${change.what}: ${change.names}`);
});

t.test("reconcile: each comparison is needed; without it some changes are not found", async (t) => {
  for (const { code } of COMPARISONS) {
    const without = COMPARISONS.filter((comparison) => comparison.code !== code);
    const survivors = rich.filter(({ story }) => differences(story, without).length === 0);
    t.ok(survivors.length > 0, `${code}: ${survivors.length} of ${rich.length} survive`);
    for (const { story } of survivors) t.ok(differences(story).every((difference) => difference.code === code));
  }
});

t.test("reconcile: a side that was not given is not compared", async (t) => {
  const log = new LoggedExchange();
  const { entries } = storyOf(RICH);
  for (const [index, entry] of entries.entries()) log.add(index, entry, () => "");
  t.same(reconcile(log, ORIGIN, {}), []);
});

t.test("reconcile: the same record twice counts once", async (t) => {
  const story = storyOf(RICH);
  const { submissions, receipts } = story;
  t.same(
    differences({ ...story, submissions: [...submissions, ...submissions], receipts: [...receipts, ...receipts] }),
    [],
  );
});
