import type { Environment } from "./environment.ts";
import type { GatewayTrust } from "./gateway-trust.ts";
import type { JwkSet } from "./jwk.ts";
import type { KeySource } from "./own-keys.ts";
import type { RetryPolicy } from "./retry.ts";

/** Address of the gateway, identity of the party, and settings of the connection. */
export interface GatewayClientOptions {
  /** Base address of the gateway, such as `https://gateway.example`. */
  readonly url: string;
  /** Party id in the gateway's directory. */
  readonly party: string;
  /**
   * The party's private keys: a JWK set, imported ones, which may be non-extractable (`PartyKeys.of`), or a function that
   * reads the set. A program that runs for long gives a function: keys that change meanwhile are taken over.
   */
  readonly keys: KeySource;
  /** Called when the directory shows staged keys of the party's JWK set, with the set as it is from then on, to be kept. */
  readonly keysSettled?: (set: JwkSet) => Promise<void>;
  /** Scopes to request, separated by spaces. When absent, all that the party has. */
  readonly scope?: string;
  /**
   * Gateway that is trusted: the content of `gateway.trust.json`. Only towards this machine may it be absent: then id,
   * issuer and keys are those that are published at `url`.
   */
  readonly trust?: GatewayTrust;
  /** True to send over `http:` to another machine: whoever listens gets access tokens that are good for five minutes. */
  readonly plainHttp?: boolean;
  /** Language of problems' texts, an `Accept-Language`. */
  readonly language?: string;
  readonly retry?: Partial<RetryPolicy>;
  /** Time-out of one try, ms. A held poll gets its waiting time in addition. */
  readonly timeout?: number;
  readonly environment?: Partial<Environment>;
}
