import { readFile } from "node:fs/promises";
import type { AnySchemaObject } from "ajv/dist/2020.js";
import t from "tap";
import { DOCUMENTS, readSchema } from "../../src/config/document.ts";
import { referencePages } from "../../src/config/reference.ts";

t.test("reference: the generated pages are up to date", async (t) => {
  for (const [name, text] of await referencePages()) {
    const page = await readFile(new URL(`../../docs/${name}`, import.meta.url), "utf8");
    t.ok(page === text, `docs/${name} is up to date; else: npm run docs:config`);
  }
});

t.test("reference: every member of every file has a title in both languages and a description", async (t) => {
  for (const name of DOCUMENTS) {
    const schema = await readSchema(name);
    const check = (member: AnySchemaObject, place: string): void => {
      const target = member["$ref"] === undefined ? member : { ...definition(schema, member), ...member };
      const { title, description } = target;
      t.ok(
        typeof title === "string" && typeof target["x-title-en"] === "string" && typeof description === "string",
        place,
      );
      for (const [inner, value] of Object.entries((member["properties"] as Record<string, AnySchemaObject>) ?? {})) {
        check(value, `${place}.${inner}`);
      }
    };
    check(schema, name);
    for (const [inner, value] of Object.entries((schema["$defs"] as Record<string, AnySchemaObject>) ?? {})) {
      check(value, `${name}#${inner}`);
    }
  }
});

function definition(schema: AnySchemaObject, member: AnySchemaObject): AnySchemaObject {
  const definitions = schema["$defs"] as Record<string, AnySchemaObject>;
  return definitions[String(member["$ref"]).slice("#/$defs/".length)] ?? {};
}
