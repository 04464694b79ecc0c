import { mediaTypeOf } from "./media-type.ts";

/** More ranges than anyone asks for; the rest is not looked at. */
const MAX_RANGES = 32;

/**
 * The media type to answer with, from an Accept field (RFC 9110 section 12.5.1): of those offered the one of the
 * greatest weight, the first of equals, and the first when none is wanted: an answer helps more than a 406.
 */
export function preferredType<Type extends string>(
  field: string | undefined,
  offered: readonly [Type, ...Type[]],
): Type {
  const weights = new Map<string, number>();
  for (const range of (field ?? "*/*").split(",", MAX_RANGES)) {
    const type = mediaTypeOf(range) ?? "";
    const weight = /;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*$/i.exec(range)?.[1] ?? "1";
    weights.set(type, Math.max(weights.get(type) ?? 0, Number(weight)));
  }
  const weightOf = (type: string) =>
    weights.get(type) ?? weights.get(`${type.split("/", 1)[0] ?? ""}/*`) ?? weights.get("*/*") ?? 0;
  return offered.reduce((best, type) => (weightOf(type) > weightOf(best) ? type : best), offered[0]);
}
