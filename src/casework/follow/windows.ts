import { dateOf, dayOf } from "../../domain/day.ts";
import type { Calendar } from "../../domain/deadline.ts";
import { SCHEDULED, type VisitKind } from "../../domain/follow.ts";
import { anchorOf } from "./anchor.ts";
import type { SubjectHistory } from "./history.ts";
import { isWithin, type Life } from "./life.ts";
import type { FollowSchedule, VisitTime } from "./schedule.ts";

/** Days within which a visit is owed. */
export interface VisitWindow {
  readonly kind: Exclude<VisitKind, "A">;
  readonly due: string;
  readonly from: string;
  /** Last day; one that is a day off moves to the next working day. */
  readonly to: string;
  /** It rests on a year whose calendar is not published (暂定). */
  readonly provisional: boolean;
}

/** Lists the windows of the scheduled visits, and in long-term aid those after them up to the first that begins later than today. */
export function windowsOf(
  history: SubjectHistory,
  { longTerm }: Pick<Life, "longTerm">,
  schedule: FollowSchedule,
  calendar: Calendar,
  today: string,
): VisitWindow[] {
  const anchor = dayOf(anchorOf(history));
  const windowOf = (kind: VisitWindow["kind"], { due, first, last }: VisitTime): VisitWindow => {
    const natural = anchor + last;
    const to = calendar.workingDayFrom(natural);
    return {
      kind,
      due: dateOf(anchor + due),
      from: dateOf(anchor + first),
      to: dateOf(to),
      provisional: !calendar.isPublished(natural, to),
    };
  };
  const scheduled = SCHEDULED.map((kind) => windowOf(kind, schedule.visits[kind]));
  if (longTerm.length === 0) return scheduled;
  const { every, protectedMinor, margin } = schedule.long;
  const step = history.minor && history.isProtected ? protectedMinor : every;
  const more: VisitWindow[] = [];
  for (let due = schedule.visits.F3.due + step; ; due += step) {
    const window = windowOf("L", { due, first: due - margin, last: due + margin });
    if (isWithin(window.due, longTerm)) more.push(window);
    if (window.from > today) return [...scheduled, ...more];
  }
}
