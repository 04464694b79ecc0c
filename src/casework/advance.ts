import { dayInChina } from "../domain/codes/calendar-date.ts";
import type { ItemFlag } from "../domain/item.ts";
import type { Item, ItemDates } from "./ports.ts";
import type { Result } from "./result.ts";
import { cellOf, type Guard } from "./transitions.ts";

/** How a result is applied: it is judged when it arrives, and taken as it is when facts are folded again. */
export interface Judge {
  /** Tells whether a guard lets the change through. */
  passes(guard: Guard, item: Item, result: Result): boolean;
}

/** Reasons for which a refusal needs no end of the pause: the person refused, is lost, or died. */
const PERSON_GONE = new Set(["R08", "R09", "R10"]);

/**
 * Makes the judge of results that arrive.
 * @param pauseOver tells whether the pause for missing documents has reached its limit
 */
export function judging(pauseOver: (item: Item, result: Result) => boolean): Judge {
  return {
    passes(guard, item, result) {
      switch (guard) {
        case "carried-out":
          return result.carriedOut === true && (result.decided === true || result.firstAid === true);
        case "before-check":
          return !item.checked;
        case "first-aid":
          return (
            item.need === "N02" && result.firstAid === true && (result.reply !== "40" || result.carriedOut === true)
          );
        case "supplement-over":
          return (result.reason === "R02" && pauseOver(item, result)) || PERSON_GONE.has(result.reason ?? "");
        case "objection":
          return result.extend === "X1";
        case "corrects":
          return result.corrects !== undefined;
        case "reopens":
          return result.reopens === true;
      }
    },
  };
}

/** Judge of facts that were judged before: what depended on the moment stays as it was decided. */
export const AS_JUDGED: Judge = {
  passes: (guard, item, result) =>
    guard === "corrects" || guard === "reopens" ? judging(() => true).passes(guard, item, result) : true,
};

/** Remark on a result that is stored but changes no state. */
export type Remark = "late" | "conflict" | "late-answer";

/** Outcome of a result: the item afterwards, with a remark when its state did not follow; undefined when it is refused. */
export type Advanced = { readonly item: Item; readonly remark?: Remark } | undefined;

/**
 * Applies one result to an item by the order of precedence: what comes after a withdrawal and what is older than the
 * present state is history; of two that were issued at the same time the first accepted one stands; everything else
 * follows the table.
 */
export function advance(item: Item, result: Result, judge: Judge): Advanced {
  const replied = { ...item, repliedAt: item.repliedAt ?? result.acceptedAt };
  if (item.closed) {
    // A payment that is reported then is still aid that was received.
    return { item: flagged(filledIn(replied, result), "late-answer"), remark: "late-answer" };
  }
  if (result.corrects === undefined && item.reply !== undefined) {
    if (result.issuedAt < item.since) {
      return { item: flagged(filledIn(replied, result), "late"), remark: "late" };
    }
    if (result.issuedAt === item.since && result.reply !== item.reply) {
      return { item: flagged(replied, "conflict"), remark: "conflict" };
    }
  }
  const cell = cellOf(item.state, result.reply);
  if (cell === undefined || (cell.guard !== undefined && !judge.passes(cell.guard, item, result))) return undefined;
  const reopened = result.reopens === true && cell.guard === "reopens";
  const { reason: _reason, ...kept } = replied;
  const next: Item = {
    ...kept,
    state: cell.to === "same" ? item.state : cell.to,
    since: result.issuedAt,
    by: result.message,
    reply: result.reply,
    checked: !reopened && (item.checked || result.reply === "20" || result.reply === "21"),
    dates: dated(reopened ? {} : item.dates, result),
    ...(cell.to === "same" && item.reason !== undefined ? { reason: item.reason } : {}),
    ...(result.reason === undefined ? {} : { reason: result.reason }),
  };
  // A later document settles which of two counts, and one that names the day of acceptance leaves nothing to infer.
  const settled = next.flags.filter((flag) => flag !== "conflict" || result.issuedAt === item.since);
  const sure = { ...next, flags: settled.filter((flag) => flag !== "inferred" || result.acceptedOn === undefined) };
  const flags: ItemFlag[] = [];
  if (result.reason === "R10") flags.push("dead");
  if (next.state === "passed") flags.push("reroute");
  if (result.corrects !== undefined) flags.push("corrected");
  return { item: inferred(flags.reduce(flagged, sure), result) };
}

