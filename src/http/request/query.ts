import type { FastifyRequest } from "fastify";

import { HASH_BYTES } from "../../tlog/merkle.ts";
import { decodeBase64url } from "../../wire/base64.ts";
import { Refusal } from "../../domain/refusal.ts";
import { isUuid7 } from "../../wire/uuid7.ts";
import { parseUrlencoded } from "./urlencoded.ts";

const NONE: ReadonlyMap<string, string> = new Map();

/**
 * The query of a request target. A parameter that is not among `known` is refused: a misspelt filter
 * would otherwise answer as if nothing had been asked.
 *
 * @throws Refusal `malformed-request`
 */
export function readQuery(target: string, known: readonly string[]): ReadonlyMap<string, string> {
  const mark = target.indexOf("?");
  if (mark === -1) return NONE;
  const query = parseUrlencoded(target.slice(mark + 1));
  for (const name of query.keys()) {
    if (!known.includes(name)) throw malformed("There is an unknown query parameter", "存在未知的查询参数");
  }
  return query;
}

/** A whole number within bounds from a query parameter, or `otherwise` when it is absent. */
export function wholeNumber(
  text: string | undefined,
  name: string,
  min: number,
  max: number,
  otherwise: number,
): number {
  if (text === undefined) return otherwise;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw malformed(`${name} must be a whole number from ${min} to ${max}`, `${name} 须为 ${min} 至 ${max} 的整数`);
}

/** The UUIDv7 in a path or query (protocol section 1); any other text is refused before anything looks it up. */
export function uuid7Of(text: string | undefined, name: string): string {
  if (text !== undefined && isUuid7(text)) return text;
  throw malformed(`${name} must be a UUIDv7 in lower case`, `${name} 须为小写 UUIDv7`);
}

/** A leaf hash: 32 bytes in base64url or hexadecimal digits; `undefined` for any other text. */
export function readLeafHash(text: string): Buffer | undefined {
  const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, "hex") : decodeBase64url(text);
  return bytes?.length === HASH_BYTES ? Buffer.from(bytes) : undefined;
}

/** The value of a path parameter of this route. */
export function pathParameter(request: FastifyRequest, name: string): string {
  return (request.params as Readonly<Record<string, string | undefined>>)[name] ?? "";
}

/** The refusal of a request that is not as it must be; the texts say what must be, and quote nothing of it. */
export function malformed(en: string, zh: string): Refusal {
  return new Refusal("malformed-request", { detail: { en, zh } });
}
