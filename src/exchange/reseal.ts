import type { OperatorPacket } from "../domain/generated/answers.ts";
import { Refusal } from "../domain/refusal.ts";
import { packetEntry } from "./entries.ts";
import { sealedEntry } from "./commit.ts";
import { findAnyPacket, stateConflict } from "./find-packet.ts";
import type { Flow } from "./flow.ts";
import { openEnvelope, parseClaims } from "./open.ts";
import { packetForOperator } from "../domain/operator-view.ts";
import type { Caller } from "./service.ts";
import type { Packet } from "./packet.ts";
import { discloseAll, sealPacket } from "./seal.ts";
import { viewPacket } from "./views.ts";

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
  const [share] = discloseAll(flow, type, body, [recipient]);
  if (share === undefined) throw new TypeError("one recipient has one share");
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

/** Opens the sender's kept envelope once more. Its signing key may have been retired since. */
async function reopen(flow: Flow, packet: Packet): Promise<{ body: Record<string, unknown>; originDigest: Buffer }> {
  const kept = await flow.store.envelope(packet.message);
  const sender = flow.directory().party(packet.sender);
  if (kept === undefined || sender === undefined) throw new Refusal("expired", { step: "erased" });
  const suite = flow.suites.byMediaType(kept.envelopeMediaType);
  if (suite === undefined) throw new Refusal("unsupported-media-type", { step: "media-type" });
  const opened = await openEnvelope(suite, flow, kept.envelope, (kid) => sender.keys.get(kid));
  if (!opened.signedDigest.equals(kept.originDigest)) throw new Refusal("invalid-envelope", { step: "origin" });
  const claims = parseClaims(opened.payload, flow.settings.maxDepth);
  // The document was valid when it was accepted; folding it again gives the body that was sealed then.
  const today = new Date(flow.clock.now());
  const validation = flow.schemas.validate(packet.type, packet.version, claims.body, today);
  const body = validation.ok ? validation.body : (claims.body as Record<string, unknown>);
  return { body, originDigest: kept.originDigest };
}
