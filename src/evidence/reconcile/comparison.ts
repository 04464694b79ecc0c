import type { Difference, DifferenceCode } from "./difference.ts";
import type { Kept, KeptPacket, KeptReceipt, KeptSubmission } from "./kept.ts";
import type { LoggedExchange, LoggedPacket } from "./logged.ts";

/** Subject of a difference. */
export type About = Omit<Difference, "code">;

/** Records of the sender, by message. */
export interface SenderSide {
  readonly party: string;
  readonly receipts: ReadonlyMap<string, KeptSubmission>;
  /** Messages with receipts that differ. */
  readonly twice: ReadonlySet<string>;
  readonly unanswered: readonly string[];
}

/** Records of the recipient, by packet, and what the log has for it. */
export interface RecipientSide {
  readonly party: string;
  readonly logged: ReadonlyMap<string, LoggedPacket>;
  readonly receipts: ReadonlyMap<string, KeptReceipt>;
  /** Packets with receipts that differ. */
  readonly twice: ReadonlySet<string>;
  readonly packets: ReadonlyMap<string, KeptPacket>;
}

/** All that is compared. A side that was not given is not compared. */
export interface Sides {
  readonly log: LoggedExchange;
  /** The log's name. */
  readonly origin: string;
  readonly sender?: SenderSide;
  readonly recipient?: RecipientSide;
}

/** One comparison. */
export interface Comparison {
  readonly code: DifferenceCode;
  readonly find: (sides: Sides) => Iterable<About>;
}

/** Comparison of the sender's side. */
export function ofSender(
  code: DifferenceCode,
  find: (sender: SenderSide, log: LoggedExchange, origin: string) => Iterable<About>,
): Comparison {
  return { code, find: ({ sender, log, origin }) => (sender === undefined ? [] : find(sender, log, origin)) };
}

/** Comparison of the recipient's side. */
export function ofRecipient(code: DifferenceCode, find: (recipient: RecipientSide) => Iterable<string>): Comparison {
  return {
    code,
    find: ({ recipient }) =>
      recipient === undefined ? [] : [...find(recipient)].map((packet) => ({ packet, party: recipient.party })),
  };
}

/** Joins the sides for comparison. */
export function sidesOf(log: LoggedExchange, origin: string, { sender, recipient }: Kept): Sides {
  return {
    log,
    origin,
    ...(sender === undefined ? {} : { sender: senderSide(sender) }),
    ...(recipient === undefined ? {} : { recipient: recipientSide(log, recipient) }),
  };
}

function senderSide({ party, submissions, unanswered }: NonNullable<Kept["sender"]>): SenderSide {
  const { first: receipts, twice } = firstOfEach(submissions, ({ message }) => message);
  return { party, receipts, twice, unanswered };
}

function recipientSide(
  log: LoggedExchange,
  { party, packets, receipts }: NonNullable<Kept["recipient"]>,
): RecipientSide {
  const { first, twice } = firstOfEach(receipts, ({ packet }) => packet);
  return {
    party,
    logged: new Map([...log.packets].filter(([, { recipient }]) => recipient === party)),
    receipts: first,
    twice,
    packets: new Map(packets.map((packet) => [packet.packet, packet])),
  };
}

/** Keeps the first record of each name, and collects the names whose records differ. */
function firstOfEach<Item extends object>(items: readonly Item[], name: (item: Item) => string) {
  const first = new Map<string, Item>();
  const twice = new Set<string>();
  for (const item of items) {
    const before = first.get(name(item));
    if (before === undefined) first.set(name(item), item);
    else if (JSON.stringify(before) !== JSON.stringify(item)) twice.add(name(item));
  }
  return { first, twice };
}
