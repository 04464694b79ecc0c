import type { AidSubjectList } from "../../schema/generated/aid-subject-list.ts";
import { divisionOf, householdsOf } from "../economy/household.ts";
import { guidelineFor } from "../guideline/guideline.ts";
import type { GuidelineDocument } from "../guideline/guideline-document.ts";
import { present } from "../../wire/present.ts";
import { listedLiving } from "./listed-figures.ts";
import { listedTemporaryAid } from "./listed-temporary-aid.ts";

/** What is kept of a household's economy for its gap, with each of its persons: whole numbers. */
export interface KeptLiving {
  readonly householdSize?: number;
  /** Local line, fen a month and person. */
  readonly line?: number;
  /** Living need, twelfths of a fen a month. */
  readonly livingNeed?: number;
  /** ISO day of the last temporary aid that the household had before its list. */
  readonly temporaryOn?: string;
  /** The same decision about judicial aid stands with another person of the household already. */
  readonly sharedAid?: true;
}

/**
 * Computes what is kept of the households of a list, supplement or correction, by the place of each subject. Income itself is
 * not kept.
 * @param today ISO day
 */
export function keptLiving(
  subjects: AidSubjectList["subjects"],
  guidelines: readonly GuidelineDocument[],
  today: string,
): ReadonlyMap<number, KeptLiving> {
  const kept = new Map<number, KeptLiving>();
  for (const household of householdsOf(subjects)) {
    const parameters = guidelineFor(guidelines, divisionOf(household), today)?.parameters ?? new Map();
    const { members, line, need } = listedLiving(household, parameters, new Set());
    const living = present({
      householdSize: members,
      line: line === undefined ? undefined : Number(line),
      livingNeed: need === undefined ? undefined : Number(need),
      temporaryOn: listedTemporaryAid(household.subjects.map(({ subject }) => subject))
        .toSorted()
        .at(-1),
    });
    const decisions = new Set<string>();
    for (const { index, subject } of household.subjects) {
      const number = subject.judicialAid?.decisionNumber;
      kept.set(index, { ...living, ...(number !== undefined && decisions.has(number) ? { sharedAid: true } : {}) });
      if (number !== undefined) decisions.add(number);
    }
  }
  return kept;
}
