import type { CaseMeasure } from "../../domain/generated/answers.ts";
import { isOpenMeasure } from "../../domain/measure.ts";
import { present } from "../../wire/present.ts";
import type { Item, StoredFact } from "../ports.ts";
import { standingOf } from "./measure-status.ts";
import { carriedOut, plansIn } from "./plans.ts";

/** Who looks at the measures of a case, and when. */
export interface MeasureViewer {
  /** Owner whose measures alone are shown; absent: all. */
  readonly owner?: string;
  /** ISO day. */
  readonly today: string;
}

/** Shows the measures of the plans in force, by the person's key. @param items those that the viewer sees */
export function shownMeasures(
  facts: readonly Pick<StoredFact, "fact">[],
  items: readonly Item[],
  { owner, today }: MeasureViewer,
): ReadonlyMap<string, CaseMeasure[]> {
  const seen = carriedOut(facts);
  const itemsOf = Map.groupBy(items, ({ subject }) => subject);
  const shown = new Map<string, CaseMeasure[]>();
  for (const [subject, { measures }] of plansIn(facts)) {
    const own = itemsOf.get(subject);
    // A department sees nothing of a person whom it does not have.
    if (own === undefined) continue;
    const mine = measures.filter((measure) => owner === undefined || measure.owner === owner);
    if (mine.length === 0) continue;
    shown.set(
      subject,
      mine.map(({ id, need, kind, owner: by, due, neededBy, message, ...measure }) => {
        const standing = standingOf({ id, need, kind, owner: by, due, message, ...measure }, own, seen);
        return {
          measure: id,
          need,
          kind,
          owner: by,
          due,
          status: standing.status,
          plan: message,
          ...present({
            neededBy,
            item: standing.item?.id,
            stuck: standing.stuck || undefined,
            overdue: (isOpenMeasure(standing.status) && due < today) || undefined,
          }),
        };
      }),
    );
  }
  return shown;
}
