import { TOKEN_TYPES } from "../wire/token.ts";
import { signJws } from "./jose/jws.ts";
import type { Jwk, PrivateKey } from "./suite.ts";

/**
 * Signs that a key of the gateway succeeds another (protocol section 2): a compact JWS of the former key with the claims
 * `use` (`sig`, `enc` or `log`), `replaces` (its thumbprint) and `jwk` (the new public key). The former `sig` key signs for
 * an `enc` key. A party that pinned the former key takes the new one when the log has it too.
 */
export async function signSuccession(
  signer: PrivateKey,
  use: "sig" | "enc" | "log",
  replaces: string,
  jwk: Jwk,
): Promise<string> {
  const claims = Buffer.from(JSON.stringify({ use, replaces, jwk }));
  return (await signJws(claims, TOKEN_TYPES.succession, signer)).toString("latin1");
}
