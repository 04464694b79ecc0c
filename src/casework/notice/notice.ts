/** Writes the notice (系统提示) of deadlines to a department. It names nobody: persons are references of their case. Pure. */
import type { Calendar } from "../../domain/deadline.ts";
import { type Office, officeFor } from "../../domain/party.ts";
import { rfc3339 } from "../../wire/rfc3339.ts";
import type { Item } from "../ports.ts";
import { isInHours, overdueDays, type Telling } from "./stages.ts";

/** A stage to tell, with its item. */
export interface ItemTelling extends Telling {
  readonly item: Item;
}

/** Setting of a notice. */
export interface NoticeSetting {
  /** Number of the letter, a UUID. */
  readonly transferId: string;
  /** Time of making, ms. */
  readonly at: number;
  readonly calendar: Calendar;
  /** Offices of the recipient. */
  readonly offices: readonly Office[];
}

/** Makes the document of type `reminder`, kind 1. The worst come first. */
export function noticeDocument(
  tellings: readonly ItemTelling[],
  { transferId, at, calendar, offices }: NoticeSetting,
): Record<string, unknown> {
  const today = calendar.dayAt(at);
  const date = calendar.dateAt(at);
  const items = tellings.map(({ item, clock }) => {
    const office = officeFor(offices, item.need, date);
    const phone = (isInHours(clock) ? office?.dutyContact?.phone : undefined) ?? office?.contact?.phone;
    return {
      thread: item.thread,
      message: item.message,
      subject: item.subject,
      need: item.need,
      ruleId: clock.rule,
      due: clock.due,
      stage: clock.stage,
      overdueWd: overdueDays(clock, today, calendar),
      ...(clock.provisional ? { provisional: true } : {}),
      ...(office === undefined ? {} : { office: office.name.zh }),
      ...(phone === undefined ? {} : { phone }),
    };
  });
  return {
    header: { transferId, messageType: "REMINDER", secrecy: "0", issuedAt: rfc3339(at) },
    kind: "1",
    day: date,
    items: items.toSorted((a, b) => b.overdueWd - a.overdueWd || (a.due < b.due ? -1 : a.due > b.due ? 1 : 0)),
  };
}
