import type { Subject } from "../../schema/generated/aid-subject-list.ts";

/** Code of temporary aid (临时救助). */
const TEMPORARY = "25";

/** Lists the days of temporary aid that a list names of some persons as given before it. */
export function listedTemporaryAid(subjects: readonly Subject[]): string[] {
  const listed = subjects.flatMap(({ existingAid }) => existingAid?.current ?? []);
  return listed.flatMap(({ category, since, asOf }) => (category === TEMPORARY ? [since ?? asOf] : []));
}
