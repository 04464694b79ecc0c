/**
 * What the procuratorate has to do about a person on a day, and from which day on each work list of persons may have the
 * person. Everything follows from the follow-up of the case; only the days are stored, as places in the lists. Pure.
 */
import { dayInChina } from "../../domain/codes/calendar-date.ts";
import { dayOf } from "../../domain/day.ts";
import type { FollowTodo, PersonList } from "../../domain/follow.ts";
import type { SubjectTodo } from "../../domain/item.ts";
import type { Clock } from "../clock/clocks-of.ts";
import type { Duty } from "../follow/duties.ts";
import type { Followed } from "../follow/follow-of-case.ts";
import type { SubjectHistory } from "../follow/history.ts";
import type { NextEvaluation } from "../follow/next-evaluation.ts";
import { FOLLOW_SCHEDULE } from "../follow/schedule.ts";
import type { ClockedItem } from "../reading.ts";
import type { Relapse } from "../recurrence/relapse.ts";
import type { PersonDays } from "./placed-person.ts";

/** Aid that has to be determined anew: which item, and by when. */
export interface Renewal {
  readonly item: ClockedItem["read"]["item"];
  readonly clock: Clock;
}

/** A person with the follow-up, as lists look at the person. */
export interface LookedAt extends Followed {
  /** The person's items. */
  readonly items: readonly ClockedItem[];
}

/** What has to be done about a person. */
export interface PersonWork {
  /** Visits that are due or were missed, and that no later visit made up for. */
  readonly visits: readonly Duty[];
  /** An evaluation that is due. */
  readonly evaluation?: NextEvaluation;
  /** Clock of the new measure after grade D, while it is missing. */
  readonly measure?: Clock;
  readonly renewals: readonly Renewal[];
  /** Review of long-term aid that is near. */
  readonly review?: NextEvaluation;
  /** The earlier case of a person who is in need again. */
  readonly relapse?: Relapse;
  readonly todos: readonly (FollowTodo | SubjectTodo)[];
  readonly diedOn?: string;
}

/** Rules whose days tell that aid has to be determined anew: 刚性支出认定到期, 低保复核. */
const RENEWALS: ReadonlySet<string> = new Set(["D35", "D36"]);
/** Days before the end of long-term aid from which on it is to be renewed. */
const RENEWAL_NOTICE = 30;
const OWED: ReadonlySet<Duty["state"]> = new Set(["due", "attempted", "missed"]);
const SETTLED: ReadonlySet<Duty["state"]> = new Set(["done", "excused"]);
const DIED = "R10";

/** Tells what has to be done about a person. @param today ISO day, also that of the follow-up */
export function workOf(person: LookedAt, today: string): PersonWork {
  const { history, follow, relapse } = person;
  const { life, next, measure } = follow;
  const diedOn = deathOf(person);
  const decides = diedOn !== undefined && life.state !== "closed";
  const died = diedOn === undefined ? {} : { diedOn };
  const household = decides ? (["household-list"] as const) : [];
  if (isOver(follow)) return { visits: [], renewals: [], todos: household, ...died };
  const isOpen = follow.todos.includes("measure");
  const isLong = life.state === "long-term";
  return {
    visits: owedVisits(history, follow.duties, today),
    ...(next !== undefined && next.due <= today ? { evaluation: next } : {}),
    ...(isOpen && measure !== undefined ? { measure } : {}),
    renewals: renewalsOf(person).filter(({ clock }) => noticeDay(clock.due) <= dayOf(today)),
    ...(isLong && next !== undefined && noticeDay(next.due) <= dayOf(today) ? { review: next } : {}),
    ...(relapse === undefined ? {} : { relapse }),
    todos: [...household, ...follow.todos],
    ...died,
  };
}

/** Tells whether a list has the person with this work. */
export function isListed(list: PersonList, work: PersonWork): boolean {
  switch (list) {
    case "visits":
      return work.visits.length > 0;
    case "evaluation":
      return work.evaluation !== undefined || work.measure !== undefined;
    case "renewal":
      return work.renewals.length > 0 || work.review !== undefined;
    case "relapse":
      return work.relapse !== undefined;
    case "todo":
      return work.todos.length > 0;
  }
}

/**
 * Gives the days from which on each list may have a person, as long as nothing more is told. Never later than the day on which
 * `workOf` first finds something, whatever calendar is published then. The follow-up is that of the moment of the document.
 */
export function daysOf(person: LookedAt): PersonDays {
  const { history, follow, items, relapse } = person;
  // The first reply of an item from before items kept their rules is due by rules that may change.
  if (items.some(({ read: { item } }) => item.rules === undefined)) return { ...EVERY };
  const { life, next, evaluation } = follow;
  const diedOn = deathOf(person);
  const todo = firstOf([
    ...(diedOn !== undefined && life.state !== "closed" ? [dayOf(diedOn)] : []),
    ...(isOver(follow) ? [] : todoDays(person)),
  ]);
  if (isOver(follow)) return present({ todo });
  const isLong = life.state === "long-term";
  const first = next && (isFixed(follow) ? dayOf(next.due) : dayOf(follow.anchor) + FOLLOW_SCHEDULE.visits.F3.last);
  return present({
    visits: firstVisitDay(history, follow),
    evaluation: firstOf([
      ...(first === undefined ? [] : [first]),
      ...(follow.todos.includes("measure") && evaluation !== undefined ? [dayOf(evaluation.on)] : []),
    ]),
    renewal: firstOf([
      ...renewalsOf(person).map(({ clock }) => noticeDay(clock.due)),
      ...(isLong && next !== undefined ? [noticeDay(next.due)] : []),
    ]),
    relapse: relapse ? dayOf(history.sealedOn) : undefined,
    todo,
  });
}