/** Replies from which an application is under way: without a date of acceptance, the day of the document counts. */
const UNDER_WAY = new Set(["20", "21", "30", "31", "32", "40"]);

function inferred(item: Item, { reply, issuedAt }: Result): Item {
  const { acceptedOn } = item.dates;
  if (acceptedOn === undefined && (reply === "10" || UNDER_WAY.has(reply))) {
    return flagged({ ...item, dates: { ...item.dates, acceptedOn: dayInChina(new Date(issuedAt)) } }, "inferred");
  }
  return item;
}

/** Adds a flag once. */
export function flagged(item: Item, flag: ItemFlag): Item {
  return item.flags.includes(flag) ? item : { ...item, flags: [...item.flags, flag] };
}

/** Dates after a result that counts: what it names replaces what was known. */
function dated(dates: ItemDates, result: Result): ItemDates {
  const { pause, extend } = result;
  const pauses = pause === undefined ? dates.pauses : withPause(dates.pauses ?? [], pause);
  const extensions =
    extend === undefined || dates.extensions?.includes(extend) === true
      ? dates.extensions
      : [...(dates.extensions ?? []), extend];
  // A pause for missing documents ends when the application goes on.
  const ended = result.reply === "10" || result.reply === "20" ? endPauses(pauses, result) : pauses;
  return defined({ ...dates, ...datesIn(result), ...firstsOf(dates, result), pauses: ended, extensions });
}

const DECIDED = new Set(["30", "31", "32", "40"]);

/** Days of the steps that a result reports, each of the first report. Where the document names none, the day of its issue counts. */
function firstsOf(dates: ItemDates, result: Result) {
  const { reply, decidedOn, firstPaidOn } = result;
  const issuedOn = dayInChina(new Date(result.issuedAt));
  const granted = reply === "30" || reply === "31" || (reply === "40" && result.decided === true);
  return {
    checkingOn: dates.checkingOn ?? (reply === "20" ? issuedOn : undefined),
    grantedOn: dates.grantedOn ?? (granted ? (decidedOn ?? issuedOn) : undefined),
    refusedOn: dates.refusedOn ?? (reply === "32" ? (decidedOn ?? issuedOn) : undefined),
    deliveredOn: dates.deliveredOn ?? (reply === "40" ? (firstPaidOn ?? issuedOn) : undefined),
    reportedOn: dates.reportedOn ?? (DECIDED.has(reply) ? dayInChina(new Date(result.acceptedAt)) : undefined),
  };
}

/** Item after a result that is history: it only fills dates that are not known, or were inferred. */
function filledIn(item: Item, result: Result): Item {
  const guessed = result.acceptedOn !== undefined && item.flags.includes("inferred");
  const { acceptedOn: _guess, ...sure } = item.dates;
  const checkingOn = result.reply === "20" ? dayInChina(new Date(result.issuedAt)) : undefined;
  return {
    ...item,
    dates: defined({
      ...datesIn(result),
      ...(guessed ? sure : item.dates),
      checkingOn: earlier(checkingOn, item.dates.checkingOn),
    }),
    flags: guessed ? item.flags.filter((flag) => flag !== "inferred") : item.flags,
  };
}

function earlier(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || (b !== undefined && b < a) ? b : a;
}

function datesIn({ acceptedOn, decidedOn, servedOn, firstPaidOn, expectedBy, notice }: Result): ItemDates {
  return defined({ acceptedOn, decidedOn, servedOn, firstPaidOn, expectedBy, notice });
}

/** Adds a pause; one that began on the same day for the same cause is the same, now with its end. */
function withPause(pauses: NonNullable<ItemDates["pauses"]>, pause: NonNullable<Result["pause"]>) {
  return [...pauses.filter(({ code, from }) => code !== pause.code || from !== pause.from), pause];
}

function endPauses(pauses: ItemDates["pauses"], { issuedAt }: Result): ItemDates["pauses"] {
  const to = dayInChina(new Date(issuedAt));
  return pauses?.map((pause) => (pause.code === "P1" && pause.to === undefined ? { ...pause, to } : pause));
}

/** Drops members that are undefined. */
function defined(dates: { readonly [Name in keyof ItemDates]?: ItemDates[Name] | undefined }): ItemDates {
  return Object.fromEntries(Object.entries(dates).filter(([, value]) => value !== undefined));
}
