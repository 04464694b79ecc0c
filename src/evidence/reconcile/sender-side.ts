/** Compares what the sender keeps with the log. Pure. */
import { type About, type Comparison, ofSender, type SenderSide } from "./comparison.ts";
import type { KeptSubmission } from "./kept.ts";
import type { LoggedExchange } from "./logged.ts";

export const SENDER_COMPARISONS: readonly Comparison[] = [
  ofSender("message-not-in-log", ({ receipts }, { messages }) => named(receipts, (message) => !messages.has(message))),
  ofSender("submission-receipt-missing", ({ party, receipts }, { messages }) =>
    named(messages, (message, { sender }) => sender === party && !receipts.has(message)),
  ),
  ofSender("message-differs", ({ receipts }, log, origin) =>
    named(receipts, (message, receipt) => log.messages.has(message) && !tellsOf(log, origin, receipt)),
  ),
  ofSender("submission-receipt-twice", ({ twice }) => [...twice].map((message) => ({ message }))),
  ofSender("submission-of-another", ({ party, receipts }) =>
    named(receipts, (_message, { sender }) => sender !== party),
  ),
  ofSender("submission-unanswered", ({ unanswered }) => unanswered.map((file) => ({ file }))),
  ofSender("packet-not-in-log", (sender, log) =>
    packetsOf(sender, log)
      .filter(({ known }) => known === undefined)
      .map(aboutPacket),
  ),
  ofSender("packet-differs", (sender, log) =>
    packetsOf(sender, log)
      .filter(
        ({ known, packet }) =>
          known !== undefined && (known.recipient !== packet.recipient || known.digest !== packet.digest),
      )
      .map(aboutPacket),
  ),
  ofSender("packet-not-in-receipt", notInReceipt),
];

/** Messages of a map that a condition holds for. */
function named<Value>(messages: ReadonlyMap<string, Value>, is: (message: string, value: Value) => boolean): About[] {
  return [...messages].filter(([message, value]) => is(message, value)).map(([message]) => ({ message }));
}

function tellsOf({ messages, succeeded }: LoggedExchange, origin: string, receipt: KeptSubmission): boolean {
  const logged = messages.get(receipt.message);
  return (
    (receipt.origin === origin || succeeded.has(receipt.origin)) &&
    logged?.sender === receipt.sender &&
    logged.digest === receipt.digest &&
    logged.leafHash === receipt.leafHash
  );
}

/** Every packet that a receipt names, for messages that the log has, with what the log has about it. */
function packetsOf({ receipts }: SenderSide, { messages, packets }: LoggedExchange) {
  return [...receipts.values()]
    .filter(({ message }) => messages.has(message))
    .flatMap(({ message, packets: listed }) =>
      listed.map((packet) => {
        const known = packets.get(packet.id);
        return { message, packet, known: known?.message === message ? known : undefined };
      }),
    );
}

function aboutPacket({ message, packet }: ReturnType<typeof packetsOf>[number]): About {
  return { message, packet: packet.id, party: packet.recipient };
}

function* notInReceipt({ receipts }: SenderSide, { messages, packets }: LoggedExchange): Iterable<About> {
  for (const [message, { packets: listed }] of receipts) {
    const names = new Set(listed.map(({ id }) => id));
    for (const packet of messages.get(message)?.packets ?? []) {
      const known = packets.get(packet);
      // A packet that was sealed again later cannot be in a receipt of the acceptance. Its requirements are compared
      // elsewhere.
      if (known !== undefined && !known.again && !names.has(packet)) yield { message, packet, party: known.recipient };
    }
  }
}
