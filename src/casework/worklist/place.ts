/** Where an item stands in the order of work lists: a day from its facts alone, that no rule and no calendar changes. Pure. */
import { dayInChina } from "../../domain/codes/calendar-date.ts";
import { dayOf } from "../../domain/day.ts";
import type { ItemState } from "../../domain/item.ts";
import type { ClockEvent } from "../../domain/words/clock-words.ts";
import { steps } from "../item-clocks.ts";
import type { Item } from "../ports.ts";

/** Place of an item whose day is not known: it is looked at whatever the rules say. */
export const UNKNOWN_DAY = 0;

/** Events that an item in a state has certainly had, or may have had, whatever the rules are. */
interface StateFacts {
  /** Event whose day is the place. */
  readonly place: ClockEvent;
  /** Events that have certainly happened: no clock that they end still runs. */
  readonly happened: readonly ClockEvent[];
  /** Other events that may have happened and may have begun a clock. */
  readonly others: readonly ClockEvent[];
}

const REPLIED: readonly ClockEvent[] = ["firstReply"];
const APPLIED: StateFacts = { place: "acceptedOn", happened: REPLIED, others: ["sealed"] };
const DECIDED: readonly ClockEvent[] = [...REPLIED, "decidedOn", "feedbackSealed"];
const BEFORE: readonly ClockEvent[] = ["sealed", "acceptedOn", "noticeFrom", "noticeTo", "decidedOn"];
const GRANTED: StateFacts = { place: "grantedOn", happened: [...DECIDED, "grantedOn"], others: BEFORE };

/** States in which something may be due to somebody. `sent` stands for `signed` too. */
export const STATE_FACTS: Readonly<Partial<Record<ItemState, StateFacts>>> = {
  sent: { place: "sealed", happened: [], others: [] },
  accepted: APPLIED,
  supplement: APPLIED,
  checking: { ...APPLIED, happened: [...REPLIED, "checkingOn"] },
  notice: { ...APPLIED, happened: [...REPLIED, "noticeFrom"], others: ["sealed", "noticeFrom", "noticeTo"] },
  granted: GRANTED,
  part: GRANTED,
  refused: { place: "refusedOn", happened: [...DECIDED, "refusedOn"], others: [...BEFORE, "servedOn"] },
};

/** Later than any day: nothing that was reported is cut off. */
const NEVER = "9999-12-31";

/** Gives the place of an item. */
export function placeOf(item: Item): number {
  const event = STATE_FACTS[item.state]?.place ?? "sealed";
  const day = event === "sealed" ? dayInChina(new Date(item.sealedAt)) : steps(item, NEVER)[event];
  return day === undefined ? UNKNOWN_DAY : dayOf(day);
}
