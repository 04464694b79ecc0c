/** States of a packet (protocol section 5). */
export const PACKET_STATES = ["queued", "delivered", "accepted", "rejected", "failed", "withdrawn"] as const;

/** State of a packet. */
export type PacketState = (typeof PACKET_STATES)[number];

/**
 * Allowed changes of state (protocol section 5). A receipt for a packet that is `queued` or `failed` counts as its delivery
 * too: whatever became of the pushes, its recipient may fetch it.
 */
const NEXT: Readonly<Record<PacketState, readonly PacketState[]>> = {
  queued: ["delivered", "accepted", "rejected", "failed", "withdrawn"],
  delivered: ["accepted", "rejected", "withdrawn"],
  failed: ["queued", "delivered", "accepted", "rejected", "withdrawn"],
  accepted: [],
  rejected: [],
  withdrawn: [],
};

/** States of a packet on its way: its payload is not destroyed on request before its sender has withdrawn it. */
export const ON_ITS_WAY: readonly PacketState[] = ["queued", "delivered"];

/** States of a packet that waits for its receipt: it is in its recipient's inbox, and past the due time it is overdue. */
export const UNRECEIPTED: readonly PacketState[] = ["queued", "delivered", "failed"];

/** Causes of a failed delivery: the window closed, the recipient refused the packet, its endpoint is gone. */
export const FAILURE_CAUSES = ["window-closed", "http-422", "http-410"] as const;

/** Cause of a failed delivery. */
export type FailureCause = (typeof FAILURE_CAUSES)[number];

/** Tells whether a packet may go from one state to another. */
export function mayBecome(from: PacketState, to: PacketState): boolean {
  return NEXT[from].includes(to);
}

/** Lists the states from which a packet may become `to`; the store guards its updates with them. */
export function statesBefore(to: PacketState): PacketState[] {
  return PACKET_STATES.filter((from) => mayBecome(from, to));
}

/** States of a packet whose delivery has not been recorded. */
export const UNDELIVERED: readonly PacketState[] = ["queued", "failed"];

/** Due times of a recipient; RFC 3339 with the offset of the locality. */
export interface Due {
  /** Latest time to sign for the packet (业务签收). */
  readonly receipt: string;
  /** Latest time of the first feedback (反馈), for types that ask for one. */
  readonly feedback?: string;
  /** True while the calendar of a year in between is not published: the times are provisional (暂定). */
  readonly provisional?: true;
}
