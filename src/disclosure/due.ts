import type { Calendar, Deadline, Period } from "../domain/deadline.ts";
import type { MessageType } from "../domain/message.ts";
import type { Due } from "../domain/packet.ts";
import { compilePath, member } from "./path.ts";
import { needsOf } from "./routing.ts";
import type { RoutingDocument, TimeLimits } from "./routing-document.ts";

const documentUrgency = compilePath("header.urgency");

/** Limit to sign for a packet where the routing table gives none: every recipient has to sign. */
const DEFAULT_RECEIPT: Period = { workingDays: 2 };

/** Makes the computation of due times: the shortest limit by the document's type, its urgency or one of its needs. */
export function createDue(
  routing: RoutingDocument,
  calendar: Calendar,
): (type: MessageType, body: Readonly<Record<string, unknown>>, from: number) => Due {
  const byType = new Map<string, TimeLimits>(Object.entries(routing.limits));
  const byUrgency = new Map(Object.entries(routing.urgency));
  const byNeed = new Map(Object.entries(routing.needs).map(([code, { limits }]) => [code, limits]));

  // Caches the deadlines of the present day by period: a list has many needs and few different periods.
  let today = "";
  const deadlines = new Map<string, Deadline>();
  const deadline = (start: string, period: Period): Deadline => {
    if (start !== today) deadlines.clear();
    today = start;
    const key = "days" in period ? `d${period.days}` : `w${period.workingDays}`;
    let found = deadlines.get(key);
    if (found === undefined) deadlines.set(key, (found = calendar.deadline(start, period)));
    return found;
  };

  return (type, body, from) => {
    const start = calendar.dateAt(from);
    const base = byType.get(type) ?? {};
    let receipt = deadline(start, base.receipt ?? DEFAULT_RECEIPT);
    let feedback = base.feedback === undefined ? undefined : deadline(start, base.feedback);
    const shorten = (limits: TimeLimits | undefined): void => {
      if (limits?.receipt !== undefined) receipt = earlier(receipt, deadline(start, limits.receipt));
      // No limit for an answer applies to a document that asks for none.
      if (limits?.feedback !== undefined && feedback !== undefined) {
        feedback = earlier(feedback, deadline(start, limits.feedback));
      }
    };
    shorten(byUrgency.get(String(documentUrgency(body))));
    for (const need of needs(body)) {
      shorten(byNeed.get(String(member(need, "code"))));
      shorten(byUrgency.get(String(member(need, "urgency"))));
    }
    return {
      receipt: calendar.endOf(receipt.date),
      ...(feedback === undefined ? {} : { feedback: calendar.endOf(feedback.date) }),
      ...(receipt.provisional || feedback?.provisional === true ? { provisional: true as const } : {}),
    };
  };
}

function earlier(a: Deadline, b: Deadline): Deadline {
  return b.date < a.date ? b : a;
}

function needs(body: Readonly<Record<string, unknown>>): unknown[] {
  const subjects = body["subjects"];
  return Array.isArray(subjects) ? subjects.flatMap((subject) => needsOf(subject) ?? []) : [];
}
