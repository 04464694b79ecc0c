/** Calculator: when something is due that starts on a day, under a rule. Pure. */
import type { ExtensionCode } from "../../domain/words/clock-words.ts";
import { type Clock, clocksOf } from "./clocks-of.ts";
import type { Clocks } from "./clocks-in-force.ts";
import type { ClockRule } from "./deadlines-document.ts";
import { inForceOn, type ItemKind } from "./rules.ts";

/** What is asked of the calculator. What is left out is taken as the rule's first variant has it. */
export interface DueQuestion {
  /** Id of a rule, `D12`; of a rule in parts (`D21a`, `D21b`) also the number alone. */
  readonly rule: string;
  /** Date, or date and time with an offset (RFC 3339), of the event from which it is counted. */
  readonly start: string;
  readonly division?: string;
  readonly need?: string;
  readonly urgency?: string;
  readonly type?: string;
  readonly circumstance?: string;
  readonly extension?: ExtensionCode;
}

/** A computed clock with the rule that gave it. */
export interface ComputedClock {
  readonly clock: Clock;
  readonly rule: ClockRule;
}

const ANY = "*";

/**
 * Computes the clocks of a rule, part by part; none when no rule of this id was in force then for such an item.
 *
 * @param at moment for which the stage is told, ms
 * @throws RangeError for a start that is no date, or too far away
 */
export function computeDue(question: DueQuestion, { rules, calendar }: Clocks, at: number): ComputedClock[] {
  const parts = rules.document.rules.filter(({ id }) => id === question.rule || id.slice(0, -1) === question.rule);
  const [first] = parts;
  if (first === undefined) return [];
  const kind = kindOf(question, first);
  const item = {
    ...kind,
    at: { [first.start]: question.start },
    ...(question.extension === undefined ? {} : { extensions: [question.extension] }),
  };
  const variants = rules.of(kind);
  return clocksOf(item, rules, calendar, at).flatMap((clock) => {
    const rule = inForceOn(variants.find(([one]) => one?.id === clock.rule) ?? [], clock.start);
    return rule === undefined || !parts.some(({ id }) => id === clock.rule) ? [] : [{ clock, rule }];
  });
}

function kindOf({ division, need, urgency, type, circumstance }: DueQuestion, first: ClockRule): ItemKind {
  const { needs, types, when, divisions } = first.applies;
  const known = (given: string | undefined, list: readonly string[]) => given ?? list.find((word) => word !== ANY);
  const [ofNeed, ofCase] = [known(need, needs), known(circumstance, when)];
  return {
    type: known(type, types) ?? "aid-subject-list",
    division: known(division, divisions) ?? "000000",
    ...(ofNeed === undefined ? {} : { need: ofNeed }),
    ...(urgency === undefined ? {} : { urgency }),
    ...(ofCase === undefined ? {} : { when: [ofCase] }),
  };
}
