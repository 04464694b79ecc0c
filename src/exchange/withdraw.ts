import type { RecordedEntry } from "../domain/audit-entry.ts";
import type { MessageClaims } from "../domain/message.ts";
import { mayBecome } from "../domain/packet.ts";
import { Refusal } from "../domain/refusal.ts";
import { packetEntry } from "./entries.ts";
import type { Flow } from "./flow.ts";
import type { Packet } from "./packet.ts";
import type { NewMessage, Thread } from "./store-port.ts";

/**
 * The packets that a withdrawal takes back: the sender's own in this thread, of one message when the
 * document names one in `message`, for the recipients it is sent to. The store turns those that may
 * still change when it commits (protocol section 5: `queued` | `delivered` → `withdrawn`); one that was
 * accepted stays accepted, and its recipient learns of the withdrawal from the message itself.
 * @throws Refusal `invalid-document` when the named message is not the sender's in this thread
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

/** The entry of one packet that a withdrawal took back. */
export function withdrawnEntry(withdrawal: NewMessage, packet: Packet): RecordedEntry {
  const { acceptedAt, sender, id } = withdrawal;
  return packetEntry("withdrawn", acceptedAt, sender, packet, { by: id, was: packet.state });
}
