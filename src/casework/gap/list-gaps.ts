import type { AidSubjectList } from "../../schema/generated/aid-subject-list.ts";
import type { Clocks } from "../clock/clocks-in-force.ts";
import { divisionOf, householdsOf, type ListedHousehold } from "../economy/household.ts";
import { guidelineFor } from "../guideline/guideline.ts";
import type { GuidelineDocument } from "../guideline/guideline-document.ts";
import { aidsIn, answerTo, givenBy, type Result } from "./answers.ts";
import { dueByRules } from "./due-by.ts";
import type { Progress } from "./forecast.ts";
import { type HouseholdGap, householdGap } from "./household-gap.ts";
import { listedFigures } from "./listed-figures.ts";

/** Days, rules and answers of departments with which the aid gaps of a list are computed. */
export interface ListGapSetting {
  /** ISO day on which the list is, or will be, sealed; and the day of the computation. */
  readonly sealed: string;
  readonly today: string;
  readonly guidelines: readonly GuidelineDocument[];
  readonly clocks: Clocks;
  /** Days of the applications that are known from elsewhere than the results, by need. */
  readonly known?: ReadonlyMap<string, Progress>;
  /** Results of feedback about persons of the list, the oldest first. */
  readonly results?: readonly Result[];
}

/** The gap of a household of a list, with the places of its subjects. */
export interface ListedGap extends HouseholdGap {
  readonly subjects: readonly number[];
}

/** Computes the aid gap of every household of a list, in the order of their first subjects. */
export function listGaps(
  list: Pick<AidSubjectList, "header" | "subjects">,
  { sealed, today, guidelines, clocks, known = new Map(), results = [] }: ListGapSetting,
): ListedGap[] {
  return householdsOf(list.subjects).map((household) => {
    const division = divisionOf(household);
    const persons = new Set(household.subjects.map(({ subject }) => subject.personId));
    const own = results.filter(({ personId }) => persons.has(personId));
    const parameters = guidelineFor(guidelines, division, today)?.parameters ?? new Map();
    const found = householdGap(listedFigures(household, parameters, own), {
      sealed,
      today,
      parameters,
      dueBy: dueByRules(clocks, { division, urgencyOf: (need) => mostUrgent(list, household, need) }),
      known,
      answerTo: (need) => answerTo(need, own),
      given: givenBy(aidsIn(own)),
      measures: [],
    });
    return { ...found, subjects: household.subjects.map(({ index }) => index) };
  });
}

/** Gives the urgency with which a household's need is sent: the most urgent of the list's own and its subjects'. */
function mostUrgent({ header }: Pick<AidSubjectList, "header">, { subjects }: ListedHousehold, need: string): string {
  const own = subjects.flatMap(({ subject }) => subject.needs?.items.filter(({ code }) => code === need) ?? []);
  const codes = [header, ...own].flatMap(({ urgency }) => urgency ?? []);
  return codes.toSorted()[0] ?? header.urgency;
}
