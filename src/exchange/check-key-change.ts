import { EnvelopeError, type Opened, type PublicKey } from "../crypto/suite.ts";
import { type Issue, Refusal } from "../domain/refusal.ts";
import { decodeBase64url } from "../wire/base64.ts";
import { splitToken, TOKEN_TYPES } from "../wire/token.ts";
import type { RawClaims } from "./claims.ts";
import type { Flow } from "./flow.ts";
import type { ChangedKey, KeyChange } from "./key-changes-port.ts";
import { parseClaims, presentSigningKey } from "./open.ts";
import type { Party } from "./ports.ts";

/** Longest statement, characters: two RSA keys of 4096 bits, wrapped twice, have less than 8,000. */
const MAX_STATEMENT = 16_384;
/** Longest time from the signature to the arrival, ms: a statement that was never sent is good for nothing later. */
const MAX_AGE_MS = 600_000;

/** A change of keys whose signatures and claims are right. */
export type CheckedKeyChange = Pick<KeyChange, "kid" | "replaces" | "keys" | "statement">;

/**
 * Checks a party's statement of its new keys: a JWS of the new signing key, which proves that the party has it, inside a JWS
 * of a present one, as in a change of an ACME account's key (RFC 8555 section 7.3.5). Changes nothing.
 *
 * @param readKey imports a public JWK; undefined for one that may not be registered
 * @throws Refusal `too-large`, `invalid-envelope`, `invalid-claims`
 */
export async function checkKeyChange(
  flow: Flow,
  readKey: (jwk: unknown) => PublicKey | undefined,
  party: Party,
  statement: string,
  now: number,
): Promise<CheckedKeyChange> {
  if (statement.length > MAX_STATEMENT) throw new Refusal("too-large", { step: "key-change-size" });
  const outer = await verified(flow, statement, TOKEN_TYPES.keyChange, (kid) => presentSigningKey(party, kid));
  const inner = outer.payload.toString("latin1");
  // Which key signed is in what it signed: read first, and believed only when the signature is right.
  const [, content] = splitToken(inner, 3) ?? [];
  const unproved = decodeBase64url(content ?? "");
  if (content === undefined || unproved === undefined) throw new Refusal("invalid-envelope", { step: "inner-parse" });
  const keys = keysOf(parseClaims(Buffer.from(unproved), flow.settings.maxDepth), readKey);
  const next = keys.find(({ use }) => use === "sig");
  const { payload } = await verified(flow, inner, TOKEN_TYPES.newKeys, (kid) => (kid === next?.kid ? next : undefined));
  const claims = parseClaims(payload, flow.settings.maxDepth);
  checkClaims(flow, claims, party.id, outer.signer.kid, now);
  return {
    kid: next?.kid ?? "",
    replaces: outer.signer.kid,
    keys: keys.map(({ kid, use, alg, jwk }): ChangedKey => ({ kid, use, alg, jwk })),
    statement,
  };
}

async function verified(
  { suites }: Flow,
  jws: string,
  typ: string,
  signerOf: (kid: string) => PublicKey | undefined,
): Promise<Opened> {
  try {
    return await suites.get("jose").verify(jws, typ, signerOf);
  } catch (error) {
    if (error instanceof EnvelopeError) throw new Refusal("invalid-envelope", { step: error.step, cause: error });
    throw error;
  }
}

/** Reads the new keys: one to sign, and at most one to encrypt for. @throws Refusal `invalid-claims` */
function keysOf(claims: RawClaims, readKey: (jwk: unknown) => PublicKey | undefined): PublicKey[] {
  const given: readonly unknown[] = Array.isArray(claims.keys) ? claims.keys : [];
  const keys = given.length > 2 ? [] : given.flatMap((jwk) => readKey(jwk) ?? []);
  const uses = keys.map(({ use }) => use).sort();
  if (keys.length === given.length && ["sig", "enc,sig"].includes(uses.join())) return keys;
  throw new Refusal("invalid-claims", { errors: [fault("/keys", "key-change-keys")], step: "key-change-keys" });
}

function checkClaims(flow: Flow, claims: RawClaims, party: string, signer: string, now: number): void {
  const { gatewayId, clockSkew } = flow.settings;
  const { iss, aud, iat, replaces } = claims;
  const inTime = typeof iat === "number" && iat * 1000 >= now - MAX_AGE_MS - clockSkew && iat * 1000 <= now + clockSkew;
  const errors = [
    ...(iss === party ? [] : [fault("/iss", "key-change-issuer")]),
    ...(aud === gatewayId ? [] : [fault("/aud", "key-change-audience")]),
    ...(inTime ? [] : [fault("/iat", "key-change-time")]),
    ...(replaces === signer ? [] : [fault("/replaces", "key-change-replaces")]),
  ];
  if (errors.length > 0) throw new Refusal("invalid-claims", { errors, step: errors[0]?.code ?? "claims" });
}

/** Faults of a statement of new keys, in English and Chinese. */
const RULES = {
  "key-change-issuer": ["The issuer must be the party that changes its keys", "签发方须为更换密钥的单位"],
  "key-change-audience": ["The audience must be this gateway", "接收方须为本网关"],
  "key-change-time": [
    "The statement must have been signed in the last ten minutes; check the clock",
    "换钥声明须在最近十分钟内签署，请检查时钟",
  ],
  "key-change-replaces": [
    "`replaces` must be the thumbprint of the present key that signed",
    "replaces 须为签署声明的现用公钥的指纹",
  ],
  "key-change-keys": [
    "`keys` must be one public key to sign and at most one to encrypt for, of kinds that the protocol accepts",
    "keys 须为一个签名公钥，并可另有一个加密公钥，且均为协议接受的类型",
  ],
} as const satisfies Record<string, readonly [string, string]>;

function fault(pointer: string, code: keyof typeof RULES): Issue {
  const [message, messageZh] = RULES[code];
  return { pointer, code, message, messageZh };
}
