import { toFen } from "../domain/codes/money.ts";
import { isReply } from "../domain/item.ts";
import { isObject } from "../wire/value.ts";
import { present } from "../wire/present.ts";
import type { Days } from "./ports.ts";
import { groupsIn, textIn } from "./read-subject.ts";
import type { Result } from "./result.ts";

type Group = Readonly<Record<string, unknown>>;

/** Frequency of aid that is granted and waits for its turn (轮候): it is not delivered. */
const WAITING = "7";
const TEMPORARY_AID = "25";
const MONEY = "1";

/** Aid of one result, as it is kept encrypted: codes, dates and amounts in fen. */
export type GrantedAid = Readonly<Record<string, string | number>>;

/** Reads the aid that a result grants for a need, or for no certain one. */
export function aidFor(result: Group, need: string): GrantedAid[] {
  return groupsIn(result, "aidGranted")
    .filter((aid) => aid.need === undefined || aid.need === need)
    .map((aid) => ({
      ...present({
        need: textIn(aid, "need"),
        category: textIn(aid, "category"),
        form: textIn(aid, "form"),
        frequency: textIn(aid, "frequency"),
        for: textIn(aid, "for"),
        start: textIn(aid, "start"),
        end: textIn(aid, "end"),
        firstPaidOn: textIn(aid, "firstPaidOn"),
        amount: toFen(aid.amount),
        persons: typeof aid.persons === "number" ? aid.persons : undefined,
      }),
    }));
}

/** Takes from a result what is kept of it in the clear; undefined when its reply is none. */
export function readResult(
  result: Group,
  aid: readonly GrantedAid[],
  head: Pick<Result, "message" | "issuedAt" | "acceptedAt"> & { readonly corrects?: string | undefined },
): Result | undefined {
  const { reply } = result;
  if (!isReply(reply)) return undefined;
  const clock = isObject(result.clock) ? result.clock : undefined;
  const paid = aid.flatMap(({ firstPaidOn }) => (typeof firstPaidOn === "string" ? [firstPaidOn] : [])).toSorted();
  return {
    reply,
    message: head.message,
    issuedAt: head.issuedAt,
    acceptedAt: head.acceptedAt,
    ...present({
      reason: textIn(result, "reason"),
      acceptedOn: textIn(result, "acceptedOn"),
      decidedOn: textIn(result, "decidedOn"),
      servedOn: textIn(isObject(result.rightsNotice) ? result.rightsNotice : undefined, "servedOn"),
      firstPaidOn: paid[0],
      expectedBy: textIn(result, "expectedBy"),
      notice: daysOf(result.publicNotice) as Required<Days> | undefined,
      pause: pauseOf(clock),
      extend: textIn(clock, "extend"),
      carriedOut: isCarriedOut(aid) || undefined,
      decided: typeof result.decisionNumber === "string" || undefined,
      firstAid: (result.firstAid === true && aid.some(({ category }) => category === TEMPORARY_AID)) || undefined,
      reopens: result.reopens === true || undefined,
      corrects: head.corrects,
    }),
  };
}

/** Tells whether aid was carried out: some does not wait for its turn, and all money of that has its first payment. */
function isCarriedOut(aid: readonly GrantedAid[]): boolean {
  const given = aid.filter(({ frequency }) => frequency !== WAITING);
  return given.length > 0 && given.every(({ form, firstPaidOn }) => form !== MONEY || firstPaidOn !== undefined);
}

function daysOf(value: unknown): Days | undefined {
  if (!isObject(value)) return undefined;
  const { from, to } = value;
  if (typeof from !== "string") return undefined;
  return typeof to === "string" ? { from, to } : { from };
}

function pauseOf(clock: Group | undefined): Result["pause"] {
  const code = textIn(clock, "pause");
  const days = daysOf(clock);
  return code === undefined || days === undefined ? undefined : { code, ...days };
}