const EVERY: PersonDays = { visits: 0, evaluation: 0, renewal: 0, relapse: 0, todo: 0 };

function present(days: { readonly [List in PersonList]?: number | undefined }): PersonDays {
  return Object.fromEntries(Object.entries(days).filter(([, day]) => day !== undefined));
}

/** Nobody is visited or evaluated any more: the case is closed, the person died, or everything was withdrawn. */
function isOver({ life: { state, ended } }: Followed["follow"]): boolean {
  return state === "closed" || ended !== undefined;
}

/** The day of the next evaluation follows from facts alone: from the last one, or from a visit F3. */
function isFixed({ evaluation, duties }: Followed["follow"]): boolean {
  return evaluation !== undefined || duties.some(({ kind, doneOn }) => kind === "F3" && doneOn !== undefined);
}

/** Finds the visits that somebody owes: of the scheduled ones the last that has begun, and the home visit that is near its end. */
function owedVisits(history: SubjectHistory, duties: readonly Duty[], today: string): Duty[] {
  return [isHome, isScheduled].flatMap((ofKind) => {
    const begun = duties.filter(
      (duty) => ofKind(duty) && duty.state !== "cancelled" && listedFrom(duty) <= dayOf(today),
    );
    const last = begun.toSorted((a, b) => listedFrom(a) - listedFrom(b)).at(-1);
    return last !== undefined && OWED.has(last.state) && !isMadeUp(history, last, today) ? [last] : [];
  });
}

/** Finds the first day from which a visit is owed that nobody has carried out so far. */
function firstVisitDay(history: SubjectHistory, { duties, life }: Followed["follow"]): number | undefined {
  // When a closed case was opened again, a calendar decides which visits were cancelled: all are looked at.
  const counts = ({ state }: Duty) => !SETTLED.has(state) && (state !== "cancelled" || life.closed.length > 0);
  return firstOf(duties.filter((duty) => counts(duty) && !isMadeUp(history, duty)).map(listedFrom));
}

const isHome = ({ kind }: Duty) => kind === "H";
const isScheduled = ({ kind }: Duty) => kind !== "H";

/** Gives the day from which a list has a duty: of a visit at home, which has half a year, when that is nearly over. */
function listedFrom({ kind, from, due }: Duty): number {
  return kind === "H" ? dayOf(due) - FOLLOW_SCHEDULE.long.margin : dayOf(from);
}

/** Tells whether a completed visit, or a refusal in writing, came on or after the first day of a duty. */
function isMadeUp({ visits }: SubjectHistory, { kind, from }: Duty, until?: string): boolean {
  return visits.some(
    ({ on, outcome, written, way }) =>
      on >= from &&
      (until === undefined || on <= until) &&
      (kind === "H" ? outcome === "V1" && way === "2" : outcome === "V1" || (outcome === "V3" && written === true)),
  );
}

/** Finds aid whose renewal nobody has considered in an evaluation since it came near. */
function renewalsOf({ items, history }: LookedAt): Renewal[] {
  return items.flatMap(({ read: { item }, clocks }) =>
    clocks.clocks.flatMap((clock) => {
      const runs = RENEWALS.has(clock.rule) && clock.hint === true && clock.stage !== undefined;
      const considered = history.evaluations.some(({ on }) => dayOf(on) >= noticeDay(clock.due));
      return runs && !considered ? [{ item, clock }] : [];
    }),
  );
}

function noticeDay(due: string): number {
  return dayOf(due.slice(0, "2026-01-01".length)) - RENEWAL_NOTICE;
}

/** Gives the days on which the open to-dos came up. */
function todoDays({ history, follow }: LookedAt): number[] {
  const { todos, evaluation } = follow;
  const found = history.visits.flatMap(({ newNeeds, acceptedAt }) =>
    newNeeds.length > 0 ? dayOf(dayInChina(new Date(acceptedAt))) : [],
  );
  return todos.flatMap((todo) =>
    todo === "send-needs" ? found : evaluation === undefined ? [] : dayOf(dayInChina(new Date(evaluation.acceptedAt))),
  );
}

/** Finds the day of the person's death, as a department or a visit reported it. */
function deathOf({ items, history }: LookedAt): string | undefined {
  return [
    ...items.flatMap(({ read: { item } }) => (item.reason === DIED ? dayInChina(new Date(item.since)) : [])),
    ...history.visits.flatMap(({ outcome, on }) => (outcome === "V5" ? on : [])),
  ].toSorted()[0];
}

function firstOf(days: readonly number[]): number | undefined {
  return days.length === 0 ? undefined : Math.min(...days);
}
