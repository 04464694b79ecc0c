/** Off-line packages of a running gateway. */
import { thumbprint } from "../crypto/jose/thumbprint.ts";
import type { PackagedGateway } from "../domain/disc.ts";
import type { Flow } from "../exchange/flow.ts";
import { packPacket } from "../exchange/pack.ts";
import type { HttpDeps } from "../http/services.ts";
import { entryProof } from "../log/entry-proof.ts";
import type { LogReader } from "../log/log-reader.ts";
import { createRegisteredKeys } from "../log/registered-keys.ts";
import { encodeBase64url } from "../wire/base64.ts";
import { decodeUtf8 } from "../wire/utf8.ts";

/** Makes the packer of packets. */
export function createPackages(flow: Flow, log: LogReader): HttpDeps["packPacket"] {
  const registered = createRegisteredKeys(log);
  const gatewayKeys = async () => {
    const own = flow.keys().jwks.keys.map((jwk) => String((jwk as { readonly kid?: unknown }).kid));
    const ofLog = log
      .keys()
      .map(({ publicKey }) => thumbprint({ kty: "OKP", crv: "Ed25519", x: encodeBase64url(publicKey) }));
    const registrations: Record<string, PackagedGateway["registrations"][string]> = {};
    for (const kid of [...own, ...ofLog]) {
      const found = await registered(kid);
      const tlogProof = found && (await entryProof(log, found.leafHash));
      if (found !== undefined && tlogProof !== undefined) {
        registrations[kid] = { entry: decodeUtf8(found.bytes), tlogProof };
      }
    }
    return registrations;
  };
  const proofs = { entry: (leafHash: Buffer) => entryProof(log, leafHash), gatewayKeys };
  return (caller, id) => packPacket(flow, proofs, caller, id);
}
