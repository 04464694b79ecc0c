import { JsonError, parseStrict } from "../../wire/json.ts";
import { isReference } from "../../domain/recorded-request.ts";
import { malformed } from "./query.ts";

/** Largest body of a recorded request, bytes. */
export const RECORDED_REQUEST_BYTES = 1024;

/**
 * The body of a request that somebody registered: a flat object of texts with these members, `basis` and
 * `reference`, and no others. Everything that is wrong with it is said without quoting it.
 * @throws Refusal `malformed-request`
 */
export function readRecordedRequest<Basis extends string>(
  body: Buffer,
  members: readonly string[],
  bases: readonly Basis[],
): { readonly basis: Basis; readonly reference: string; readonly texts: readonly string[] } {
  let value: unknown;
  try {
    value = parseStrict(body, { maxDepth: 1 });
  } catch (error) {
    if (error instanceof JsonError) throw malformed("The body is not strict JSON", "请求体不是规范的 JSON");
    throw error;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw malformed("The body must be an object", "请求体须为对象");
  }
  const given = value as Readonly<Record<string, unknown>>;
  const names = [...members, "basis", "reference"];
  if (Object.keys(given).length !== names.length || names.some((name) => typeof given[name] !== "string")) {
    throw malformed(
      `The body must have these members, all of them texts, and no others: ${names.join(", ")}`,
      `请求体须且仅可含以下文本成员：${names.join("、")}`,
    );
  }
  const basis = bases.find((known) => known === given["basis"]);
  if (basis === undefined) {
    throw malformed(`basis must be one of: ${bases.join(", ")}`, `basis 须为其中之一：${bases.join("、")}`);
  }
  const reference = String(given["reference"]);
  if (!isReference(reference)) {
    throw malformed(
      "reference must be 1 to 64 letters, digits, dots, slashes or hyphens, and no number of a person",
      "reference 须为 1 至 64 位字母、数字、点、斜线或连字符，且不得为个人号码",
    );
  }
  return { basis, reference, texts: members.map((name) => String(given[name])) };
}
