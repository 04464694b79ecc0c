/**
 * Views for an operator (`ops:read`, `ops:write`): where packets are and why they are stuck. They leave out the content
 * of a packet, the recipient's signed text and note, and the rules of sharing.
 */
import type {
  Delivery,
  MessageView,
  OperatorItem,
  OperatorLine,
  OperatorMessage,
  OperatorPacket,
  PacketView,
} from "./generated/answers.ts";

/** States of packets that may need somebody: waiting for delivery or receipt, failed, or perhaps to be sealed again. */
export const STATES_NEEDING_ATTENTION = ["queued", "delivered", "failed", "rejected"] as const;

/** State of a packet that needs an operator. */
export type StateNeedingAttention = (typeof STATES_NEEDING_ATTENTION)[number];

/**
 * Allow-list of a shape's members: a name added here is disclosed. A member that the schema gains is not disclosed
 * until it is added.
 */
type Disclosed<Shape> = Readonly<Record<keyof Shape, true>>;

const MESSAGE: Disclosed<Omit<OperatorMessage, "packets" | "timeline">> = {
  id: true,
  thread: true,
  type: true,
  version: true,
  from: true,
  acceptedAt: true,
};
/** Members of a packet in a message, which the schema is made of too. */
export const PACKET_MEMBERS: Disclosed<Omit<OperatorPacket, "receipt">> = {
  id: true,
  recipient: true,
  state: true,
  digest: true,
  size: true,
  sealedAt: true,
  due: true,
  attempts: true,
  nextAttempt: true,
  deliveredAt: true,
  failedAt: true,
  cause: true,
  settledAt: true,
  replaces: true,
  erasedAt: true,
};
const RECEIPT: Disclosed<NonNullable<OperatorPacket["receipt"]>> = {
  outcome: true,
  reason: true,
  receivedAt: true,
  log: true,
};
/** Members of an audit entry: what happened to which packet and why, for which key. */
const ITEM: Disclosed<OperatorItem> = {
  type: true,
  time: true,
  actor: true,
  log: true,
  packet: true,
  attempt: true,
  outcome: true,
  code: true,
  milliseconds: true,
  via: true,
  reason: true,
  state: true,
  kid: true,
  by: true,
  was: true,
  replaces: true,
};
/** Members of a packet in a list, which the schema is made of too. */
export const LINE_MEMBERS: Disclosed<OperatorLine> = {
  packet: true,
  message: true,
  thread: true,
  type: true,
  sender: true,
  recipient: true,
  state: true,
  way: true,
  attempts: true,
  due: true,
  overdue: true,
  sealedAt: true,
  deliveredAt: true,
  failedAt: true,
  cause: true,
  fetchedAt: true,
  settledAt: true,
  outcome: true,
  reason: true,
  replaces: true,
  erasedAt: true,
};

/** Makes the view of a message for an operator. */
export function messageForOperator(view: MessageView): OperatorMessage {
  return {
    ...disclosed<Omit<OperatorMessage, "packets" | "timeline">>(view, MESSAGE),
    packets: view.packets.map(packetForOperator),
    timeline: view.timeline.map((item) => disclosed<OperatorItem>(item, ITEM)),
  };
}

/** Makes the view of a packet for an operator. */
export function packetForOperator(view: PacketView): OperatorPacket {
  const { receipt } = view;
  return {
    ...disclosed<Omit<OperatorPacket, "receipt">>(view, PACKET_MEMBERS),
    ...(receipt === undefined ? {} : { receipt: disclosed<NonNullable<OperatorPacket["receipt"]>>(receipt, RECEIPT) }),
  };
}

/** Makes the line of a packet in a list for an operator; the list has packets of one state. */
export function lineForOperator(delivery: Delivery & { readonly state: StateNeedingAttention }): OperatorLine {
  return disclosed<OperatorLine>(delivery, LINE_MEMBERS);
}

/** Copies the members that the allow-list names and that exist. */
function disclosed<Shape extends object>(from: Shape, members: Disclosed<Shape>): Shape {
  const there = Object.entries(from).filter(([name, value]) => Object.hasOwn(members, name) && value !== undefined);
  return Object.fromEntries(there) as Shape;
}
