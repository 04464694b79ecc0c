import { isOpenMeasure } from "../../domain/measure.ts";
import { present } from "../../wire/present.ts";
import { standingOf } from "../plan/measure-status.ts";
import { carriedOut, plansIn } from "../plan/plans.ts";
import type { Item, StoredFact } from "../ports.ts";
import type { PlannedMeasure } from "./history.ts";

/** Reads the measures of the plans in force, by person, with when each first stood in a plan. @param items of the case */
export function plannedMeasures(
  facts: readonly Pick<StoredFact, "fact">[],
  items: readonly Item[],
): ReadonlyMap<string, readonly PlannedMeasure[]> {
  const first = new Map<unknown, number>();
  for (const { fact } of facts) {
    if (fact.event !== "measure") continue;
    first.set(fact.measure, Math.min(fact.issuedAt, first.get(fact.measure) ?? fact.issuedAt));
  }
  const seen = carriedOut(facts);
  return new Map(
    [...plansIn(facts)].map(([subject, { measures, issuedAt }]) => {
      const own = items.filter((item) => item.subject === subject);
      return [
        subject,
        measures.map((measure) => {
          const { status, stuck, item } = standingOf(measure, own, seen);
          const addedAt = first.get(measure.id) ?? issuedAt;
          const { need } = measure;
          return {
            need,
            addedAt,
            isDropped: status === "dropped",
            isOpen: isOpenMeasure(status),
            stuck,
            ...present({ item: item?.id }),
          };
        }),
      ];
    }),
  );
}
