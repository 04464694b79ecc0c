import type { FastifyRequest } from "fastify";

import type { MaybePromise } from "../../crypto/suite.ts";
import type { SenderConstraintMode } from "../settings.ts";

/** Confirmation claim of a token (RFC 7800 `cnf`): a thumbprint of the key that it is bound to. */
export type Confirmation = Readonly<Record<string, string>>;

/**
 * Binds an access token to a key of the party (protocol section 3). The token endpoint asks `bind` what to write into the
 * token; every later call asks `prove` whether its caller holds that key. DPoP (RFC 9449) and mutual TLS (RFC 8705) would
 * be two more entries of the table below.
 */
export interface SenderConstraint {
  /** `token_type` of the token's answer and scheme of the Authorization field. */
  readonly scheme: "Bearer" | "DPoP";
  /** Confirmation of the token that is about to be issued; undefined for an unbound one. @throws Refusal `invalid-client` */
  bind(request: FastifyRequest): MaybePromise<Confirmation | undefined>;
  /** Tells whether this request proves that its caller holds the key that the token is bound to. */
  prove(request: FastifyRequest, confirmation: Confirmation | undefined): MaybePromise<boolean>;
}

/** Leaves tokens unbound (bearer tokens, RFC 6750): anyone that has the token may use it. */
const none: SenderConstraint = {
  scheme: "Bearer",
  bind: () => undefined,
  // A token that was bound under another setting is refused: this request proves nothing about its key.
  prove: (_request, confirmation) => confirmation === undefined,
};

const TABLE: Readonly<Partial<Record<SenderConstraintMode, SenderConstraint>>> = { none };

/** Sender constraint that is configured and that this version does not have: the gateway does not start without it. */
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

/** Finds the sender constraint of a setting. @throws SenderConstraintUnavailable */
export function senderConstraint(mode: SenderConstraintMode): SenderConstraint {
  const entry = TABLE[mode];
  if (entry === undefined) throw new SenderConstraintUnavailable(mode);
  return entry;
}
