import { dayInChina } from "../domain/codes/calendar-date.ts";
import type { Schemas } from "../exchange/ports.ts";
import { bundle } from "./bundle.ts";
import { resolver } from "./resolver.ts";
import { readSchemas, type SchemaName } from "./schema-files.ts";
import { type Compiled, compiledOf, validateWith } from "./validate.ts";
import { createAjv } from "./vocabulary.ts";

/** Compiled schemas, with the texts under which they are published. */
export interface SchemaRegistry extends Schemas {
  /** Returns a schema with all that it refers to, as JSON text; undefined when the schema is unknown. */
  text(type: string, version: string): string | undefined;
  /** Lists the type and version of every schema. */
  list(): readonly SchemaName[];
}

interface CompiledText extends SchemaName, Compiled {
  readonly text: string;
}

/**
 * Loads and compiles `{dir}/{type}/{version}.schema.json` of every message type, with the definitions
 * of `{dir}/defs`. Runs once, at start: the gateway does not start with a wrong schema.
 * @throws {Error} naming the file, when a schema cannot be read or compiled
 */
export async function loadSchemas(dir: string): Promise<SchemaRegistry> {
  const { documents, names } = await readSchemas(dir);
  const ajv = createAjv();
  ajv.addSchema([...documents.values()]);
  const resolve = resolver(documents);
  const compiled = new Map<string, CompiledText>();
  for (const [id, name] of names) {
    const schema = documents.get(id);
    const check = ajv.getSchema(id);
    if (schema === undefined || check === undefined) throw new Error(`${id} did not compile`);
    const text = `${JSON.stringify(bundle(schema, documents))}\n`;
    compiled.set(`${name.type}/${name.version}`, {
      ...name,
      ...compiledOf(schema, id, resolve, check),
      text,
    });
  }
  return registryOf(compiled);
}

function registryOf(compiled: ReadonlyMap<string, CompiledText>): SchemaRegistry {
  return {
    has: (type, version) => compiled.has(`${type}/${version}`),
    text: (type, version) => compiled.get(`${type}/${version}`)?.text,
    list: () => [...compiled.values()].map(({ type, version }) => ({ type, version })),
    validate(type, version, body, today) {
      const schema = compiled.get(`${type}/${version}`);
      if (schema === undefined) throw new TypeError("unknown schema: has() tells which there are");
      return validateWith(schema, body, dayInChina(today));
    },
    locate(type, version, issues) {
      const schema = compiled.get(`${type}/${version}`);
      return schema === undefined ? [...issues] : issues.map(schema.locate);
    },
  };
}
