/** Tests that the generated types are those of the schemas. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { generateTypes } from "../../src/schema/generate.ts";

const root = join(import.meta.dirname, "../..");

t.test("npm run generate would change nothing", async (t) => {
  const folder = join(root, "src/schema/generated");
  const files = await generateTypes(join(root, "schemas"));
  t.same(readdirSync(folder).sort(), [...files.keys()].sort());
  for (const [name, text] of files) {
    t.equal(readFileSync(join(folder, name), "utf8"), text, `${name}: run npm run generate`);
  }
});
