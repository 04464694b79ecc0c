/** Finds which stages of an item's clocks a department has to be told of, each once. Pure. */
import type { Calendar } from "../../domain/deadline.ts";
import { dayOf } from "../../domain/day.ts";
import type { Clock } from "../clock/clocks-of.ts";

/** Stages that are told, once for each clock of an item. */
export type ToldStage = "due-soon" | "overdue";

/** Clock of an item that has to be told, with the stage that is remembered as told. */
export interface Telling {
  readonly clock: Clock;
  readonly stage: ToldStage;
}

/** Tells which stages of an item's clocks were told. */
export type WasTold = (rule: string, stage: ToldStage) => boolean;

/** Tells whether a clock is in hours: it is told at any hour, also on a day off. */
export function isInHours({ due }: Pick<Clock, "due">): boolean {
  return due.length > DATE.length;
}

const DATE = "2026-10-12";

/**
 * Finds what has to be told of an item. Who was told that a clock is over is not told any more that it is near its end.
 *
 * @param isWorkingDay whether the day is one; on days off only clocks that stop for no holiday are told
 */
export function stagesToTell(clocks: readonly Clock[], wasTold: WasTold, isWorkingDay: boolean): Telling[] {
  return clocks.flatMap((clock) => {
    const stage = toldStage(clock);
    if (stage === undefined || (!isWorkingDay && clock.roll !== "none")) return [];
    if (wasTold(clock.rule, "overdue") || wasTold(clock.rule, stage)) return [];
    return [{ clock, stage }];
  });
}

/** Gives the stage in which a clock's department is told; undefined when nobody has to act, or nobody but a person with a right. */
function toldStage({ state, stage, hint, duty }: Clock): ToldStage | undefined {
  if (state !== "running" || hint === true || duty !== "department") return undefined;
  if (stage === "due-soon") return stage;
  return stage === "overdue" || stage === "supervise" || stage === "meeting" ? "overdue" : undefined;
}

/** Counts the working days since the end of a clock; 0 before it. @param today day number */
export function overdueDays({ due, stage }: Clock, today: number, calendar: Calendar): number {
  if (stage === "due-soon" || stage === "normal" || stage === "paused") return 0;
  return calendar.workingDaysBetween(dayOf(due.slice(0, DATE.length)), today);
}
