/**
 * Makes the types of the documents from their schemas: `node src/schema/generate.ts [schemas] [folder]`.
 * The generated files are committed, and a test compares them with the schemas.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compile } from "json-schema-to-typescript";
import { readSchemas } from "./schema-files.ts";
import { typeSource } from "./type-source.ts";

const BANNER = "/** Generated from the JSON Schemas by `npm run generate`; not to be edited. */";

/** Generates the types of the schemas in a folder: texts by file name (`aid-subject-list.ts`). */
export async function generateTypes(schemas: string): Promise<Map<string, string>> {
  const { documents, names } = await readSchemas(schemas);
  const files = new Map<string, string>();
  for (const [id, { type, version }] of names) {
    const schema = documents.get(id);
    if (schema === undefined) throw new Error(`${id} is missing`);
    const name = type.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const suffix = version === "1" ? "" : version;
    const typeName = name + suffix.replace(".", "_");
    const text = await compile(typeSource(schema, typeName, documents), typeName, {
      additionalProperties: false,
      bannerComment: BANNER,
      ignoreMinAndMaxItems: true,
      style: { printWidth: 120, trailingComma: "all" },
    });
    files.set(`${type}${suffix === "" ? "" : `-${suffix}`}.ts`, text);
  }
  return files;
}

if (import.meta.main) {
  const [schemas = "schemas", folder = "src/schema/generated"] = process.argv.slice(2);
  await mkdir(folder, { recursive: true });
  for (const [name, text] of await generateTypes(schemas)) await writeFile(join(folder, name), text);
}
