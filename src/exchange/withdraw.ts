import type { RecordedEntry } from "../domain/audit-entry.ts";
import type { MessageClaims } from "../domain/message.ts";
import { mayBecome } from "../domain/packet.ts";
import { Refusal } from "../domain/refusal.ts";
import { packetEntry } from "./entries.ts";
import type { Flow } from "./flow.ts";
import type { Packet } from "./packet.ts";
import type { NewMessage, Thread } from "./store-port.ts";

/**
 * Finds the packets that a withdrawal takes back: the sender's own in this thread, for the recipients that the
 * withdrawal goes to; only those of one message when the document names it in `message`. At the commit the store
 * changes those that still may (protocol section 5: no receipt → `withdrawn`). An accepted packet stays
 * accepted; its recipient learns of the withdrawal from the message itself.
 * @throws Refusal `invalid-document` when the thread has no message of the sender with the named id
 */
export async function packetsToWithdraw(flow: Flow, thread: Thread, claims: MessageClaims): Promise<string[]> {
  const packets = (await flow.store.packetsOfThread(thread.id)).filter(
    (packet) => packet.sender === claims.iss && (claims.to === undefined || claims.to.includes(packet.recipient)),
  );
  const target = claims.body.message;
  if (target !== undefined && !packets.some((packet) => packet.message === target)) {
    const message = "The thread holds no message of the sender with this id";
    const messageZh = "该移送中没有发送方的此报文";
    throw new Refusal("invalid-document", {
      errors: [{ pointer: "/body/message", code: "unknown-message", message, messageZh }],
      step: "unknown-message",
    });
  }
  return packets
    .filter((packet) => target === undefined || packet.message === target)
    .filter((packet) => mayBecome(packet.state, "withdrawn"))
    .map((packet) => packet.id);
}

/** Makes the entry of a packet that a withdrawal took back. */
export function withdrawnEntry(withdrawal: NewMessage, packet: Packet): RecordedEntry {
  const { acceptedAt, sender, id } = withdrawal;
  return packetEntry("withdrawn", acceptedAt, sender, packet, { by: id, was: packet.state });
}
