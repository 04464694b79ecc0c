import { both } from "../openapi/bilingual.ts";
import { type BodyForm, signedBody } from "../request/body.ts";
import type { Services } from "../services.ts";

/** Schemas of envelopes by their media types. */
const ENVELOPES = {
  "application/jose": {
    type: "string",
    description: both(
      "Compact JWE for a gateway enc key (cty JWT) around a compact JWS of the sender (typ aid-message+jwt).",
      "以网关 enc 公钥加密的紧凑 JWE（cty 为 JWT），内含发送方签名的紧凑 JWS（typ 为 aid-message+jwt）。",
    ),
  },
};
/** Makes the form of a body that is a sealed message, in the suites that this gateway speaks. */
export function envelopeBody({
  suites,
  settings,
}: Pick<Services, "suites" | "settings">): BodyForm<{ readonly bytes: Buffer; readonly mediaType: string }> {
  const spoken = Object.entries(ENVELOPES).filter(([mediaType]) => suites.byMediaType(mediaType) !== undefined);
  return signedBody(Object.fromEntries(spoken), settings.limits.messageBytes);
}
