/** Answers' form of rows. */
import type { AuditMatrix, Delivery, LoggedEvent, SummaryLine } from "../domain/generated/answers.ts";
import { readRecorded } from "../tlog/entry.ts";
import { UNRECEIPTED } from "../domain/packet.ts";
import type { Matrix, SummaryRow, TimesRow } from "./queries.ts";
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
  const seconds = ({ p50, p95, p99, histogram }: TimesRow) => ({
    p50: inSeconds(p50),
    p95: inSeconds(p95),
    p99: inSeconds(p99),
    histogram: histogram.map(({ upTo, packets }) => ({ upTo: inSeconds(upTo), packets })),
  });
  return {
    ...(key === null ? {} : { key }),
    ...counts,
    secondsToDelivery: seconds(delivery),
    secondsToReceipt: seconds(receipt),
  };
}

/** Line of a matrix, with its sums. */
export function viewMatrixLine({ key, cells }: Matrix[number]): AuditMatrix["lines"][number] {
  const sum = (of: "packets" | "overdue") => cells.reduce((total, cell) => total + cell[of], 0);
  return { key, packets: sum("packets"), overdue: sum("overdue"), cells: [...cells] };
}

function inSeconds(ms: number | null): number | null {
  return ms === null ? null : Number((ms / 1000).toPrecision(3));
}
