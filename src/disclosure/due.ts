import type { Calendar, Deadline, Period } from "../domain/deadline.ts";
import type { MessageType } from "../domain/message.ts";
import type { Due } from "../domain/packet.ts";
import { compilePath, member } from "./path.ts";
import { needsOf } from "./routing.ts";
import type { RoutingDocument, TimeLimits } from "./routing-document.ts";

const documentUrgency = compilePath("header.urgency");

/** Signing for a packet is expected of everyone, also where the routing table gives no limit. */
const DEFAULT_RECEIPT: Period = { workingDays: 2 };

/** Works out what is expected of a recipient by when: the shortest limit that its type, its urgency or one of its needs sets. */
export function createDue(
  routing: RoutingDocument,
  calendar: Calendar,
): (type: MessageType, body: Readonly<Record<string, unknown>>, from: number) => Due {
  const byType = new Map<string, TimeLimits>(Object.entries(routing.limits));
  const byUrgency = new Map(Object.entries(routing.urgency));
  const byNeed = new Map(Object.entries(routing.needs).map(([code, { limits }]) => [code, limits ?? {}]));

  return (type, body, from) => {
    const start = calendar.dateAt(from);
    const receipts: Period[] = [];
    const feedbacks: Period[] = [];
    const add = (limits: TimeLimits | undefined): void => {
      if (limits?.receipt !== undefined) receipts.push(limits.receipt);
      if (limits?.feedback !== undefined) feedbacks.push(limits.feedback);
    };
    const base = byType.get(type);
    add(base);
    if (base?.receipt === undefined) receipts.push(DEFAULT_RECEIPT);
    add(byUrgency.get(String(documentUrgency(body))));
    // Needs ask for an answer only of documents that are answered at all.
    if (base?.feedback !== undefined) {
      for (const need of needs(body)) {
        add(byNeed.get(String(member(need, "code"))));
        add(byUrgency.get(String(member(need, "urgency"))));
      }
    }

    const earliest = (periods: readonly Period[]): Deadline | undefined => {
      const deadlines = distinct(periods).map((period) => calendar.deadline(start, period));
      return deadlines.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))[0];
    };
    const receipt = earliest(receipts) ?? calendar.deadline(start, DEFAULT_RECEIPT);
    const feedback = base?.feedback === undefined ? undefined : earliest(feedbacks);
    return {
      receipt: calendar.endOf(receipt.date),
      ...(feedback === undefined ? {} : { feedback: calendar.endOf(feedback.date) }),
      ...(receipt.provisional || feedback?.provisional === true ? { provisional: true as const } : {}),
    };
  };
}

function needs(body: Readonly<Record<string, unknown>>): unknown[] {
  const subjects = body["subjects"];
  return Array.isArray(subjects) ? subjects.flatMap((subject) => needsOf(subject) ?? []) : [];
}

/** Each period once: a list of 500 subjects repeats the same few. */
function distinct(periods: readonly Period[]): Period[] {
  return [...new Map(periods.map((period) => [JSON.stringify(period), period])).values()];
}
