import t from "tap";
import { sampleEntry, testStore } from "../support/store/store-samples.ts";

const store = await testStore(t);
const EXPIRES = 1_772_438_400;

t.test("an assertion is used once, for each party on its own", async (t) => {
  t.equal(await store.useAssertion("a", "jti-1", EXPIRES), true);
  t.equal(await store.useAssertion("a", "jti-1", EXPIRES), false);
  t.equal(await store.useAssertion("b", "jti-1", EXPIRES), true);
  t.equal(await store.useAssertion("a", "jti-2", EXPIRES + 0.5), true);
});

t.test("of many uses at once one succeeds", async (t) => {
  const uses = await Promise.all(Array.from({ length: 12 }, () => store.useAssertion("a", "rival", EXPIRES)));
  t.equal(uses.filter(Boolean).length, 1);
});

t.test("assertions are forgotten long after their expiry, and not before", async (t) => {
  await store.useAssertion("a", "old", EXPIRES - 4_000);
  await store.useAssertion("a", "recent", EXPIRES - 3_000);
  await store.useAssertion("a", "new", EXPIRES);
  const { rows } = await store.pool.query<{ jti: string }>("select jti from assertions where jti in ('old', 'recent')");
  t.same(
    rows.map(({ jti }) => jti),
    ["recent"],
  );
});

t.test("many old assertions are forgotten over many uses, not by the next one", async (t) => {
  const many = "insert into assertions select 'b', 'old-' || n, 1 from generate_series(1, 1000) n";
  await store.pool.query(many);
  const left = async () => (await store.pool.query("select from assertions where expires = 1")).rowCount ?? 0;
  await store.useAssertion("b", "first", EXPIRES);
  t.ok((await left()) > 900);
  for (let n = 0; n < 20; n++) await store.useAssertion("b", `then-${n}`, EXPIRES);
  t.equal(await left(), 0);
});

t.test("a changed configuration is recorded once, with its entries", async (t) => {
  t.equal(await store.lastSnapshot("directory"), undefined);
  const entries = (code: string) => [sampleEntry("directory", { code })];
  await store.saveSnapshot("directory", "v1", '{"parties":[]}', entries("v1"));
  await Promise.all(Array.from({ length: 5 }, () => store.saveSnapshot("directory", "v2", "{}", entries("v2"))));
  t.same(await store.lastSnapshot("directory"), { version: "v2", document: "{}" });
  t.equal(await store.lastSnapshot("policy"), undefined);
  await store.saveSnapshot("directory", "v1", '{"parties":[]}', []);
  t.same(await store.lastSnapshot("directory"), { version: "v1", document: '{"parties":[]}' }, "it may go back");
  const { rows } = await store.pool.query<{ code: string }>(
    "select convert_from(bytes, 'UTF8')::json->>'code' as code from recorded_entries where type = 'directory' order by leaf_index nulls last, pending_id",
  );
  t.same(
    rows.map(({ code }) => code),
    ["v1", "v2"],
  );
});

t.test("a ping is a write, and many at once share one", async (t) => {
  const probed = async () => {
    const { rows } = await store.pool.query<{ probed: number }>("select probed from meta");
    return rows[0]?.probed ?? 0;
  };
  const before = await probed();
  await Promise.all(Array.from({ length: 10 }, () => store.ping()));
  t.ok((await probed()) > before);
  t.ok((await probed()) < before + 10);
});
