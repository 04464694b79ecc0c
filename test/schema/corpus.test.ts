/** Tests that each invalid list, one in each file, gives exactly its errors, which repeat no submitted value. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { loadSchemas } from "../../src/schema/registry.ts";
import { apply, type Operation } from "./patch.ts";

interface Case {
  readonly name: string;
  /** RFC 6902 operations that make the invalid list from the example; absent when `body` is there. */
  readonly patch?: readonly Operation[];
  /** Whole invalid body; used when `patch` is absent. */
  readonly body?: unknown;
  readonly errors: readonly { readonly pointer: string; readonly code: string }[];
}

const root = join(import.meta.dirname, "../..");
const folder = join(root, "test/corpus/aid-subject-list");
const TODAY = new Date("2025-07-10T02:00:00Z");

const schemas = await loadSchemas(join(root, "schemas"));
const example: unknown = JSON.parse(readFileSync(join(root, "schemas/aid-subject-list/1.example.json"), "utf8"));
const cases = readdirSync(folder).map(
  (file) => [file, JSON.parse(readFileSync(join(folder, file), "utf8")) as Case] as const,
);

t.ok(cases.length >= 60, "the corpus is large enough");
t.equal(schemas.validate("aid-subject-list", "1", example, TODAY).ok, true, "the unpatched example is valid");

for (const [file, { name, patch, body, errors }] of cases) {
  t.test(`${file}: ${name}`, async (t) => {
    const document = patch === undefined ? body : apply(example, patch);
    const outcome = schemas.validate("aid-subject-list", "1", document, TODAY);
    if (outcome.ok) return t.fail("was accepted");
    const found = outcome.errors.map(({ pointer, code }) => ({ pointer, code }));
    t.same(sorted(found), sorted(errors));
    for (const { message, messageZh, pointer } of outcome.errors) {
      t.match(message, /\w/);
      t.match(messageZh, /[\u4e00-\u9fff]/);
      for (const value of longTexts(patch?.map(({ value }) => value))) {
        t.notOk(`${pointer} ${message} ${messageZh}`.includes(value), "no value is repeated");
      }
    }
  });
}

function sorted(errors: readonly { pointer: string; code: string }[]): string[] {
  return errors.map(({ pointer, code }) => `${pointer} ${code}`).sort();
}

/** Collects the texts of a value that are long enough (4 units) to be recognised in a message. */
function longTexts(value: unknown): string[] {
  if (typeof value === "string") return value.length >= 4 ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(longTexts) : [];
}
