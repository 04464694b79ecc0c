import { DISC_ENDINGS, PACKAGE_LIMITS } from "../../domain/disc.ts";
import type { StepStatus } from "../../evidence/verify/step.ts";
import { type ReadPackage, readPackage } from "../../sdk/disc-package.ts";
import type { DocumentOf } from "../../sdk/document.ts";
import { platform } from "../../sdk/environment.ts";
import type { GatewayTrust } from "../../sdk/gateway-trust.ts";
import { OfflineParty } from "../../sdk/offline-party.ts";
import { refusePackage } from "../../sdk/package-faults.ts";
import { type OpenedPacket, PacketError } from "../../sdk/packet.ts";
import { type HeldKeys, PartyKeys } from "../../sdk/party-keys.ts";
import { outcomeOf, type Verdict } from "../../sdk/receipt.ts";
import { saveFile } from "../parts/save-file.ts";
import type { WordId } from "../words/words.ts";

/** Who works here: nobody is asked about it. */
export interface OffLineDesk {
  readonly party: string;
  readonly keys: PartyKeys;
  readonly trust: GatewayTrust;
}

/** A package that was chosen, as far as it verified. */
export interface OpenedPackage {
  readonly read: ReadPackage;
  readonly side: OfflineParty;
  readonly checks: readonly { readonly title: WordId; readonly status: StepStatus }[];
  readonly packet?: OpenedPacket;
  /** Why the packet could not be opened, although its package verifies. */
  readonly refusal?: PacketError;
}

/** Makes the desk of a unit from its keys. */
export async function deskOf(party: string, keys: HeldKeys, trust: GatewayTrust): Promise<OffLineDesk> {
  return { party, keys: await PartyKeys.of(keys), trust };
}

/**
 * Verifies and opens a package; its size is looked at before its content.
 * @throws UntrustedError `package-…`
 */
export async function openPackage({ party, keys, trust }: OffLineDesk, file: File): Promise<OpenedPackage> {
  if (file.size > PACKAGE_LIMITS.package) throw refusePackage("too-large");
  const archive = new Uint8Array(await file.arrayBuffer());
  const read = await readPackage(archive, { party, trust, now: platform.now });
  const side = new OfflineParty({ party, keys, trust: read.trust, gatewayKeys: read.gateway.jwks });
  const passed = (["disc.check.signed", "disc.check.mine", "disc.check.logged"] as const).map((title) => ({
    title,
    status: "passed" as const,
  }));
  try {
    const packet = await side.open(read.packet, read.id);
    return { read, side, packet, checks: [...passed, { title: "disc.check.opens", status: "passed" }] };
  } catch (refusal) {
    if (!(refusal instanceof PacketError)) throw refusal;
    return { read, side, refusal, checks: [...passed, { title: "disc.check.opens", status: "failed" }] };
  }
}

/** Signs a receipt and hands the file to the browser's downloads. */
export async function saveReceipt({ side, read }: OpenedPackage, verdict: Verdict) {
  const receipt = await side.signReceipt(read, verdict);
  saveFile(read.id + DISC_ENDINGS.receipt, new TextEncoder().encode(receipt));
  return { repeat: false, entry: { outcome: outcomeOf(verdict) } };
}

/** Seals a feedback for the gateway and hands the file to the browser's downloads. */
export async function saveFeedback(
  { side }: OpenedPackage,
  { id, thread, from }: Pick<OpenedPacket, "id" | "thread" | "from">,
  document: DocumentOf<"feedback">,
  { version, jti }: { readonly version: string; readonly jti: string },
): Promise<void> {
  const { envelope } = await side.seal(document, { type: "feedback", version, thread, to: [from], jti });
  saveFile(`feedback-${id.slice(-8)}${DISC_ENDINGS.message}`, new TextEncoder().encode(envelope));
}
