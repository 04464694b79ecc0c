import type { AidSubjectList } from "../../schema/generated/aid-subject-list.ts";
import { divisionOf } from "../economy/household.ts";
import { checkGuideline, type CheckSetting, type SubjectFindings } from "./check.ts";
import { guidelineFor } from "./guideline.ts";
import type { GuidelineDocument } from "./guideline-document.ts";

/** Applies the guidelines in force to a list: each household's by its division. */
export function checkList(
  list: Pick<AidSubjectList, "subjects">,
  guidelines: readonly GuidelineDocument[],
  setting: Omit<CheckSetting, "guidelineOf">,
): SubjectFindings[] {
  return checkGuideline(list.subjects, {
    ...setting,
    guidelineOf: (household) => guidelineFor(guidelines, divisionOf(household), setting.today),
  });
}
