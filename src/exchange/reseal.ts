import type { OperatorPacket } from "../domain/generated/answers.ts";
import { Refusal } from "../domain/refusal.ts";
import { packetEntry } from "./entries.ts";
import { sealedEntry } from "./commit.ts";
import { findAnyPacket, stateConflict } from "./find-packet.ts";
import type { Flow } from "./flow.ts";
import { packetForOperator } from "../domain/operator-view.ts";
import type { Caller } from "./service.ts";
import { reopen } from "./reopen.ts";
import { discloseAll, sealPacket, type Share } from "./seal.ts";
import { viewPacket } from "./views.ts";
import { cutAsRecorded } from "./withdraw.ts";

/**
 * Seals a packet again that its recipient could not decrypt, for the recipient's present key, when an operator asks
 * (protocol section 6). The refused packet keeps its state and its receipt; one new packet of the same message
 * replaces it. The new one discloses what the present sharing policy allows.
 * @throws Refusal `not-found`, `state-conflict`, `expired` when the message was erased
 */
export async function reseal(flow: Flow, caller: Caller, id: string): Promise<OperatorPacket> {
  const refused = await findAnyPacket(flow, id);
  if (refused.state !== "rejected" || refused.reason !== "undecryptable") throw stateConflict(refused.state);
  const recipient = flow.directory().party(refused.recipient);
  if (recipient?.encryptionKey === undefined) throw new Refusal("no-recipient", { step: "recipient-key" });

  const { body, originDigest } = await reopen(flow, refused);
  const at = flow.clock.now();
  const { message, thread, type, version, sender } = refused;
  const [whole] = discloseAll(flow, type, body, [recipient]);
  if (whole === undefined) throw new TypeError("one recipient has one share");
  const share: Share = type === "withdrawal" ? await cutAsRecorded(flow, refused, whole) : whole;
  const source = { id: message, thread, type, version, sender, originDigest };
  const packet = await sealPacket(flow, source, share, at, id);
  const added = await flow.store.addReplacement(message, packet, at, [
    packetEntry("resealed", at, caller.party, refused, { by: packet.id }),
    sealedEntry(flow, { id: message, thread, acceptedAt: at }, packet),
  ]);
  if (!added) throw stateConflict(refused.state);
  const now = await flow.store.packet(packet.id);
  if (now === undefined) throw new TypeError("a packet that was added is there");
  return packetForOperator(viewPacket(now, undefined, new Map()));
}
