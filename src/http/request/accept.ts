import { mediaTypeOf } from "./media-type.ts";

/** Most ranges of a field that are looked at. */
const MAX_RANGES = 32;

/**
 * Chooses the media type to answer with, from an Accept field (RFC 9110 section 12.5.1): the offered one of the greatest
 * weight, and the first of equals. When none of them is accepted it is the first, because an answer helps more than a 406.
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
