/** Compares what the recipient keeps with the log. Pure. */
import { type Comparison, ofRecipient } from "./comparison.ts";
import type { KeptReceipt } from "./kept.ts";
import type { LoggedPacket } from "./logged.ts";

export const RECIPIENT_COMPARISONS: readonly Comparison[] = [
  ofRecipient("receipt-for-nothing", ({ receipts, logged }) => names(receipts, (packet) => !logged.has(packet))),
  ofRecipient("receipt-not-in-log", ({ receipts, logged }) =>
    names(receipts, (packet) => logged.has(packet) && logged.get(packet)?.receipt === undefined),
  ),
  ofRecipient("receipt-differs", ({ receipts, logged }) =>
    names(receipts, (packet, receipt) => {
      const known = logged.get(packet);
      return known?.receipt !== undefined && !agree(known, receipt);
    }),
  ),
  ofRecipient("receipt-twice", ({ twice }) => twice),
  ofRecipient("receipt-missing", ({ receipts, logged }) =>
    names(logged, (packet, { receipt }) => receipt !== undefined && !receipts.has(packet)),
  ),
  // A packet that was signed for is compared by its receipt.
  ofRecipient("kept-packet-not-in-log", ({ packets, receipts, logged }) =>
    names(packets, (packet) => !logged.has(packet) && !receipts.has(packet)),
  ),
  ofRecipient("kept-packet-differs", ({ packets, logged }) =>
    names(packets, (packet, { digest, message }) => {
      const known = logged.get(packet);
      return known !== undefined && (known.digest !== digest || (message ?? known.message) !== known.message);
    }),
  ),
  ofRecipient("kept-packet-missing", ({ packets, receipts, logged }) =>
    names(
      logged,
      (packet, { handed, receipt }) => handed && receipt === undefined && !packets.has(packet) && !receipts.has(packet),
    ),
  ),
];

/** Packets of a map that a condition holds for. */
function names<Value>(packets: ReadonlyMap<string, Value>, is: (packet: string, value: Value) => boolean): string[] {
  return [...packets].filter(([packet, value]) => is(packet, value)).map(([packet]) => packet);
}

function agree({ digest, receipt: logged }: LoggedPacket, kept: KeptReceipt): boolean {
  return (
    kept.digest === digest &&
    logged?.digest === digest &&
    logged.outcome === kept.outcome &&
    logged.reason === kept.reason &&
    logged.receipt === kept.receipt
  );
}
