/** What a report says of the aid gap (I13): the persons who had no money to live on, on days of the period that are over. */
import { dateOf, dayOf } from "../../domain/day.ts";
import type { Calendar } from "../../domain/deadline.ts";
import { mean } from "../../domain/percent.ts";
import { present } from "../../wire/present.ts";
import { caseGaps, type CaseGapSetting } from "../gap/case-gaps.ts";
import { HORIZON_DAYS } from "../gap/gap.ts";
import type { Item, StoredFact } from "../ports.ts";
import { Crosstab } from "./crosstab.ts";
import type { ReportPeriod } from "./period.ts";
import type { Value } from "./report.ts";
import { isShown } from "./suppress.ts";

/**
 * Counts persons and days without money, thread by thread. A forecast never reaches back before the day on which it is made, so
 * days that are over follow from facts alone: no rule or guideline that changes later can change them.
 */
export class GapCount {
  #days = 0;
  readonly #persons = new Crosstab();
  readonly #from: number;
  /** The day after the last one. */
  readonly #end: number;
  readonly #calendar: Calendar;

  constructor({ from, to }: ReportPeriod, calendar: Calendar) {
    this.#from = dayOf(from);
    this.#end = dayOf(to) + 1;
    this.#calendar = calendar;
  }

  /**
   * Adds a thread.
   * @param facts those accepted before the cut
   * @param items as they stood at the cut
   */
  add(facts: readonly StoredFact[], items: readonly Item[], secretOf: CaseGapSetting["secretOf"]): void {
    const reaches = items.some((item) => this.#calendar.dayAt(item.originalStart) + HORIZON_DAYS > this.#from);
    if (!reaches || !facts.some((stored) => isInNeed(stored, secretOf))) return;
    for (const { subjects, gap } of caseGaps(facts, items, {
      today: dateOf(this.#end),
      guidelines: [],
      secretOf,
    })) {
      const days = (gap?.runs ?? []).reduce((sum, run) => sum + this.#daysOf(run), 0);
      if (days === 0) continue;
      this.#days += days * subjects.length;
      const own = items.filter(({ subject }) => subjects.includes(subject));
      this.#persons.add(
        own.map(({ subject, department }) => ({
          row: department,
          column: "gap",
          subject,
        })),
      );
    }
  }

  /** Makes the figures; the mean of nobody is left out. */
  figures(): Record<string, Value> {
    const { total } = this.#persons.read([], []).persons;
    return {
      "I13.persons": total,
      ...present({ "I13.days": mean(this.#days, total) }),
    };
  }

  /** Makes the figures for everybody: to each department, which knows its own persons, the others must be nobody or enough. */
  publicFigures(): Record<string, Value> {
    const figures = this.figures();
    const { total } = this.#persons.read([], []).persons;
    const others = Object.values(this.#persons.personsByRow()).map((own) => total - own);
    const shown = [total, ...others].every(isShown);
    return shown ? figures : Object.fromEntries(Object.keys(figures).map((name) => [name, null]));
  }

  #daysOf({ from, to }: { readonly from: string; readonly to: string }): number {
    return Math.max(0, Math.min(dayOf(to), this.#end) - Math.max(dayOf(from), this.#from));
  }
}

/** Tells whether a list says of a household that it needs money to live on. */
function isInNeed(stored: StoredFact, secretOf: CaseGapSetting["secretOf"]): boolean {
  if (stored.fact.event !== "subject") return false;
  const { livingNeed } = secretOf(stored);
  return typeof livingNeed === "number" && livingNeed > 0;
}
