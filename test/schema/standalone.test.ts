/** Tests that a check emitted as source finds in each document of the corpus what the compiled one finds. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import t from "tap";
import { resolver } from "../../src/schema/resolver.ts";
import { readSchemas } from "../../src/schema/schema-files.ts";
import { loadSchemas } from "../../src/schema/registry.ts";
import { checkSource } from "../../src/schema/standalone.ts";
import { type Check, compiledOf, validateWith } from "../../src/schema/validate.ts";
import { apply, type Operation } from "./patch.ts";

const ROOT = join(import.meta.dirname, "../..");
const SCHEMAS = join(ROOT, "schemas");
const FOLDER = join(ROOT, "test/corpus/aid-subject-list");
const TYPE = "aid-subject-list";
const TODAY = "2025-07-10";

t.test("an emitted check finds what the compiled one finds", async (t) => {
  const [schemas, { documents, names }] = await Promise.all([loadSchemas(SCHEMAS), readSchemas(SCHEMAS)]);
  const source = await checkSource(SCHEMAS, TYPE, "1", pathToFileURL(join(ROOT, "src/schema")).href);
  t.notMatch(source, /\brequire\(|new Function|\beval\(/);
  const file = join(t.testdir(), "check.mjs");
  // Packages are found from the project only.
  writeFileSync(
    file,
    source.replaceAll(/from "(ajv\/[^"]+)"/g, (_, path: string) => `from "${packageFile(path)}"`),
  );
  const { check } = (await import(pathToFileURL(file).href)) as { check: Check };
  const [id = ""] = [...names].find(([, { type, version }]) => type === TYPE && version === "1") ?? [];
  const compiled = compiledOf(documents.get(id) ?? {}, id, resolver(documents), check);
  const example: unknown = JSON.parse(readFileSync(join(SCHEMAS, `${TYPE}/1.example.json`), "utf8"));
  const bodies = readdirSync(FOLDER).map((name) => {
    const { patch, body } = JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as {
      patch?: readonly Operation[];
      body?: unknown;
    };
    return [name, patch === undefined ? body : apply(example, patch)] as const;
  });
  for (const [name, body] of [["example", example] as const, ...bodies]) {
    const expected = schemas.validate(TYPE, "1", body, new Date(`${TODAY}T02:00:00Z`));
    t.strictSame(validateWith(compiled, body, TODAY), expected, name);
  }
});

t.test("a schema that there is not has no check", async (t) => {
  await t.rejects(checkSource(SCHEMAS, TYPE, "99", ""), /no schema/);
});

function packageFile(path: string): string {
  return pathToFileURL(join(ROOT, "node_modules", path)).href;
}
