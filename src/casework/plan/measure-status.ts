import type { ItemState } from "../../domain/item.ts";
import type { MeasureStatus } from "../../domain/measure.ts";
import { OWN_WORK } from "../../domain/own-work.ts";
import type { Item } from "../ports.ts";
import type { Measure } from "./plans.ts";

/** Status of a measure at the moment of reading, and the item that it rests on. */
export interface MeasureStanding {
  readonly status: MeasureStatus;
  /** Item of the owner for the need; absent when nothing has sent it the need, or when the owner gets no packets. */
  readonly item?: Item;
  /** Its item ended without the aid: a new version of the plan has to say what is done instead. */
  readonly stuck: boolean;
}

/** Status that an item's state gives its measure. */
const BY_STATE: Readonly<Record<ItemState, MeasureStatus>> = {
  sent: "sent",
  signed: "sent",
  accepted: "doing",
  supplement: "doing",
  checking: "doing",
  notice: "doing",
  granted: "doing",
  part: "doing",
  delivered: "done",
  refused: "doing",
  "not-accepted": "sent",
  passed: "sent",
  ended: "doing",
  unknown: "sent",
};

/** States in which nothing more comes of an item. */
const STUCK: ReadonlySet<ItemState> = new Set(["refused", "not-accepted", "passed", "ended", "unknown"]);

/**
 * Tells how far a measure is. A plan drops it; a visit that saw it carried out makes it done; else the item of its owner decides:
 * a list, supplement or bridge sent it, feedback moves it. What the procuratorate or social workers do themselves has no item: there
 * the signed plan says it.
 *
 * @param items of the measure's subject
 * @param seen measures that visits saw carried out, by id
 */
export function standingOf(measure: Measure, items: readonly Item[], seen: ReadonlySet<string>): MeasureStanding {
  const item = items.find(
    ({ subject, need, department }) =>
      subject === measure.subject && need === measure.need && department === measure.owner,
  );
  const found = item === undefined ? {} : { item };
  if (measure.status === "dropped") return { ...found, status: "dropped", stuck: false };
  if (seen.has(measure.id)) return { ...found, status: "done", stuck: false };
  if (OWN_WORK.has(measure.owner)) {
    const withdrawn = items.length > 0 && items.every(({ closed }) => closed);
    return { status: withdrawn ? "dropped" : measure.status, stuck: false };
  }
  if (item === undefined) return { status: "planned", stuck: false };
  if (item.closed && item.state !== "delivered") return { item, status: "dropped", stuck: false };
  return { item, status: BY_STATE[item.state], stuck: STUCK.has(item.state) };
}
