/** Derives the clocks of an item when it is read. Nothing of it is stored: rules, calendar and the moment decide. Pure. */
import { dayInChina, isCalendarDate } from "../domain/codes/calendar-date.ts";
import type { ItemState } from "../domain/item.ts";
import type { ClockEvent, ClockStage, ExtensionCode, PauseCode } from "../domain/words/clock-words.ts";
import type { Clocks } from "./clock/clocks-in-force.ts";
import { type Clock, clocksOf, type ItemDates as ClockDates, worstStage } from "./clock/clocks-of.ts";
import type { Days, Item, ReadItem } from "./ports.ts";

/** Clocks of an item at a moment. */
export interface ItemClocks {
  /** `{id}@{version}` of the rules. */
  readonly version: string;
  readonly clocks: readonly Clock[];
  /** Worst stage of those that run; absent when none runs. */
  readonly stage?: ClockStage;
  /** The longest pause of one is used up and somebody must act. */
  readonly blocked: boolean;
}

/** Division of a department that the directory does not have any more: only rules for everywhere apply. */
const NOWHERE = "000000";

/**
 * Derives the clocks of an item.
 *
 * @param clocks rules and calendar under which the item began
 * @param division of its department
 * @param at the moment for which stages are told, ms
 */
export function itemClocks(
  read: ReadItem,
  { rules, calendar }: Clocks,
  division: string | undefined,
  at: number,
): ItemClocks {
  const dates = read.item.co ? undefined : clockDates(read, division ?? NOWHERE, calendar.dateAt(at));
  const clocks = dates === undefined ? [] : clocksOf(dates, rules, calendar, at);
  const stage = worstStage(clocks);
  const blocked = clocks.some((clock) => clock.blocked);
  return { version: rules.version, clocks, ...(stage === undefined ? {} : { stage }), blocked };
}

/** States in which nothing more is due. */
const OVER: ReadonlySet<ItemState> = new Set(["ended", "unknown", "passed", "not-accepted"]);
/** States before a public notice. After an objection a new notice follows, so an earlier one counts no more. */
const BEFORE_NOTICE: ReadonlySet<ItemState> = new Set(["sent", "signed", "accepted", "supplement", "checking"]);
const GRANTED: ReadonlySet<ItemState> = new Set(["granted", "part", "delivered"]);

/** Collects what has happened to an item, as the clocks see it. */
function clockDates({ item, receiptAt }: ReadItem, division: string, today: string): ClockDates {
  const { dates, state, need, urgency, type = "aid-subject-list", sealedAt, originalStart, chain } = item;
  const pauses = dates.pauses?.filter(isUsable) ?? [];
  const closedAt = item.closedAt ?? (OVER.has(state) ? item.since : undefined);
  return {
    type,
    need,
    urgency,
    division,
    at: {
      ...steps(item, today),
      sealed: sealedAt,
      receipt: receiptAt ?? undefined,
      firstReply: item.repliedAt ?? undefined,
    },
    ...(pauses.length === 0 ? {} : { pauses: pauses as (Days & { readonly code: PauseCode })[] }),
    ...(dates.extensions === undefined ? {} : { extensions: dates.extensions as readonly ExtensionCode[] }),
    ...(chain.length === 0 ? {} : { rerouted: { originalStart, at: sealedAt } }),
    ...(closedAt === undefined ? {} : { closed: closedAt }),
  };
}

/**
 * Gives the days of the steps of an application. A step whose state was reached has a day, also of an item from before it was
 * kept. Days that no calendar counts from are left out.
 *
 * @param today the last day that something reported may have
 */
export function steps({ dates, state, since }: Item, today: string): Partial<Record<ClockEvent, string | undefined>> {
  const reached = dayInChina(new Date(since));
  // A step that was reported has happened: a later day than today is a slip, and counts as today.
  const past = (day: string | undefined) =>
    day === undefined || !isUsableDay(day) ? undefined : day > today ? today : day;
  const notice = BEFORE_NOTICE.has(state) ? undefined : dates.notice;
  const isGranted = GRANTED.has(state);
  const isRefused = state === "refused";
  // A correction may leave the day of an outcome that does not hold any more.
  const granted = isRefused ? undefined : (dates.grantedOn ?? (isGranted ? (dates.decidedOn ?? reached) : undefined));
  const refused = isGranted ? undefined : (dates.refusedOn ?? (isRefused ? (dates.decidedOn ?? reached) : undefined));
  const decided = dates.decidedOn ?? granted ?? refused;
  return {
    acceptedOn: past(dates.acceptedOn),
    checkingOn: past(dates.checkingOn ?? (state === "checking" ? reached : undefined)),
    noticeFrom: past(notice?.from ?? (state === "notice" ? reached : undefined)),
    noticeTo: notice?.to !== undefined && isUsableDay(notice.to) ? notice.to : undefined,
    decidedOn: past(decided),
    grantedOn: past(granted),
    refusedOn: past(refused),
    servedOn: past(dates.servedOn),
    firstPaidOn: past(dates.firstPaidOn),
    delivered: past(dates.deliveredOn ?? (state === "delivered" ? (dates.firstPaidOn ?? reached) : undefined)),
    feedbackSealed: past(dates.reportedOn ?? (decided === undefined ? undefined : reached)),
  };
}

const EARLIEST = "1950-01-01";
const LATEST = "2150-12-31";

/** Tells whether a calendar counts from a day: departments write dates, and one far away is a slip of the pen. */
function isUsableDay(day: string): boolean {
  return day >= EARLIEST && day <= LATEST && isCalendarDate(day);
}

function isUsable({ from, to }: Days): boolean {
  return isUsableDay(from) && (to === undefined || isUsableDay(to));
}
