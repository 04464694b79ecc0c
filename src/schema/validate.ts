/** Validation of a document by a compiled schema, in whatever program: the gateway compiles its schemas, a page has them compiled at build. */
import type { ErrorObject } from "ajv";
import type { Validation } from "../exchange/ports.ts";
import { type Bounds, boundsOf, oversized } from "./bounds.ts";
import { Findings } from "./findings.ts";
import { foldDocument } from "./fold.ts";
import { type FoldPlan, planOf, type Resolve } from "./fold-plan.ts";
import { countOf, faultsOf } from "./issues.ts";
import { type Locate, locator } from "./locate.ts";
import type { Group } from "./reading.ts";

/** Check of a document's structure by Ajv, which also runs the rules: their faults go to `this`. */
export interface Check {
  (this: Findings, body: unknown): unknown;
  errors?: ErrorObject[] | null;
}

/** A schema, ready to validate documents. */
export interface Compiled {
  readonly check: Check;
  readonly plan: FoldPlan | undefined;
  readonly bounds: Bounds | undefined;
  readonly locate: Locate;
}

/** Puts together what validates documents of a schema. @throws {TypeError} for a schema without limits, or an unknown fold */
export function compiledOf(schema: Group, id: string, resolve: Resolve, check: Check): Compiled {
  return {
    check,
    plan: planOf(schema, id, resolve),
    bounds: boundsOf(schema, id, resolve),
    locate: locator(schema, id, resolve),
  };
}

/** Validates a document, and says of each fault where it is. @param today day in China, `YYYY-MM-DD` */
export function validateWith(schema: Compiled, body: unknown, today: string): Validation {
  const found = validate(schema, body, today);
  return found.ok
    ? { ...found, warnings: found.warnings.map(schema.locate) }
    : { ...found, errors: found.errors.map(schema.locate) };
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
