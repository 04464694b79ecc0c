import type { Environment } from "./environment.ts";
import type { Key } from "./jwk.ts";
import type { PublishedKeys } from "./published-keys.ts";

/**
 * A party with its keys, and the gateway that it trusts: all that opening, signing and sealing need. A connection
 * (`GatewayClient`) has it, and so has a party without one (`OfflineParty`).
 */
export interface PartySide {
  readonly party: string;
  /** The gateway's public keys. */
  readonly gatewayKeys: PublishedKeys;
  readonly environment: Pick<Environment, "now">;
  /** Makes a UUIDv7 for a message. */
  readonly newId: () => string;
  /** Finds the party's key that decrypts what was encrypted for `kid`. */
  decryptionKey(kid: string): Promise<Key | undefined>;
  signingKey(): Promise<Key>;
  identity(): Promise<{ readonly id: string }>;
}
