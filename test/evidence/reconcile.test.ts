/** Three sides agree, or what one of them has beyond the others, or lacks, or has otherwise, is named: anywhere. */
import fc from "fast-check";
import t from "tap";
import type { Difference } from "../../src/evidence/reconcile/difference.ts";
import { LoggedExchange } from "../../src/evidence/reconcile/logged.ts";
import { COMPARISONS, reconcile } from "../../src/evidence/reconcile/reconcile.ts";
import { type Change, changesOf } from "../support/evidence/exchange-changes.ts";
import { keptOf, ORIGIN, type Plan, plans, type Story, storyOf } from "../support/evidence/exchange-story.ts";

/** Every side against the log. */
function differences(story: Story, comparisons = COMPARISONS): Difference[] {
  const log = new LoggedExchange();
  for (const [index, entry] of story.entries.entries()) log.add(index, entry, () => `leaf-${entry.message}`);
  return keptOf(story).flatMap((kept) => reconcile(log, ORIGIN, kept, comparisons));
}

const found = ({ story, names }: Change, comparisons = COMPARISONS) =>
  differences(story, comparisons).some(({ packet, message, file }) => [packet, message, file].includes(names));

/** One of everything, for what must be there to be changed. */
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

t.test("sides that agree have no difference, whatever was exchanged", async (t) => {
  t.same(differences(storyOf([])), []);
  t.same(differences(storyOf(RICH)), []);
  fc.assert(fc.property(plans, (all) => differences(storyOf(all)).length === 0));
});

t.test("whatever one side lacks, has beyond the others or has otherwise is named, anywhere", async (t) => {
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

t.test("each comparison finds what no other does: switched off, some changes are not found at all", async (t) => {
  for (const { code } of COMPARISONS) {
    const without = COMPARISONS.filter((comparison) => comparison.code !== code);
    const survivors = rich.filter(({ story }) => differences(story, without).length === 0);
    t.ok(survivors.length > 0, `${code}: ${survivors.length} of ${rich.length} survive`);
    for (const { story } of survivors) t.ok(differences(story).every((difference) => difference.code === code));
  }
});

t.test("a side that was not given is not compared", async (t) => {
  const log = new LoggedExchange();
  const { entries } = storyOf(RICH);
  for (const [index, entry] of entries.entries()) log.add(index, entry, () => "");
  t.same(reconcile(log, ORIGIN, {}), []);
});

t.test("the same twice is one", async (t) => {
  const story = storyOf(RICH);
  const { submissions, receipts } = story;
  t.same(
    differences({ ...story, submissions: [...submissions, ...submissions], receipts: [...receipts, ...receipts] }),
    [],
  );
});
