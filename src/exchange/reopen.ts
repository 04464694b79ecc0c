import type { PublicKey } from "../crypto/suite.ts";
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
  const signerOf = signersOf(flow, packet.sender);
  if (kept === undefined || signerOf === undefined) throw new Refusal("expired", { step: "erased" });
  const suite = flow.suites.byMediaType(kept.envelopeMediaType);
  if (suite === undefined) throw new Refusal("unsupported-media-type", { step: "media-type" });
  const opened = await openEnvelope(suite, flow, kept.envelope, signerOf);
  if (!opened.signedDigest.equals(kept.originDigest)) throw new Refusal("invalid-envelope", { step: "origin" });
  const claims = parseClaims(opened.payload, flow.settings.maxDepth);
  // The document was valid when it was accepted; folding it again gives the body that was sealed then.
  const today = new Date(flow.clock.now());
  const validation = flow.schemas.validate(packet.type, packet.version, claims.body, today);
  const body = validation.ok ? validation.body : (claims.body as Record<string, unknown>);
  return { body, originDigest: kept.originDigest };
}

/** Finds how a sender's signing keys are looked up: a party's in the directory, the gateway's own among its keys. */
function signersOf(flow: Flow, sender: string): ((kid: string) => PublicKey | undefined) | undefined {
  const { signing } = flow.keys();
  if (sender === flow.settings.gatewayId) return (kid) => (kid === signing.kid ? signing : undefined);
  const party = flow.directory().party(sender);
  return party && ((kid) => party.keys.get(kid));
}
