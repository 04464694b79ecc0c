import { fenOf } from "../economy/household.ts";
import type { Feedback } from "../../schema/generated/feedback.ts";
import type { Feedback1_1 } from "../../schema/generated/feedback-1.1.ts";
import { dayOf } from "../../domain/day.ts";
import type { MonthlyAid } from "./monthly-aid.ts";
import type { Progress } from "./forecast.ts";

/** Result of a feedback, with the day of its issue. One of version 1 has fewer members. */
export type Result = Feedback1_1["results"][number] & {
  /** ISO day. */
  readonly issuedOn: string;
};

/** Lists the results of feedback documents about persons, the oldest first. */
export function resultsOf(feedback: readonly (Feedback | Feedback1_1)[]): Result[] {
  return feedback
    .flatMap(({ header, results }) => results.map((result) => ({ ...result, issuedOn: header.issuedAt.slice(0, 10) })))
    .toSorted((a, b) => (a.issuedOn < b.issuedOn ? -1 : 1));
}

/** Replies after which nothing comes of a need: 不予受理, 不批准, 终止, 查无此人; and those that say that work began. */
const CLOSED = new Set(["12", "32", "50", "90"]);
const BEGUN = new Set(["20", "21", "30", "31", "32", "40"]);

/** What became of a need, by all results about it. */
export interface NeedAnswer {
  /** Nothing comes of it any more. */
  readonly closed: boolean;
  readonly progress: Progress;
}

/** Reads what became of a need from the results of the persons of a household. */
export function answerTo(need: string, results: readonly Result[]): NeedAnswer {
  const about = results.filter(({ needs }) => needs === undefined || needs.some((one) => one === need));
  const last = about.at(-1);
  const begun = about.find(({ reply }) => BEGUN.has(reply));
  const accepted = about.find(({ acceptedOn }) => acceptedOn !== undefined)?.acceptedOn ?? begun?.issuedOn;
  const estimate = about.findLast(({ expectedBy }) => expectedBy !== undefined)?.expectedBy;
  const decided = about.findLast(({ decidedOn }) => decidedOn !== undefined)?.decidedOn;
  return {
    closed: last !== undefined && CLOSED.has(last.reply),
    progress: {
      ...(accepted === undefined ? {} : { acceptedOn: accepted }),
      ...(decided === undefined ? {} : { decidedOn: decided }),
      ...(estimate === undefined ? {} : { expectedBy: estimate }),
    },
  };
}

/** Money that departments gave. */
export interface Given {
  readonly once: readonly { readonly on: number; readonly amount: bigint; readonly kind: "temporary-aid" }[];
  readonly monthly: readonly (MonthlyAid & { readonly need: string | undefined })[];
}

/** Categories of one-off money for living: 临时救助, 受灾人员救助. Other money is for treatment, school or housing. */
const FOR_LIVING = new Set(["25", "26"]);

/** Aid in money that a department gave: codes, ISO dates, fen. */
export interface PaidAid {
  readonly category?: string | undefined;
  readonly need?: string | undefined;
  readonly frequency?: string | undefined;
  readonly firstPaidOn?: string | undefined;
  readonly end?: string | undefined;
  readonly amount: bigint;
}

const MONEY = "1";
const MONTHLY = "2";

/** Reads the aid in money that results of documents name. */
export function aidsIn(results: readonly Result[]): PaidAid[] {
  return results.flatMap(({ aidGranted = [] }) =>
    aidGranted.flatMap(({ form, amount, ...aid }) => {
      const fen = fenOf(amount);
      return form === MONEY && fen !== undefined ? [{ ...aid, amount: fen }] : [];
    }),
  );
}

/** Reads the money for living that was paid; what was granted and not yet paid has no day. */
export function givenBy(aids: readonly PaidAid[]): Given {
  const once = new Map<string, Given["once"][number]>();
  const monthly = new Map<string, Given["monthly"][number]>();
  for (const { category = "", need, frequency, firstPaidOn, end: last, amount } of aids) {
    if (firstPaidOn === undefined) continue;
    // A payment that a later feedback repeats is the same one.
    const key = `${category} ${firstPaidOn} ${amount}`;
    const day = dayOf(firstPaidOn);
    if (frequency === MONTHLY) {
      const end = last === undefined ? {} : { to: dayOf(last) + 1 };
      monthly.set(key, { from: day, ...end, amount, need });
    } else if (FOR_LIVING.has(category) || need === "N02") {
      once.set(key, { on: day, amount, kind: "temporary-aid" });
    }
  }
  return { once: [...once.values()], monthly: [...monthly.values()] };
}
