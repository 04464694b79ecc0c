import { TOKEN_TYPES } from "../wire/token.ts";
import { EnvelopeError, type OpenedEnvelope, type PublicKey, type Suite } from "../crypto/suite.ts";
import { JsonError, parseStrict } from "../wire/json.ts";
import { type Issue, Refusal } from "../domain/refusal.ts";
import type { RawClaims } from "./claims.ts";
import type { Flow } from "./flow.ts";
import type { Caller } from "./service.ts";
import type { Party } from "./ports.ts";

/** A sender's message, decrypted and verified. Its claims are a JSON object and not checked yet. */
export interface OpenedMessage {
  readonly sender: Party;
  readonly claims: RawClaims;
  /** SHA-256 of the sender's inner signed object. */
  readonly originDigest: Buffer;
  /** The gateway's key that it was encrypted for. */
  readonly recipientKid: string;
}

/**
 * Opens the envelope with the gateway's keys and verifies the signature with the caller's (steps 1 and 2 of
 * protocol section 4). Only the caller's own keys are used, so a message stolen from another party does not verify
 * under this party's token.
 * @throws Refusal `unsupported-media-type`, `invalid-envelope`, `invalid-claims`
 */
export async function openMessage(
  flow: Flow,
  caller: Caller,
  envelope: Buffer,
  mediaType: string,
): Promise<OpenedMessage> {
  const suite = flow.suites.byMediaType(mediaType);
  if (suite === undefined) throw new Refusal("unsupported-media-type", { step: "media-type" });
  let sender = requireParty(flow, caller);
  const open = () => openEnvelope(suite, flow, envelope, (kid) => presentSigningKey(sender, kid));
  const opened = await open().catch(async (error: unknown) => {
    if (!(await flow.lookAgain())) throw error;
    sender = requireParty(flow, caller);
    return open();
  });
  return {
    sender,
    claims: parseClaims(opened.payload, flow.settings.maxDepth),
    originDigest: opened.signedDigest,
    recipientKid: opened.recipient.kid,
  };
}

/**
 * Judges the gateway's key that a message was encrypted for. A retired one is taken for as long as a message may be old:
 * its sender may not have known the new one. What a revoked key hides, others may read: its sender must not believe it safe.
 *
 * @returns a warning for a retired key
 * @throws Refusal `invalid-envelope`, with a hint that only the proven sender gets
 */
export function judgeRecipientKey(flow: Flow, { recipientKid }: OpenedMessage): readonly Issue[] {
  const retirement = flow.keys().retired.get(recipientKid);
  if (retirement === undefined) return [];
  const until = retirement.at * 1000 + flow.settings.issuedWithin;
  if (retirement.reason === "superseded" && flow.clock.now() <= until) return [RETIRED_KEY];
  throw new Refusal("invalid-envelope", { step: "retired-key", detail: OLD_KEY });
}

const RETIRED_KEY: Issue = {
  pointer: "",
  code: "retired-key",
  message: "The message was encrypted for a retired key of the gateway; fetch its keys again",
  messageZh: "报文以网关已停用的公钥加密，请重新获取网关公钥",
};
const OLD_KEY = {
  en: "The envelope is for a key that the gateway does not use any more: fetch its keys again and encrypt the message anew, with the same jti",
  zh: "信封以网关不再使用的公钥加密：请重新获取网关公钥，以相同 jti 重新加密后提交",
};

/**
 * Finds the caller in the present directory.
 * @throws Refusal `invalid-token` when it left or was suspended since its token was given
 */
export function requireParty(flow: Flow, caller: Caller): Party {
  const party = flow.directory().party(caller.party);
  if (party === undefined || !party.active) throw new Refusal("invalid-token", { step: "party" });
  return party;
}

/** Finds a party's key that may sign something new. */
export function presentSigningKey(party: Party, kid: string): PublicKey | undefined {
  const key = party.keys.get(kid);
  return key?.use === "sig" && party.retired?.has(kid) !== true ? key : undefined;
}

/**
 * Opens an envelope. All failures look the same from outside (protocol section 2).
 * @throws Refusal `invalid-envelope`
 */
export async function openEnvelope(
  suite: Suite,
  flow: Flow,
  envelope: Buffer,
  signerOf: (kid: string) => PublicKey | undefined,
): Promise<OpenedEnvelope> {
  try {
    return await suite.open(envelope, TOKEN_TYPES.message, flow.keys().decryption, signerOf);
  } catch (error) {
    if (error instanceof EnvelopeError) throw new Refusal("invalid-envelope", { step: error.step, cause: error });
    throw error;
  }
}

/**
 * Parses signed content strictly (no duplicate members, no lone surrogates), so that it cannot be read in two
 * ways.
 * @throws Refusal `invalid-claims`
 */
export function parseClaims(payload: Buffer, maxDepth: number): RawClaims {
  let claims: unknown;
  try {
    claims = parseStrict(payload, { maxDepth });
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const message = "The signed content is not strict JSON (RFC 8259 without duplicate members)";
    throw new Refusal("invalid-claims", {
      errors: [{ pointer: "", code: error.code, message, messageZh: "签名内容不是规范的JSON（不允许重复成员名）" }],
      step: error.code,
    });
  }
  if (typeof claims !== "object" || claims === null || Array.isArray(claims)) {
    const message = "The signed content must be a JSON object of claims";
    throw new Refusal("invalid-claims", {
      errors: [{ pointer: "", code: "claims-object", message, messageZh: "签名内容须为JSON对象" }],
      step: "claims-object",
    });
  }
  return claims as RawClaims;
}
