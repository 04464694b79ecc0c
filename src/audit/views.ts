/** Answers' form of rows. */
import type { Delivery, LoggedEvent, SummaryLine } from "../domain/generated/answers.ts";
import { readRecorded } from "../tlog/entry.ts";
import { UNRECEIPTED } from "../domain/packet.ts";
import type { SummaryRow } from "./queries.ts";
import type { LogPosition } from "../domain/log-stage.ts";
import { type Packet, shownPacket } from "../exchange/packet.ts";
import { present } from "../wire/present.ts";
import { rfc3339OrNull } from "../wire/rfc3339.ts";

/**
 * A packet as auditors see it.
 * @param now ms, for `overdue`
 * @param documentNumber number of its message's document (文号)
 */
export function viewDelivery(packet: Packet, now: number, documentNumber?: string): Delivery {
  const { id, message, thread, type, version, sender, state, push, due, fetchedAt, outcome, reason } = packet;
  return {
    packet: id,
    message,
    thread,
    type,
    version,
    sender,
    ...shownPacket(packet),
    way: push ? "push" : "pull",
    overdue: UNRECEIPTED.includes(state) && Date.parse(due.receipt) < now,
    ...present({ fetchedAt: rfc3339OrNull(fetchedAt), outcome, reason, documentNumber }),
  };
}

/** Joins entries with how far each has come. Both are in one order. @throws {EntryDamaged} */
export function viewEvents(
  entries: readonly { readonly bytes: Buffer; readonly leafHash: Buffer }[],
  positions: readonly LogPosition[],
): LoggedEvent[] {
  return entries.map(({ bytes, leafHash }, n) => {
    const log = positions[n];
    if (log === undefined) throw new TypeError("every entry has a position");
    return { log, entry: readRecorded(bytes, leafHash).entry };
  });
}

/** Line of a summary, its milliseconds as seconds. */
export function viewLine({ key, delivery, receipt, ...counts }: SummaryRow): SummaryLine {
  const seconds = ({ p50, p95 }: SummaryRow["receipt"]) => ({ p50: inSeconds(p50), p95: inSeconds(p95) });
  return {
    ...(key === null ? {} : { key }),
    ...counts,
    secondsToDelivery: seconds(delivery),
    secondsToReceipt: seconds(receipt),
  };
}

function inSeconds(ms: number | null): number | null {
  return ms === null ? null : Number((ms / 1000).toPrecision(3));
}
