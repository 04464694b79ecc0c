/** States of a packet (protocol section 5). */
export const PACKET_STATES = ["queued", "delivered", "accepted", "rejected", "failed", "withdrawn"] as const;

/** State of a packet. */
export type PacketState = (typeof PACKET_STATES)[number];

/**
 * Allowed changes of state (protocol section 5). `queued` → `accepted` | `rejected` is a receipt that counts as the
 * delivery too.
 */
const NEXT: Readonly<Record<PacketState, readonly PacketState[]>> = {
  queued: ["delivered", "accepted", "rejected", "failed", "withdrawn"],
  delivered: ["accepted", "rejected", "withdrawn"],
  failed: ["queued"],
  accepted: [],
  rejected: [],
  withdrawn: [],
};

/** States of a packet on its way: it has no receipt, and its sender may still withdraw it. */
export const ON_ITS_WAY: readonly PacketState[] = ["queued", "delivered"];

/** States of a packet that waits for its receipt: past the due time it is overdue. */
export const UNRECEIPTED: readonly PacketState[] = ["queued", "delivered", "failed"];

/** Tells whether a packet may go from one state to another. */
export function mayBecome(from: PacketState, to: PacketState): boolean {
  return NEXT[from].includes(to);
}

/** Lists the states from which a packet may become `to`; the store guards its updates with them. */
export function statesBefore(to: PacketState): PacketState[] {
  return PACKET_STATES.filter((from) => mayBecome(from, to));
}

/** Due times of a recipient; RFC 3339 with the offset of the locality. */
export interface Due {
  /** Latest time to sign for the packet (业务签收). */
  readonly receipt: string;
  /** Latest time of the first feedback (反馈), for types that ask for one. */
  readonly feedback?: string;
  /** True while the calendar of a year in between is not published: the times are provisional (暂定). */
  readonly provisional?: true;
}
