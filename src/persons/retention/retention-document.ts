import type { PacketState } from "../../domain/packet.ts";

/** States in which a payload is destroyed by time. A queued packet waits for its recipient: never. */
export const ERASABLE = ["accepted", "rejected", "withdrawn", "failed", "delivered"] as const satisfies PacketState[];

/** One of those states. */
export type ErasableState = (typeof ERASABLE)[number];

/** `config/retention.json`, which follows its schema. */
export interface RetentionDocument {
  readonly id: string;
  readonly version: string;
  readonly days: Readonly<Record<ErasableState, number>>;
  readonly types?: Readonly<Record<string, Partial<Readonly<Record<ErasableState, number>>>>>;
}

const DAY_MS = 86_400_000;

/** What is due: packets of these types (or of all but these) in this state that reached it before `before`, ms. */
export interface DueRule {
  readonly state: ErasableState;
  readonly types: readonly string[];
  /** True: all types but these. */
  readonly except: boolean;
  readonly before: number;
}

/** The rules of a document at a time, each packet under one of them. */
export function dueRules({ days, types = {} }: RetentionDocument, now: number): DueRule[] {
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

/** Envelopes that no packet needs are kept as long as those of accepted packets: accepted before this, ms, they go. */
export function envelopesBefore({ days }: RetentionDocument, now: number): number {
  return now - days.accepted * DAY_MS;
}
