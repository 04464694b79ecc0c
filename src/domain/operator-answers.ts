/**
 * What the gateway answers to an operator (`ops:read`, `ops:write`): where things are and why they do not get on. Neither
 * what is in a packet, nor a recipient's signed word with its note, nor the rules by which something was shared.
 */
import type { MessageView, PacketView, TimelineItem } from "./answers.ts";
import type { Delivery } from "./audit-answers.ts";

/** A packet without the groups of fields in it; of its receipt what came of it, without the signed word. */
export interface OperatorPacket extends Omit<PacketView, "disclosed" | "receipt"> {
  readonly receipt?: Omit<NonNullable<PacketView["receipt"]>, "jws">;
}

/** A message, and of its timeline what tells states and attempts. */
export interface OperatorMessage extends Omit<MessageView, "policy" | "packets"> {
  readonly packets: readonly OperatorPacket[];
}

/** States of packets that an operator has to see to: those that wait, that failed, and that may have to be sealed again. */
export const STATES_TO_SEE_TO = ["queued", "failed", "rejected"] as const;

/** One of those. */
export type StateToSeeTo = (typeof STATES_TO_SEE_TO)[number];

/** A packet of a list. */
export type OperatorLine = Omit<Delivery, "version" | "size" | "digest" | "disclosed">;

const MESSAGE = ["id", "thread", "type", "version", "from", "acceptedAt"] as const;
const PACKET = [
  "id",
  "recipient",
  "state",
  "digest",
  "size",
  "sealedAt",
  "due",
  "attempts",
  "nextAttempt",
  "deliveredAt",
  "settledAt",
  "replaces",
  "erasedAt",
] as const;
const RECEIPT = ["outcome", "reason", "receivedAt", "log"] as const;
/** Of an entry: what happened to which packet and why, for which key; one more here is one more thing that is seen. */
const ITEM = [
  "type",
  "time",
  "actor",
  "log",
  "packet",
  "attempt",
  "outcome",
  "code",
  "milliseconds",
  "via",
  "reason",
  "state",
  "kid",
  "by",
  "was",
  "replaces",
] as const;
const LINE = [
  "packet",
  "message",
  "thread",
  "type",
  "sender",
  "recipient",
  "state",
  "way",
  "attempts",
  "due",
  "overdue",
  "sealedAt",
  "deliveredAt",
  "fetchedAt",
  "settledAt",
  "outcome",
  "reason",
  "replaces",
  "erasedAt",
] as const;

/** A message as an operator sees it. */
export function messageForOperator(view: MessageView): OperatorMessage {
  return {
    ...pick(view, MESSAGE),
    packets: view.packets.map(packetForOperator),
    timeline: view.timeline.map((item): TimelineItem => pick(item, ITEM) as TimelineItem),
  };
}

/** A packet as an operator sees it. */
export function packetForOperator(view: PacketView): OperatorPacket {
  const { receipt } = view;
  return { ...pick(view, PACKET), ...(receipt === undefined ? {} : { receipt: pick(receipt, RECEIPT) }) };
}

/** A packet of a list as an operator sees it. */
export function lineForOperator(delivery: Delivery): OperatorLine {
  return pick(delivery, LINE);
}

/** These members, those of them that are there. */
function pick<From extends object, Name extends keyof From>(from: From, names: readonly Name[]): Pick<From, Name> {
  return Object.fromEntries(
    names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]),
  ) as unknown as Pick<From, Name>;
}
