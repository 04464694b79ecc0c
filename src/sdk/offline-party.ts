import type { MessageType } from "../domain/message.ts";
import { createUuid7 } from "../wire/uuid7.ts";
import type { DocumentOf } from "./document.ts";
import { type Environment, platform } from "./environment.ts";
import type { GatewayTrust } from "./gateway-trust.ts";
import type { JwkSet, Key } from "./jwk.ts";
import { type OpenedPacket, openPacket } from "./packet.ts";
import { type KeySource, OwnKeys } from "./own-keys.ts";
import type { PartySide } from "./party-side.ts";
import { PublishedKeys } from "./published-keys.ts";
import { signReceipt, type Verdict } from "./receipt.ts";
import { type MessageOptions, type SealedMessage, sealMessage } from "./sealed-message.ts";

/** What a party without a connection has to be given. */
export interface OfflinePartyOptions {
  /** Party id in the gateway's directory. */
  readonly party: string;
  readonly keys: KeySource;
  /** Gateway that is trusted: the content of `gateway.trust.json`. */
  readonly trust: Pick<GatewayTrust, "gateway" | "sig" | "enc">;
  /** The gateway's public keys, `/.well-known/jwks.json`, whichever way they came: those that are not pinned are not used. */
  readonly gatewayKeys: JwkSet;
  readonly environment?: Partial<Pick<Environment, "now" | "randomBytes">>;
}

/**
 * A party without a connection, for packets that come on a disc: opens and verifies them, signs receipts, and seals
 * messages for the way back. It sends nothing and asks nobody. In a browser its keys may be non-extractable ones.
 *
 * @example
 * ```ts
 * const desk = new OfflineParty({ party: "civil-affairs", keys, trust, gatewayKeys });
 * const packet = await desk.open(bytes);
 * const receipt = await desk.signReceipt(packet, "accepted"); // for POST /v1/packets/{id}/receipt
 * ```
 */
export class OfflineParty implements PartySide {
  readonly party: string;
  readonly gatewayKeys: PublishedKeys;
  readonly environment: Pick<Environment, "now" | "randomBytes">;
  readonly newId: () => string;
  readonly #gateway: string;
  readonly #own: OwnKeys;

  constructor({ party, keys, trust, gatewayKeys, environment }: OfflinePartyOptions) {
    this.party = party;
    this.environment = { ...platform, ...environment };
    const { now, randomBytes } = this.environment;
    this.newId = createUuid7(now, randomBytes);
    const pinned = new Set([...trust.sig, ...trust.enc]);
    // Nothing is asked for, so no pause is needed before the set is looked at again.
    this.gatewayKeys = new PublishedKeys(
      async () => gatewayKeys,
      now,
      async ({ kid }) => pinned.has(kid),
      0,
    );
    this.#gateway = trust.gateway;
    this.#own = new OwnKeys(keys);
  }

  /**
   * Decrypts, verifies and checks a packet.
   * @param expected the packet's id, when it is known from elsewhere
   * @throws PacketError, `bad-signature` too when the gateway has signed with a key that is not pinned
   */
  open(bytes: Uint8Array, expected?: string): Promise<OpenedPacket> {
    return openPacket(this, bytes, expected);
  }

  /** Signs a receipt (protocol section 6). The same verdict on the same packet is the same receipt. */
  signReceipt(packet: Pick<OpenedPacket, "id" | "digest">, verdict: Verdict): Promise<string> {
    return signReceipt(this, packet, verdict);
  }

  /**
   * Signs a document and encrypts it for the gateway: a feedback to the sender of a packet, for example. The envelope is
   * for `POST /v1/messages`, by whoever has a connection as this party.
   * @throws UntrustedError `untrusted-keys` when no key to encrypt for is pinned
   */
  seal<T extends MessageType>(document: DocumentOf<T>, options: MessageOptions & { type: T }): Promise<SealedMessage> {
    return sealMessage(this, document, options);
  }

  decryptionKey(kid: string): Promise<Key | undefined> {
    return this.#own.decryption(kid);
  }

  async signingKey(): Promise<Key> {
    return (await this.#own.get()).signing;
  }

  async identity(): Promise<{ readonly id: string }> {
    return { id: this.#gateway };
  }
}
