import { ageAtMost } from "../../disclosure/age.ts";
import { isGroup } from "../../schema/reading.ts";

const FULL_AGE = 18;

/**
 * Tells whether a document may be about a minor: one of its persons, or somebody in a household. An incomplete date of birth
 * counts as the latest that it allows; so does a subject whose date this unit is not given.
 * @param today `YYYY-MM-DD`
 */
export function mayNameMinor(body: unknown, today: string): boolean {
  const subjects = isGroup(body) && Array.isArray(body["subjects"]) ? (body["subjects"] as unknown[]) : [];
  return subjects.some((subject) => {
    const ages = agesIn(subject, today);
    return ages.length === 0 || ages.some((age) => age < FULL_AGE);
  });
}

/** Finds the youngest ages that the dates of birth in a part of a document allow. */
function agesIn(part: unknown, today: string): number[] {
  if (Array.isArray(part)) return part.flatMap((one) => agesIn(one, today));
  if (!isGroup(part)) return [];
  return Object.entries(part).flatMap(([name, value]) => {
    if (name === "birth") return [ageAtMost(value, today)];
    if (name === "birthYear") return [ageAtMost({ date: String(value) }, today)];
    return agesIn(value, today);
  });
}
