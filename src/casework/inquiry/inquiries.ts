/** The list of inquiries that a party made or got, with what their clocks say. */
import type { Inquiries, InquiryItem } from "../../domain/generated/answers.ts";
import { type InquiryState, STORED_INQUIRY_STATES } from "../../domain/inquiry.ts";
import type { Caller } from "../../exchange/service.ts";
import { rfc3339 } from "../../wire/rfc3339.ts";
import type { Clocks } from "../clock/clocks-in-force.ts";
import { type Clock, clocksOf } from "../clock/clocks-of.ts";
import type { ReadingDeps } from "../reading.ts";
import type { Inquiry, InquiryRows } from "./inquiry-port.ts";

/** Which inquiries are listed. */
export interface InquiryFilter {
  readonly state?: InquiryState;
  /** Only those with a subject about whom the asker asked often: the to-do of its data officer. */
  readonly often?: boolean;
  readonly after?: string;
  readonly limit: number;
}

/** Reads of inquiries. */
export interface InquiryViews {
  /** Lists inquiries of a party, the latest first; without a state, those that wait for an answer. */
  inquiries(caller: Caller, filter: InquiryFilter): Promise<Inquiries>;
}

const NOWHERE = "000000";
const ANSWER = "firstReply";

/** Makes the list. */
export function createInquiryViews({
  versions,
  division,
  now,
  inquiryRows,
}: ReadingDeps & { readonly inquiryRows: Pick<InquiryRows, "ofParty"> }): InquiryViews {
  return {
    async inquiries({ party }, { state, often = false, after, limit }) {
      const states = often && state === undefined ? STORED_INQUIRY_STATES : [storedOf(state)];
      const query = { states, often, limit, ...(after === undefined ? {} : { before: after }) };
      const read = await inquiryRows.ofParty(party, query);
      const at = now();
      const clocksFor = await versions.of(read.map(({ rules }) => rules));
      const items = read.map((one) =>
        shownInquiry(one, answerClock(one, clocksFor(one.rules), division(one.party), at), party),
      );
      const last = read.at(-1);
      return {
        inquiries: items.filter((item) => state === undefined || item.state === state),
        ...(read.length >= limit && last !== undefined ? { next: last.message } : {}),
      };
    },
  };
}

/** Gives the stored state of a state: one that expired is still asked. */
function storedOf(state: InquiryState = "asked") {
  return state === "expired" ? "asked" : state;
}

/** Derives the clock that the answer ends (D38). */
function answerClock(inquiry: Inquiry, { rules, calendar }: Clocks, division = NOWHERE, at: number): Clock | undefined {
  const { urgency, askedAt, state, since } = inquiry;
  const ending = new Set(
    rules.document.rules.flatMap(({ id, end }) => (end.includes(ANSWER) && !end.includes("receipt") ? [id] : [])),
  );
  const settled = rfc3339(since);
  const dates = {
    type: "inquiry" as const,
    urgency,
    division,
    at: { sealed: rfc3339(askedAt), ...(state === "asked" || state === "withdrawn" ? {} : { [ANSWER]: settled }) },
    ...(state === "withdrawn" ? { closed: settled } : {}),
  };
  return clocksOf(dates, rules, calendar, at).find(({ rule }) => ending.has(rule));
}

const EXPIRED: ReadonlySet<unknown> = new Set(["overdue", "supervise", "meeting"]);

function shownInquiry(inquiry: Inquiry, clock: Clock | undefined, caller: string): InquiryItem {
  const { message, asker, party, purpose, questions, subjects, urgency, askedAt, since, refusals, often } = inquiry;
  const expired = inquiry.state === "asked" && EXPIRED.has(clock?.stage);
  return {
    message,
    asker,
    party,
    purpose,
    questions: questions.map(({ code, mode }) => ({ code, mode })),
    subjects,
    urgency,
    askedAt: rfc3339(askedAt),
    state: expired ? "expired" : inquiry.state,
    since: rfc3339(since),
    ...(refusals.length === 0 ? {} : { refusals: [...refusals] }),
    ...(clock === undefined ? {} : { due: clock.due, rule: clock.rule }),
    ...(clock?.stage === undefined ? {} : { stage: clock.stage }),
    ...(clock?.provisional === true ? { provisional: true as const } : {}),
    // Only the asker's own data officer looks into it.
    ...(asker === caller && often > 0 ? { often } : {}),
  };
}
