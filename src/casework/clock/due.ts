/** Due times that a packet is sealed with: by when to sign, by when to answer. Pure. */
import { dateOf } from "../../domain/day.ts";
import type { Calendar } from "../../domain/deadline.ts";
import type { MessageType } from "../../domain/message.ts";
import type { Policy } from "../../exchange/ports.ts";
import { member } from "../../disclosure/path.ts";
import { needsOf } from "../../disclosure/routing.ts";
import type { ClockRule } from "./deadlines-document.ts";
import { type ClockEnd, endOf, laterEnd, NO_RELIEF, reroutedRule } from "./last-day.ts";
import { type ClockRules, inForceOn, type ItemKind } from "./rules.ts";

/** Events by which a recipient answers a packet: the first of them that is due is the header's `feedback`. */
const ANSWERS: ReadonlySet<string> = new Set(["firstReply", "delivered"]);

/**
 * Makes the computation of due times. Clocks that run from the sealing of a packet decide: `receipt` is the earliest end of
 * those that a receipt ends (D06), `feedback` of those that an answer ends (D04, D07, D19 …), over all needs in the packet.
 */
export function createDue(rules: ClockRules, calendar: Calendar): Policy["due"] {
  return (type, body, from, { division }, originalStart = from) => {
    const day = calendar.dayAt(from);
    const date = dateOf(day);
    let receipt: ClockEnd | undefined;
    let feedback: ClockEnd | undefined;
    const seen = new Set<unknown>();
    const answers = asksForAnswer(type, body);
    for (const kind of kindsIn(type, body, division)) {
      const found = rules.of(kind);
      // A list has many needs and few kinds of them; the rules of a kind are one value.
      if (seen.has(found)) continue;
      seen.add(found);
      for (const variants of found) {
        const rule = inForceOn(variants, date);
        if (rule?.start !== "sealed") continue;
        const signs = rule.end.includes("receipt");
        if (!signs && !(answers && rule.end.some((event) => ANSWERS.has(event)))) continue;
        const end = endFrom(rule, from, originalStart, calendar);
        if (signs) receipt = earlier(receipt, end, calendar);
        else feedback = earlier(feedback, end, calendar);
      }
    }
    if (receipt === undefined) throw new TypeError("the rules have been checked to give each packet a time to sign");
    const provisional = receipt.provisional || feedback?.provisional === true;
    return {
      receipt: textOf(receipt, calendar),
      ...(feedback === undefined ? {} : { feedback: textOf(feedback, calendar) }),
      ...(provisional ? { provisional: true as const } : {}),
    };
  };
}

/** Computes the end of a clock from a sealing, or from the first sealing of a need that was re-routed then. */
function endFrom(rule: ClockRule, from: number, originalStart: number, calendar: Calendar): ClockEnd {
  const end = (of: ClockRule, instant: number) =>
    endOf(of, { day: calendar.dayAt(instant), instant }, NO_RELIEF, calendar, calendar.dayAt(from));
  return from === originalStart ? end(rule, from) : laterEnd(end(rule, originalStart), end(reroutedRule(rule), from));
}

/** Lists what kinds of item a document opens: each need with its own urgency and the document's. */
function* kindsIn(type: MessageType, body: Readonly<Record<string, unknown>>, division: string): Generator<ItemKind> {
  const header = member(body, "header");
  const urgency = member(header, "urgency");
  const subjects = Array.isArray(body["subjects"]) ? body["subjects"] : [];
  const base = { type, division };
  const withUrgency = (code: unknown) => (typeof code === "string" ? { urgency: code } : {});
  if (type === "reminder") {
    const when = circumstancesOf(body);
    yield { ...base, ...(when.length === 0 ? {} : { when }) };
    return;
  }
  yield { ...base, ...withUrgency(urgency) };
  for (const subject of subjects) {
    for (const need of needsOf(subject) ?? []) {
      const code = member(need, "code");
      const ofNeed = typeof code === "string" ? { ...base, need: code } : base;
      yield { ...ofNeed, ...withUrgency(urgency) };
      yield { ...ofNeed, ...withUrgency(member(need, "urgency")) };
    }
  }
}

/** Tells the circumstances of a letter that decide how long its answer may take: a procuratorial suggestion has more time. */
function circumstancesOf(body: Readonly<Record<string, unknown>>): readonly string[] {
  if (member(body, "kind") !== "5") return [];
  return [member(member(body, "checklist"), "urgent") === true ? "urgent-suggestion" : "suggestion"];
}

/** Tells whether a document asks for an answer: a notice of the gateway only wants to be signed for. */
function asksForAnswer(type: MessageType, body: Readonly<Record<string, unknown>>): boolean {
  return type !== "reminder" || member(body, "kind") !== "1";
}

function earlier(one: ClockEnd | undefined, other: ClockEnd, calendar: Calendar): ClockEnd {
  const at = (end: ClockEnd) => end.instant ?? calendar.startOf(end.day + 1);
  return one === undefined || at(other) < at(one) ? other : one;
}

function textOf({ day, instant }: ClockEnd, calendar: Calendar): string {
  return instant === undefined ? calendar.endOf(dateOf(day)) : calendar.timeAt(instant);
}
