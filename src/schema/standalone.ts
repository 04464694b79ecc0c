/**
 * Emits the check of a schema as source of a module: a page whose policy forbids `eval` cannot compile a schema, so its
 * build does.
 */
import { createRequire } from "node:module";
import type { Ajv2020 } from "ajv/dist/2020.js";
import { readSchemas } from "./schema-files.ts";
import { createAjv, OUTSIDE } from "./vocabulary.ts";

/** Ajv's emitter is CommonJS, and its types differ by who imports it. */
const { default: standaloneCode } = createRequire(import.meta.url)("ajv/dist/standalone") as {
  default: (ajv: Ajv2020, exported: Readonly<Record<string, string>>) => string;
};

/** Where a check finds what is not in it, from this folder. */
const MODULES: readonly (readonly [name: string, file: string])[] = [
  [OUTSIDE.formats, "formats.ts"],
  [OUTSIDE.rules, "rules/table.ts"],
  [OUTSIDE.money, "judge-money.ts"],
];

/**
 * Emits a module whose `check` validates documents of a type, as `Check` of validate.ts.
 * @param schemas folder of the schemas @param here address of this folder for the module's imports
 */
export async function checkSource(schemas: string, type: string, version: string, here: string): Promise<string> {
  const { documents, names } = await readSchemas(schemas);
  const id = [...names].find(([, name]) => name.type === type && name.version === version)?.[0];
  if (id === undefined) throw new Error(`there is no schema ${type}/${version}`);
  const ajv = createAjv({ source: true, esm: true });
  ajv.addSchema([...documents.values()]);
  const emitted = standaloneCode(ajv, { check: id });
  const imports = MODULES.map(([name, file]) => `import { ${name} } from ${JSON.stringify(`${here}/${file}`)};`);
  // The helpers of Ajv are CommonJS.
  const body = emitted.replace(/require\("(ajv\/[\w/]+)"\)\.default/g, (_: string, path: string) => {
    const name = path.replaceAll(/\W/g, "_");
    const line = `import ${name} from ${JSON.stringify(`${path}.js`)};`;
    if (!imports.includes(line)) imports.push(line);
    return `(${name}.default ?? ${name})`;
  });
  return `${imports.join("\n")}\n${body}`;
}
