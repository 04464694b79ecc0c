import fc from "fast-check";
import pg from "pg";
import t from "tap";
import { Blob, plainArray, textArray } from "../../src/store/columns.ts";
import { testDatabase } from "../support/store/postgres.ts";

const { url } = await testDatabase(t);
const client = new pg.Client({ connectionString: url });
await client.connect();
t.teardown(() => client.end());

t.test("PostgreSQL reads back any texts as they were", async (t) => {
  // All texts without NUL, which PostgreSQL cannot store, and lone surrogates, which UTF-8 cannot encode.
  const text = fc.string({ unit: "grapheme" }).filter((one) => !one.includes("\0"));
  const special = fc.constantFrom("", "null", "NULL", '"', "\\", '\\"', "{}", "{a,b}", " a ", "a,b", "'", "\n", "民政");
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(text, special, fc.constant(null)), { minLength: 1 }), async (given) => {
      const { rows } = await client.query<{ value: unknown }>("select to_json($1::text[]) as value", [
        textArray(given),
      ]);
      t.same(rows[0]?.value, given);
    }),
    { numRuns: 100 },
  );
});

t.test("PostgreSQL reads back numbers and booleans as they were", async (t) => {
  const { rows } = await client.query<{ numbers: unknown; flags: unknown }>(
    "select to_json($1::bigint[]) as numbers, to_json($2::bool[]) as flags",
    [plainArray([1, null, 1_772_438_400_000]), plainArray([true, false, null])],
  );
  t.same(rows[0], { numbers: [1, null, 1_772_438_400_000], flags: [true, false, null] });
  t.equal(plainArray([]), "{}");
});

t.test("substring cuts the parts out of a blob as they were added", async (t) => {
  const blob = new Blob();
  const parts = [Buffer.from([0, 1, 255]), Buffer.alloc(0), Buffer.from("民政")];
  const starts = parts.map((part) => blob.add(part));
  t.equal(blob.add(Buffer.from("a"), Buffer.from("bc")), 10);
  for (const [index, part] of parts.entries()) {
    const { rows } = await client.query<{ cut: Buffer }>("select substring($1::bytea from $2 for $3) as cut", [
      blob.bytes(),
      starts[index],
      part.length,
    ]);
    t.same(rows[0]?.cut, part);
  }
});
