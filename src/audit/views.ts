/** Rows as auditors see them. */
import { readRecorded } from "../tlog/entry.ts";
import { type DeliveryRow, type SummaryRow, UNRECEIPTED } from "./queries.ts";
import { formatDigest } from "../wire/digest.ts";
import type { Delivery, LoggedEvent, SummaryLine } from "../domain/audit-answers.ts";
import type { LogPosition } from "../domain/log-stage.ts";
import { rfc3339 } from "../exchange/entries.ts";

/** A packet's row. @param now ms, for `overdue` */
export function viewDelivery(row: DeliveryRow, now: number): Delivery {
  const { deliveredAt, fetchedAt, settledAt, outcome, reason, replaces, erasedAt } = row;
  return {
    packet: row.packet,
    message: row.message,
    thread: row.thread,
    type: row.type,
    version: row.version,
    sender: row.sender,
    recipient: row.recipient,
    state: row.state,
    way: row.push ? "push" : "pull",
    attempts: row.attempts,
    size: row.size,
    digest: formatDigest(row.digest),
    disclosed: row.disclosed,
    due: row.due,
    overdue: UNRECEIPTED.includes(row.state) && Date.parse(row.due.receipt) < now,
    sealedAt: rfc3339(row.sealedAt),
    ...(deliveredAt === null ? {} : { deliveredAt: rfc3339(deliveredAt) }),
    ...(fetchedAt === null ? {} : { fetchedAt: rfc3339(fetchedAt) }),
    ...(settledAt === null ? {} : { settledAt: rfc3339(settledAt) }),
    ...(outcome === null ? {} : { outcome }),
    ...(reason === null ? {} : { reason }),
    ...(replaces === null ? {} : { replaces }),
    ...(erasedAt === null ? {} : { erasedAt: rfc3339(erasedAt) }),
  };
}

/** Entries with how far each has come, in the order of both. @throws {EntryDamaged} */
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

/** One line of a summary: milliseconds become seconds. */
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
