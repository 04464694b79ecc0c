/** What a test may not do, in every file of `test/`: assert what is always true, or wait by the clock. */
import { readFileSync } from "node:fs";
import t from "tap";
import { type HabitKind, testHabits } from "./test-habits.ts";
import { sourcesUnder } from "./tree.ts";

/** Files that need a habit, each with its reason. */
const ALLOWED: Readonly<Record<HabitKind, readonly string[]>> = {
  pass: [
    // After fast-check has run.
    "test/support/holds.ts",
  ],
  constant: [],
  "loose pattern": [],
  "any error": [],
  pause: [
    // The one place that waits by the clock, with an end and a reason.
    "test/support/until.ts",
    // The clock of a held call is part of the exchange that it stands for.
    "test/support/http/fake-exchange.ts",
    // Timers of a process that is made to crash; nobody waits for them.
    "test/telemetry/printing.ts",
    // How long a fault lasts, how fast a load comes, how late a commit is.
    "test/faults/harness/plan.ts",
    "test/faults/harness/parties.ts",
    "test/faults/sabotage.ts",
  ],
};

const SAMPLES: Readonly<Record<HabitKind, readonly string[]>> = {
  pass: ['t.pass("it came back");'],
  constant: ["t.ok(true);", 't.equal(1, 1, "same");'],
  "loose pattern": ['t.match(answer, { state: "delivered" });', "t.match(list, [one]);"],
  "any error": ["await t.rejects(work);", 't.throws(() => work(), "it throws");'],
  pause: [
    "await new Promise((resolve) => setTimeout(resolve, 50));",
    'import { setTimeout as sleep } from "node:timers/promises"; await sleep(20);',
    'import { setTimeout } from "node:timers/promises";',
  ],
};

const GOOD = `
  import { setImmediate } from "node:timers/promises";
  t.setTimeout(60_000);
  t.match(text, /delivered/);
  t.throws(() => work(), RangeError);
  await t.rejects(work, { code: "not-found" }, "as it should");
  const feed = setInterval(() => connection.write("a"), 1);
  t.equal(found, 1);
`;

t.test("the scan can fail, and passes what is good", async (t) => {
  for (const [kind, samples] of Object.entries(SAMPLES)) {
    for (const sample of samples) {
      const kinds = testHabits("a.ts", sample).map((one) => one.kind);
      t.same(new Set(kinds), new Set([kind]), sample);
    }
  }
  t.same(testHabits("a.ts", GOOD), []);
});

const found = sourcesUnder("test")
  .filter((path) => !path.startsWith("test/vectors/"))
  .flatMap((path) => testHabits(path, readFileSync(path, "utf8")).map(({ kind, line }) => ({ kind, path, line })));

for (const [kind, allowed] of Object.entries(ALLOWED) as [HabitKind, readonly string[]][]) {
  t.test(`no test has the habit: ${kind}`, async (t) => {
    const ofKind = found.filter((one) => one.kind === kind);
    t.same(
      ofKind.filter(({ path }) => !allowed.includes(path)),
      [],
    );
    t.same(
      allowed.filter((path) => !ofKind.some((one) => one.path === path)),
      [],
      "every exception is still needed",
    );
  });
}
