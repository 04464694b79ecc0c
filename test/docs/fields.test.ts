import { readFileSync, writeFileSync } from "node:fs";
import t from "tap";
import { SCHEMAS } from "../../src/cli/kept/schemas.ts";
import { loadSchemas } from "../../src/schema/registry.ts";
import { like } from "../support/like.ts";
import { testDatabase, testPool } from "../support/store/postgres.ts";
import { fieldsPage } from "./fields-page.ts";

const schemas = await loadSchemas(SCHEMAS);

t.test("docs/fields.md is what the schemas say", async (t) => {
  const page = await fieldsPage();
  if (process.env.UPDATE_DOCS === "1") writeFileSync("docs/fields.md", page);
  t.equal(readFileSync("docs/fields.md", "utf8"), page);
  for (const { type } of schemas.list()) t.match(page, `(\`${type}\`)`);
  t.match(page, "| `identity.idNumber` | 证件号码 | Number of the document | text, 20 |");
});

t.test("the query of the worked mapping makes a list that passes, whatever is missing in the tables", async (t) => {
  const { url } = await testDatabase(t);
  const pool = testPool(t, url);
  await pool.query(readFileSync("docs/mapping/case-system.sql", "utf8"));
  const query = readFileSync("docs/mapping/list.sql", "utf8");
  const listOf = async () => (await pool.query<{ list: unknown }>(query, [1])).rows[0]?.list;
  const checked = (list: unknown) => schemas.validate("aid-subject-list", "1", list, new Date("2025-07-01T00:00:00Z"));
  const list = await listOf();
  const outcome = checked(list);
  t.same(outcome.ok ? [] : outcome.errors, []);
  t.same(outcome.ok ? outcome.warnings : [], []);
  like(t, list, {
    header: { issuedAt: "2025-06-16T09:30:00+08:00" },
    case: { category: "1", compensation: { known: true, due: 186_000 } },
    subjects: [
      { identity: { birth: { date: "1988-06-14" } }, household: { members: [{ relation: "02" }, { name: "陈小满" }] } },
    ],
  });
  t.same(await listOf(), list, "a repeat is the same list, with the same number of transfer");
  await pool.query(
    "update case_file set loss_wan = null, stage = null; update person set nation = null; update household set deposits_yuan = null",
  );
  t.equal(checked(await listOf()).ok, true, "what is not known is left out");
  await pool.query("update person set harm = '没有对照'");
  const without = checked(await listOf());
  like(t, without, { ok: false, errors: [{ pointer: "/body/subjects/0/cause/harmCause", code: "required" }] });
});
