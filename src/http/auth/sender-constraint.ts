import type { FastifyRequest } from "fastify";

import type { MaybePromise } from "../../crypto/suite.ts";
import type { SenderConstraintMode } from "../settings.ts";

/** The confirmation claim of a token (RFC 7800 `cnf`): a thumbprint of the key that it is bound to. */
export type Confirmation = Readonly<Record<string, string>>;

/**
 * What binds an access token to who may use it (protocol section 3). The token endpoint asks `bind`
 * what to write into the token; every later call asks `prove` whether its caller holds that key.
 * RFC 9449 (DPoP) and RFC 8705 (mutual TLS) are two more entries of the table below.
 */
export interface SenderConstraint {
  /** `token_type` of the token's answer and scheme of the Authorization field. */
  readonly scheme: "Bearer" | "DPoP";
  /** The confirmation of a token about to be issued; undefined for an unbound one. Throws Refusal `invalid-client`. */
  bind(request: FastifyRequest): MaybePromise<Confirmation | undefined>;
  /** Whether this request proves that its caller holds the key that the token is bound to. */
  prove(request: FastifyRequest, confirmation: Confirmation | undefined): MaybePromise<boolean>;
}

/** Unbound bearer tokens (RFC 6750): who has the token is its owner. */
const none: SenderConstraint = {
  scheme: "Bearer",
  bind: () => undefined,
  // A bound token stays bound: it was given under another setting, and its key was not asked for here.
  prove: (_request, confirmation) => confirmation === undefined,
};

const TABLE: Readonly<Partial<Record<SenderConstraintMode, SenderConstraint>>> = { none };

/** A configured sender constraint that this version does not have. The gateway does not start with less than was asked. */
export class SenderConstraintUnavailable extends Error {
  override readonly name = "SenderConstraintUnavailable";
  readonly mode: SenderConstraintMode;

  constructor(mode: SenderConstraintMode) {
    super(
      `auth.senderConstraint "${mode}" is not available in this version; available: ${Object.keys(TABLE).join(", ")}`,
    );
    this.mode = mode;
  }
}

/** The sender constraint of a setting. @throws SenderConstraintUnavailable */
export function senderConstraint(mode: SenderConstraintMode): SenderConstraint {
  const entry = TABLE[mode];
  if (entry === undefined) throw new SenderConstraintUnavailable(mode);
  return entry;
}
