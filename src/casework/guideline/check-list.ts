import type { AidSubjectList } from "../../schema/generated/aid-subject-list.ts";
import type { ListedGap } from "../gap/list-gaps.ts";
import { divisionOf } from "../economy/household.ts";
import { checkGuideline, type CheckSetting, type SubjectFindings } from "./check.ts";
import { guidelineFor } from "./guideline.ts";
import type { GuidelineDocument } from "./guideline-document.ts";

/** Applies the guidelines in force to a list: each household's by its division. */
export function checkList(
  list: Pick<AidSubjectList, "subjects">,
  guidelines: readonly GuidelineDocument[],
  { gaps, ...setting }: Pick<CheckSetting, "today" | "answersOf"> & { readonly gaps: readonly ListedGap[] },
): SubjectFindings[] {
  return checkGuideline(list.subjects, {
    ...setting,
    gapLevelOf: levelsIn(gaps),
    guidelineOf: (household) => guidelineFor(guidelines, divisionOf(household), setting.today),
  });
}

/** Makes the look-up of the level of a household's gap, as a number; of one that cannot be computed, of what is missing for it. */
export function levelsIn(gaps: readonly ListedGap[]): CheckSetting["gapLevelOf"] {
  const byFirst = new Map(gaps.map((gap) => [gap.subjects[0], gap]));
  return ({ subjects: [first] }) => {
    const found = byFirst.get(first?.index);
    return found?.gap === undefined ? (found?.missing ?? ["gap"]) : Number(found.gap.level.slice(1));
  };
}
