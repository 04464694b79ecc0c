/** Judges what an operator is shown of a gateway: which of it needs somebody (docs/operations.md, What needs attention). */
import type { Attention, OpsOverview } from "./generated/answers.ts";

/** Codes of what may need an operator. */
export const ATTENTION_CODES = [
  "queue",
  "clock",
  "inbox",
  "disk-low",
  "log-stopped",
  "log-late",
  "log-unwitnessed",
  "timestamp-late",
  "packets-failed",
  "packets-overdue",
  "queued-long",
  "endpoint-off",
  "endpoint-failing",
  "endpoint-paused",
  "party-removed",
  "certificate-ends",
  "certificate-ended",
] as const;

/** What is judged: the overview without its judgement. */
export type OpsFigures = Omit<OpsOverview, "attention">;

/** Age of entries that wait, or of a published tree without its witnesses, from which on it is told, ms. */
const LOG_LATE_MS = 60_000;
/** Age of the oldest queued packet from which on it is told, ms. */
const QUEUED_LONG_MS = 86_400_000;
/** Share and size of the free disk below which it is told. */
const LEAST_FREE_SHARE = 0.1;
const LEAST_FREE_BYTES = 2 ** 30;
/** Intervals without a time stamp after which it is told. */
const MISSED_STAMPS = 3;

/** Lists what needs somebody, the urgent first. */
export function attentionOf(figures: OpsFigures): Attention[] {
  const found = [...ofParts(figures), ...ofLog(figures), ...ofPackets(figures), ...ofEndings(figures)];
  return found.toSorted((one, other) => Number(other.urgent) - Number(one.urgent));
}

function ofParts({ degraded, disk }: OpsFigures): Attention[] {
  const low = disk.free < LEAST_FREE_BYTES || disk.free < disk.size * LEAST_FREE_SHARE;
  const short: Attention[] = low ? [{ code: "disk-low", urgent: disk.free < LEAST_FREE_BYTES }] : [];
  return [...degraded.map((code): Attention => ({ code, urgent: true })), ...short];
}

function ofLog({ at, log, timestamps }: OpsFigures): Attention[] {
  const now = Date.parse(at);
  const late = log.publishedAt !== undefined && now - Date.parse(log.publishedAt) > LOG_LATE_MS;
  const found: Attention[] = [];
  if (log.state === "stopped") found.push({ code: "log-stopped", urgent: true });
  else if (log.pending > 0 && late) found.push({ code: "log-late", urgent: true });
  if (log.quorum > 0 && log.witnessed < log.size && late) found.push({ code: "log-unwitnessed", urgent: false });
  if (timestamps !== undefined) {
    const last = timestamps.last === undefined ? Number.NEGATIVE_INFINITY : Date.parse(timestamps.last);
    const limit = timestamps.everySeconds * 1000 * MISSED_STAMPS;
    if (log.size > 0 && now - last > limit) found.push({ code: "timestamp-late", urgent: false });
  }
  return found;
}

function ofPackets({ at, packets, endpoints }: OpsFigures): Attention[] {
  const found: Attention[] = [];
  if (packets.failed > 0) found.push({ code: "packets-failed", urgent: true, count: packets.failed });
  if (packets.overdue > 0) found.push({ code: "packets-overdue", urgent: false, count: packets.overdue });
  const oldest = packets.oldestQueued;
  if (oldest !== undefined && Date.parse(at) - Date.parse(oldest) > QUEUED_LONG_MS) {
    found.push({ code: "queued-long", urgent: false, since: oldest });
  }
  for (const { party, state, since } of endpoints) {
    const more = { party, ...(since === undefined ? {} : { since }) };
    if (state === "off" || state === "failing") found.push({ code: `endpoint-${state}`, urgent: true, ...more });
    if (state === "paused") found.push({ code: "endpoint-paused", urgent: false, ...more });
    if (state === "removed") found.push({ code: "party-removed", urgent: false, party });
  }
  return found;
}

function ofEndings({ at, endings }: OpsFigures): Attention[] {
  return endings.map(({ until, party }): Attention => {
    const ended = Date.parse(until) <= Date.parse(at);
    const code = ended ? "certificate-ended" : "certificate-ends";
    return { code, urgent: ended, until, ...(party === undefined ? {} : { party }) };
  });
}
