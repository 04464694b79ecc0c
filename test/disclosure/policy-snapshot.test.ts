import t from "tap";
import { checkVersions } from "../../src/config/check-versions.ts";
import { CLOCK_PARTS, documentSnapshot, policyChanges, policySnapshot } from "../../src/disclosure/policy-snapshot.ts";
import { defaultPolicy } from "../support/exchange/default-policy.ts";
import { keepingLogger } from "../support/loggers.ts";
import { like } from "../support/like.ts";

const { config } = await defaultPolicy();
const { sharingPolicy, routing, retention } = config;
const first = policySnapshot(sharingPolicy, routing, retention);

t.test("the first start records every file, a start with unchanged files records none", async (t) => {
  t.strictSame(
    policyChanges(undefined, first.document).map(({ part, from, unversioned }) => [part, from, unversioned]),
    [
      ["sharing-policy", undefined, false],
      ["routing", undefined, false],
      ["retention", undefined, false],
    ],
  );
  t.strictSame(policyChanges(first.document, first.document), []);
  const reordered = Object.fromEntries(Object.entries(routing).reverse()) as unknown as typeof routing;
  t.equal(
    policySnapshot(sharingPolicy, reordered, retention).version,
    first.version,
    "order of members does not count",
  );
});

t.test("a change names the file with both versions", async (t) => {
  const next = policySnapshot(sharingPolicy, { ...routing, version: "next", needs: {} }, retention);
  t.not(next.version, first.version);
  t.strictSame(policyChanges(first.document, next.document), [
    { part: "routing", from: `default@${routing.version}`, to: "default@next", unversioned: false },
  ]);
});

t.test("a change without a new version is refused in production, reported in development", async (t) => {
  const next = policySnapshot({ ...sharingPolicy, always: [] }, routing, retention);
  const changes = policyChanges(first.document, next.document);
  t.strictSame(
    changes.map(({ part, unversioned }) => [part, unversioned]),
    [["sharing-policy", true]],
  );
  const { logger, events: told } = keepingLogger();
  t.throws(() => checkVersions(changes, "production", logger), {
    name: "ConfigError",
    message: /^sharing-policy.json \/version: was changed/,
  });
  t.strictSame(told, []);
  checkVersions(changes, "development", logger);
  like(t, told, [{ msg: `was changed and is still default@${sharingPolicy.version}: a change is a new version` }]);
  checkVersions(policyChanges(undefined, first.document), "production", logger);
  t.equal(told.length, 1);
});

t.test(
  "deadlines and calendar are a document of their own; one with other parts registers nothing of them",
  async (t) => {
    const { calendar, deadlines } = config;
    const before = documentSnapshot(JSON.stringify({ calendar, deadlines }));
    const after = JSON.stringify({ calendar: { ...calendar, version: "2027-1" }, deadlines });
    t.strictSame(policyChanges(before.document, after, CLOCK_PARTS), [
      { part: "calendar", from: `${calendar.id}@${calendar.version}`, to: `${calendar.id}@2027-1`, unversioned: false },
    ]);
    t.strictSame(policyChanges(undefined, after), []);
  },
);
