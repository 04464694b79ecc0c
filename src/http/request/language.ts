/** The languages that problems are told in. */
export type Language = "en" | "zh";

/** A language range with its weight: `zh-CN`, `zh-CN;q=0.8`, `*;q=0`. */
const RANGE = /^(\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)(?:\s*;\s*[qQ]=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?$/;
/** More ranges than anyone asks for; the rest is not looked at. */
const MAX_RANGES = 32;

/**
 * The language to answer in, from an Accept-Language field (RFC 9110 section 12.5.4): the one of
 * greater weight, English when both weigh the same or none is wanted. A range that names a language
 * beats `*` for it; what is not a range is passed over.
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
