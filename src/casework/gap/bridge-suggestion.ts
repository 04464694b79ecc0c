import { dayOf } from "../../domain/day.ts";
import type { GapLevel } from "./gap.ts";

/** Most that quick small aid (小额快救) gives in a locality: so many months of the line, for a person or a household. */
export interface FastLaneCap {
  readonly basis: "person" | "household";
  readonly months: number;
}

/** Why a bridge (临时救助衔接) is suggested: the gap's level, need N02, or a cause that does not wait. */
export type BridgeReason = "G1" | "G2" | "G3" | "N02";

/** Suggestion of temporary aid, for a person to decide. */
export interface BridgeSuggestion {
  readonly reasons: readonly BridgeReason[];
  /** Fen, to the next 100 yuan; absent when the locality has set no cap, or when there is no gap to measure. */
  readonly amount?: bigint;
  /** The same cause was aided within twelve months: the application has to say what is new (国发〔2014〕47号). No bar. */
  readonly sameCause: boolean;
}

/** What the suggestion is made from. */
export interface BridgeFacts {
  readonly level: GapLevel;
  readonly days: number;
  /** Living need in twelfths of a fen a month. */
  readonly need: bigint;
  readonly members: number;
  /** Local line, fen a month and person. */
  readonly line: bigint;
  /** Need N02 (急难) is on the list. */
  readonly urgentNeed: boolean;
  /** Cause B1: no food or no shelter. */
  readonly noFoodOrShelter: boolean;
  readonly cap: FastLaneCap | undefined;
  /** Days on which temporary aid was given for the same cause, ISO. */
  readonly sameCauseOn: readonly string[];
  /** Day of the suggestion, ISO. */
  readonly today: string;
}

/** Suggests a bridge for a gap of level G2 or G3, for need N02, and for a gap of level G1 with cause B1. */
export function suggestBridge(facts: BridgeFacts): BridgeSuggestion | undefined {
  const { level, days, need, cap } = facts;
  const reasons: BridgeReason[] = [
    ...(level === "G2" || level === "G3" || (level === "G1" && facts.noFoodOrShelter) ? [level] : []),
    ...(facts.urgentNeed ? (["N02"] as const) : []),
  ];
  if (reasons.length === 0) return undefined;
  const sameCause = facts.sameCauseOn.some((on) => withinTwelveMonths(on, facts.today));
  if (cap === undefined || days === 0) return { reasons, sameCause };
  const persons = cap.basis === "person" ? BigInt(facts.members) : 1n;
  const most = persons * BigInt(cap.months) * facts.line;
  const wanted = upToHundredYuan(need * BigInt(days), 12n * 30n);
  return { reasons, amount: wanted < most ? wanted : most, sameCause };
}

const HUNDRED_YUAN = 10_000n;

/** Rounds a fraction of fen up to the next 100 yuan. */
function upToHundredYuan(fen: bigint, over: bigint): bigint {
  const step = over * HUNDRED_YUAN;
  return ((fen + step - 1n) / step) * HUNDRED_YUAN;
}

/** Tells whether a day lies in the twelve months that end today; a day ahead does not. */
function withinTwelveMonths(on: string, today: string): boolean {
  const yearAgo = `${String(Number(today.slice(0, 4)) - 1).padStart(4, "0")}${today.slice(4)}`;
  // As text: 29 February of the year before need not exist.
  return on > yearAgo && dayOf(on) <= dayOf(today);
}
