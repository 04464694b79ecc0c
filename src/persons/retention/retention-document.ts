import type { PacketState } from "../../domain/packet.ts";
import type { ErasureRule } from "../persons-port.ts";

/** States in which a payload is destroyed by time. Never in `queued`: such a packet waits for its recipient. */
export const ERASABLE = ["accepted", "rejected", "withdrawn", "failed", "delivered"] as const satisfies PacketState[];

/** One of those states. */
export type ErasableState = (typeof ERASABLE)[number];

/** Content of `config/retention.json`, which follows its schema. */
export interface RetentionDocument {
  readonly id: string;
  readonly version: string;
  readonly days: Readonly<Record<ErasableState, number>>;
  /** Days after the last change of a case in which nothing is open; absent: `CASE_DAYS`. */
  readonly case?: number;
  /** Recognition of persons of earlier cases in new lists (反复致困). */
  readonly recurrence?: "off" | Recurrence;
  readonly types?: Readonly<Record<string, Partial<Readonly<Record<ErasableState, number>>>>>;
}

/** Recurrence that is on. */
export interface Recurrence {
  /** Number of the impact assessment (PIPL 55) that names it. */
  readonly assessment: string;
  /** Days for which a link key is kept after the last document about its person; absent: as `case`. */
  readonly days?: number;
}

const DAY_MS = 86_400_000;

/** Days for which the facts of a case are kept after its last change. */
const CASE_DAYS = 365;

/** Makes the rules that hold at a time (ms) out of a document. Each packet falls under exactly one. */
export function erasureRules({ days, types = {} }: RetentionDocument, now: number): ErasureRule[] {
  return ERASABLE.flatMap((state) => {
    const own = Object.entries(types).flatMap(([type, other]) =>
      other[state] === undefined ? [] : [{ type, days: other[state] }],
    );
    return [
      { state, types: own.map(({ type }) => type), except: true, before: now - days[state] * DAY_MS },
      ...own.map(({ type, days: other }) => ({ state, types: [type], except: false, before: now - other * DAY_MS })),
    ];
  });
}

/**
 * Time (ms) before which a message must have been accepted for its envelope to go when no packet needs it:
 * such envelopes are kept as long as accepted packets.
 */
export function envelopesBefore({ days }: RetentionDocument, now: number): number {
  return now - days.accepted * DAY_MS;
}

/** Time (ms) before which a person must have been written about last for the link key to go; undefined: all go, recurrence is off. */
export function linksBefore({ recurrence = "off", case: days = CASE_DAYS }: RetentionDocument, now: number) {
  return recurrence === "off" ? undefined : now - (recurrence.days ?? days) * DAY_MS;
}

/** Time (ms) before which a case in which nothing is open must have changed last for its facts to go. */
export function casesBefore({ case: days = CASE_DAYS }: RetentionDocument, now: number): number {
  return now - days * DAY_MS;
}
