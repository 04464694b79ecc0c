import { Refusal } from "../domain/refusal.ts";
import type { Flow } from "./flow.ts";
import { openEnvelope, parseClaims } from "./open.ts";
import type { Packet } from "./packet.ts";

/**
 * Opens the sender's kept envelope of a packet's message once more. Its signing key may have been retired since.
 * @throws Refusal `expired` when the envelope was erased, `invalid-envelope` when the key that opened it was destroyed
 */
export async function reopen(
  flow: Flow,
  packet: Pick<Packet, "message" | "sender" | "type" | "version">,
): Promise<{ body: Record<string, unknown>; originDigest: Buffer }> {
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
