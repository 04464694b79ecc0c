import type { KeyChange } from "../domain/generated/answers.ts";
import { TOKEN_TYPES } from "../wire/token.ts";
import { code, formed, listOf, members, optional, party, text } from "./answer-shape.ts";
import { sign, signText } from "./compact.ts";
import type { GatewayClient } from "./gateway-client.ts";
import type { Jwk, JwkSet } from "./jwk.ts";
import { isStaged } from "./party-keys.ts";

/** Form of a `KeyChange`. */
export const KEY_CHANGE = members({
  kid: text,
  party,
  replaces: text,
  keys: listOf(members({ kid: text, use: code, alg: text })),
  state: code,
  sentAt: text,
  decidedBy: optional(party),
});

/** Members of a public key (RFC 7518 section 6, RFC 8037). */
const PUBLIC = ["kty", "crv", "x", "y", "n", "e", "kid", "use", "alg"];

/**
 * Sends the public halves of a party's staged keys to the gateway (protocol section 2): signed by the new key, which proves
 * that the party has it, and around that by the present one. The present key goes on signing until the directory shows the
 * new one. Can be repeated.
 *
 * @param set private set of the party, as `client` has it
 * @throws TypeError when no signing key is staged; what `client` throws
 */
export async function sendStagedKeys(
  client: GatewayClient,
  set: JwkSet,
  signal?: AbortSignal,
): Promise<KeyChange | "in-force"> {
  const { staged } = await client.keys();
  if (staged === undefined) throw new TypeError("no signing key is staged");
  const present = await client.signingKey();
  // The directory shows the staged key already.
  if (present.kid === staged.kid) return "in-force";
  const { id } = await client.identity();
  const claims = {
    iss: client.party,
    aud: id,
    iat: Math.floor(client.environment.now() / 1000),
    replaces: present.kid,
    keys: set.keys.filter(isStaged).map(publicHalf),
  };
  const inner = await sign(claims, TOKEN_TYPES.newKeys, staged);
  const answer = await client.json({
    method: "POST",
    path: `/v1/directory/${encodeURIComponent(client.party)}/keys`,
    contentType: "application/jwt",
    body: await signText(inner, TOKEN_TYPES.keyChange, present),
    ...(signal === undefined ? {} : { signal }),
  });
  return formed<KeyChange>(answer, KEY_CHANGE);
}

function publicHalf(jwk: Jwk): Jwk {
  return Object.fromEntries(PUBLIC.filter((name) => name in jwk).map((name) => [name, jwk[name]])) as Jwk;
}
