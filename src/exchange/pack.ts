import {
  PACKAGE_LIFE,
  PACKAGE_LIMITS,
  PACKAGE_PATHS,
  PACKAGE_VERSION,
  type PackageClaims,
  type PackagedGateway,
} from "../domain/disc.ts";
import type { RecordedEntry } from "../domain/recorded-entry.ts";
import { Refusal } from "../domain/refusal.ts";
import { packArchive } from "../evidence/archive.ts";
import { formatDigest } from "../wire/digest.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import { TOKEN_TYPES } from "../wire/token.ts";
import { packetEntry, sha256 } from "./entries.ts";
import { fetchPacket } from "./fetch.ts";
import { findAnyPacket } from "./find-packet.ts";
import type { Flow } from "./flow.ts";
import type { Packet } from "./packet.ts";
import { PACKAGE_README } from "./package-readme.ts";
import type { Caller } from "./service.ts";

/** Proofs of the published log. */
export interface PackageProofs {
  /** Proof of an entry (C2SP tlog-proof); undefined while it is not published. */
  entry(leafHash: Buffer): Promise<string | undefined>;
  /** Registrations of the gateway's own keys, those of the log too, by thumbprint. */
  gatewayKeys(): Promise<PackagedGateway["registrations"]>;
}

/** Time in which the same caller's packings of one packet are one, ms: who asks again and again cannot fill the log. */
const ONE_PACKING = 60_000;
/** Pause after which an entry that was not published will be, s. */
const PUBLICATION = 2;
const NOT_PUBLISHED = {
  en: "The packet's entry is not in the published log yet; ask again shortly",
  zh: "该数据包的日志条目尚未发布，请稍后重试",
};
const OTHER_SUITE = {
  en: "This packet is not of the suite jose, in which packages are",
  zh: "该数据包不属于 jose 套件，不能制作离线包",
};

/**
 * Makes the off-line package of a packet (docs/disc.md): for its recipient, who has it fetched by that, or for an operator,
 * who hands the disc over. The entry `packed` is committed before a byte leaves.
 * @throws Refusal `not-found`, `withdrawn`, `expired`, `state-conflict`, `unavailable`
 */
export async function packPacket(flow: Flow, proofs: PackageProofs, caller: Caller, id: string): Promise<Uint8Array> {
  const packet = await findAnyPacket(flow, id);
  const operator = caller.scopes.has("ops:write");
  if (!operator && packet.recipient !== caller.party) throw new Refusal("not-found", { step: "packet" });
  if (packet.state === "withdrawn") throw new Refusal("withdrawn", { step: "state" });
  if (packet.erasedAt !== null) throw new Refusal("expired", { step: "erased" });
  if (packet.mediaType !== "application/jose") throw new Refusal("state-conflict", { detail: OTHER_SUITE });

  const entries = await flow.store.entriesOfMessage(packet.message);
  const sealed = entries.find(({ entry }) => entry.type === "sealed" && entry.packet === id);
  const proof = sealed && (await proofs.entry(sealed.leafHash));
  if (sealed === undefined || proof === undefined) {
    throw new Refusal("unavailable", { retryAfter: PUBLICATION, detail: NOT_PUBLISHED, step: "package-proof" });
  }
  const registrations = await proofs.gatewayKeys();
  const at = flow.clock.now();
  // As for any packet that is fetched: after a crash behind this line a packing is recorded that nobody got.
  await recordPacking(flow, caller, packet, entries, at);
  const bytes =
    packet.recipient === caller.party ? (await fetchPacket(flow, caller, id)).bytes : await flow.store.packetBytes(id);
  // Erased just now.
  if (bytes === undefined) throw new Refusal("expired", { step: "erased" });
  if (bytes.length > PACKAGE_LIMITS.packet) throw new Refusal("too-large", { step: "package-size" });

  const { jwks, successions } = flow.keys();
  const gateway: PackagedGateway = { jwks, successions, registrations };
  const files = new Map<string, Uint8Array>([
    [PACKAGE_PATHS.readme, Buffer.from(PACKAGE_README)],
    [PACKAGE_PATHS.packet, bytes],
    [PACKAGE_PATHS.entry, sealed.bytes],
    [PACKAGE_PATHS.proof, Buffer.from(proof)],
    [PACKAGE_PATHS.gateway, Buffer.from(JSON.stringify(gateway))],
  ]);
  files.set(PACKAGE_PATHS.manifest, Buffer.from(await manifest(flow, packet, files, at)));
  return packArchive(files);
}

async function recordPacking(
  flow: Flow,
  caller: Caller,
  packet: Packet,
  entries: readonly RecordedEntry[],
  at: number,
): Promise<void> {
  const since = rfc3339(at - ONE_PACKING);
  const known = entries.some(
    ({ entry: { type, packet: of, actor, time } }) =>
      type === "packed" && of === packet.id && actor === caller.party && time > since && time <= rfc3339(at),
  );
  if (known) return;
  const until = rfc3339(at + PACKAGE_LIFE);
  await flow.store.record([packetEntry("packed", at, caller.party, packet, { until })]);
}

function manifest(
  flow: Flow,
  packet: Packet,
  files: ReadonlyMap<string, Uint8Array>,
  at: number,
): Promise<string> | string {
  const named = [packet.sender, packet.recipient].flatMap((id) => {
    const name = flow.directory().party(id)?.name;
    return name === undefined ? [] : [[id, name] as const];
  });
  const claims: PackageClaims = {
    version: PACKAGE_VERSION,
    iss: flow.settings.gatewayId,
    aud: packet.recipient,
    sub: packet.id,
    iat: Math.floor(at / 1000),
    exp: Math.floor((at + PACKAGE_LIFE) / 1000),
    names: Object.fromEntries(named),
    files: Object.fromEntries([...files].map(([path, bytes]) => [path, formatDigest(sha256(bytes))])),
  };
  const payload = Buffer.from(JSON.stringify(claims));
  return flow.suites.get("jose").sign(payload, TOKEN_TYPES.package, flow.keys().signing);
}
