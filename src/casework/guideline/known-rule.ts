import type { RecordedGuidelines } from "../ports.ts";
import type { GuidelineDocument } from "./guideline-document.ts";

/** Name of one guideline within the name of a version, which joins those that it extends. */
const JOIN = "+";

/**
 * Tells whether a version of the guideline, as a finding names it (`{id}@{version}`, joined by `+` with those that it extends),
 * was ever in force here with a rule.
 * @param inForce guidelines that hold now
 */
export async function knowsRule(
  inForce: readonly GuidelineDocument[],
  recorded: RecordedGuidelines,
  version: string,
  rule: string,
): Promise<boolean> {
  const names = version.split(JOIN);
  const now = new Map(inForce.map(({ id, version: of, rules = [] }) => [`${id}@${of}`, rules.map((one) => one.id)]));
  const known = names.every((name) => now.has(name)) ? now : await recorded.rules();
  return names.every((name) => known.has(name)) && names.some((name) => known.get(name)?.includes(rule) === true);
}
