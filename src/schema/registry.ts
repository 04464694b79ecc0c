import type { ErrorObject, ValidateFunction } from "ajv";
import { dayInChina } from "../domain/codes/calendar-date.ts";
import type { Schemas, Validation } from "../exchange/ports.ts";
import { type Bounds, boundsOf, oversized } from "./bounds.ts";
import { bundle } from "./bundle.ts";
import { Findings } from "./findings.ts";
import { foldDocument } from "./fold.ts";
import { type FoldPlan, planOf } from "./fold-plan.ts";
import { countOf, faultsOf } from "./issues.ts";
import { type Locate, locator } from "./locate.ts";
import { resolver } from "./resolver.ts";
import { readSchemas, type SchemaName } from "./schema-files.ts";
import { createAjv } from "./vocabulary.ts";

/** Compiled schemas, with the texts under which they are published. */
export interface SchemaRegistry extends Schemas {
  /** Returns a schema with all that it refers to, as JSON text; undefined when the schema is unknown. */
  text(type: string, version: string): string | undefined;
  /** Lists the type and version of every schema. */
  list(): readonly SchemaName[];
}

interface Compiled extends SchemaName {
  readonly check: ValidateFunction;
  readonly plan: FoldPlan | undefined;
  readonly bounds: Bounds | undefined;
  readonly locate: Locate;
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
  const compiled = new Map<string, Compiled>();
  for (const [id, name] of names) {
    const schema = documents.get(id);
    const check = ajv.getSchema(id);
    if (schema === undefined || check === undefined) throw new Error(`${id} did not compile`);
    const text = `${JSON.stringify(bundle(schema, documents))}\n`;
    compiled.set(`${name.type}/${name.version}`, {
      ...name,
      check,
      plan: planOf(schema, id, resolve),
      bounds: boundsOf(schema, id, resolve),
      locate: locator(schema, id, resolve),
      text,
    });
  }
  return registryOf(compiled);
}

function registryOf(compiled: ReadonlyMap<string, Compiled>): SchemaRegistry {
  return {
    has: (type, version) => compiled.has(`${type}/${version}`),
    text: (type, version) => compiled.get(`${type}/${version}`)?.text,
    list: () => [...compiled.values()].map(({ type, version }) => ({ type, version })),
    validate(type, version, body, today) {
      const schema = compiled.get(`${type}/${version}`);
      if (schema === undefined) throw new TypeError("unknown schema: has() tells which there are");
      const found = validate(schema, body, dayInChina(today));
      return found.ok
        ? { ...found, warnings: found.warnings.map(schema.locate) }
        : { ...found, errors: found.errors.map(schema.locate) };
    },
    locate(type, version, issues) {
      const schema = compiled.get(`${type}/${version}`);
      return schema === undefined ? [...issues] : issues.map(schema.locate);
    },
  };
}

/**
 * Validates a document, and folds it only when it fails; a folded document is validated again. A document
 * that passes needs no folding, because the formats accept only texts that folding would not change.
 */
function validate(schema: Compiled, body: unknown, today: string): Validation {
  const tooLong = schema.bounds === undefined ? [] : oversized(schema.bounds, body);
  if (tooLong.length > 0) return { ok: false, ...countOf(tooLong) };
  const first = judge(schema, body, today);
  if (first.errors.length === 0 && first.structure === undefined) return accepted(body, [], first.found);
  const folded = schema.plan === undefined ? undefined : foldDocument(schema.plan, body);
  if (folded === undefined) return { ok: false, ...faultsOf(first.structure ?? [], first.found) };
  const second = judge(schema, folded.body, today);
  if (second.errors.length === 0 && second.structure === undefined) {
    return accepted(folded.body, folded.changes, second.found);
  }
  return { ok: false, ...faultsOf(second.structure ?? [], second.found) };
}

function accepted(body: unknown, folded: Extract<Validation, { ok: true }>["folded"], found: Findings): Validation {
  // The cast is safe: every schema requires an object at its root.
  return { ok: true, body: body as Record<string, unknown>, folded, warnings: found.warnings };
}

function judge(
  schema: Compiled,
  body: unknown,
  today: string,
): { found: Findings; errors: Findings["errors"]; structure: readonly ErrorObject[] | undefined } {
  const found = new Findings(today);
  const valid = schema.check.call(found, body);
  return { found, errors: found.errors, structure: valid ? undefined : (schema.check.errors ?? []) };
}
