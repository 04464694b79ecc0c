/** Language of a text for people. */
export type Language = "en" | "zh";

/** Form of a language range with its weight: `zh-CN`, `zh-CN;q=0.8`, `*;q=0`. */
const RANGE = /^(\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)(?:\s*;\s*[qQ]=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?$/;
/** Most ranges of a field that are looked at. */
const MAX_RANGES = 32;

/**
 * Chooses the language to answer in, from an Accept-Language field (RFC 9110 section 12.5.4): the one of greater weight, or
 * English when both weigh the same. A range that names a language counts before `*`; what is not a range is ignored.
 */
export function preferredLanguage(field: string | undefined): Language {
  if (field === undefined || field === "") return "en";
  const weights = new Map<string, number>();
  for (const part of field.split(",", MAX_RANGES)) {
    const match = RANGE.exec(part.trim());
    if (match === null) continue;
    const [, range = "", weight = "1"] = match;
    const language = range.toLowerCase().split("-", 1)[0] ?? "";
    weights.set(language, Math.max(weights.get(language) ?? 0, Number(weight)));
  }
  const rest = weights.get("*") ?? 0;
  const zh = weights.get("zh") ?? rest;
  const en = weights.get("en") ?? rest;
  return zh > en ? "zh" : "en";
}
