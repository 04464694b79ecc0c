/** The contract of the store for an operator's questions about deliveries: failed packets, endpoints, numbers. */
import type { EndpointPause } from "../domain/endpoint-pause.ts";
import type { FailureCause } from "../domain/packet.ts";

/** Failed packets to be queued again. Times in ms; `to` is not included. */
export interface FailedFilter {
  readonly recipient?: string;
  readonly cause?: FailureCause;
  readonly thread?: string;
  /** When their delivery failed. */
  readonly from?: number;
  readonly to?: number;
}

/** Why an endpoint is off: the address that answered 410, a pause, or neither, which is an operator's word without an end. */
export type EndpointWhy = { readonly gone?: string } & Partial<EndpointPause>;

/** Ground that is gone: the pauses that are over now (ms), or 410 at another address than the present one of each party. */
export type GoneGround = { readonly now: number } | { readonly present: ReadonlyMap<string, string> };

/** A party whose endpoint is off; `until`: the end of a pause, ms. */
export interface EndpointOff {
  readonly party: string;
  readonly until: number | null;
}

/** Where the deliveries of a party stand. Numbers are counted up to `MOST_COUNTED`; times in ms. */
export interface EndpointStanding {
  readonly party: string;
  readonly offSince: number | null;
  /** It is off because its address answered 410. */
  readonly gone: boolean;
  /** Its pause: until when, and why; null when it is on, or off without an end. */
  readonly until: number | null;
  readonly reason: string | null;
  /** Of the newest pushes since the time that was asked for, at most `MOST_PUSHES`: how many there were, and how many were taken. */
  readonly pushes: number;
  readonly taken: number;
  readonly queued: number;
  readonly failed: number;
  /** Time of the sealing of the packet that is queued longest. */
  readonly oldestQueued: number | null;
  /** The last push, with its outcome and code (null: there was none), and the last one that was taken. */
  readonly triedAt: number | null;
  readonly outcome: string | null;
  readonly code: string | null;
  readonly deliveredAt: number | null;
  /** Time of the first push after that one. */
  readonly failingSince: number | null;
}

/** Packets as they stand now, each number counted up to `MOST_COUNTED` for each type of message. */
export interface PacketFigures {
  readonly queued: number;
  readonly delivered: number;
  readonly failed: number;
  /** Past the time by which the receipt was due, whatever their state. */
  readonly overdue: number;
  /** Time of the sealing of the packet that is queued longest, ms; null: none is queued. */
  readonly oldestQueued: number | null;
}

/** Most pushes of a party that are counted. */
export const MOST_PUSHES = 1_000;

/** Most packets that are counted one by one. */
export const MOST_COUNTED = 100_000;

/** A portion of a recipient's queued packets, which follow its way of delivery. */
export interface TakenOver {
  /** Number of packets whose way changed. */
  readonly taken: number;
  /** Place where the next portion begins; absent: all were looked at. */
  readonly next?: string;
}
