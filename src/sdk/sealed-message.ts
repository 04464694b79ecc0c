import { TOKEN_TYPES } from "../wire/token.ts";
import { type MessageType, opensThread } from "../domain/message.ts";
import { encrypt, sign } from "./compact.ts";
import type { GatewayClient } from "./gateway-client.ts";

/** What a message is besides its document. */
export interface MessageOptions {
  readonly type: MessageType;
  /** Version of the type's schema; `"1"` when absent. */
  readonly version?: string;
  /** For every type that does not open a thread. */
  readonly thread?: string;
  /** Recipients' ids; absent when the gateway routes. */
  readonly to?: readonly string[];
  /** The sender's own id of the message: the same for every repetition of it. A new one when absent. */
  readonly jti?: string;
}

/** A message, signed and encrypted for the gateway. Sending it any number of times sends it once. */
export interface SealedMessage {
  readonly type: MessageType;
  readonly jti: string;
  /** The compact JWE, as it goes over the wire. */
  readonly envelope: string;
}

/**
 * Signs a document as the client's party and encrypts it for the gateway (protocol section 4).
 * @throws TypeError for a thread where there may be none, or none where there must be one.
 */
export async function sealMessage(
  client: GatewayClient,
  document: object,
  options: MessageOptions,
): Promise<SealedMessage> {
  const { type, version = "1", thread, to } = options;
  if (opensThread(type) !== (thread === undefined)) {
    throw new TypeError(opensThread(type) ? `${type} opens a thread and names none` : `${type} must name its thread`);
  }
  const jti = options.jti ?? client.newId();
  const [{ id }, { signing }, gatewayKey] = await Promise.all([
    client.identity(),
    client.keys(),
    client.gatewayKeys.encryption(),
  ]);
  const claims = {
    iss: client.party,
    aud: id,
    iat: Math.floor(client.environment.now() / 1000),
    jti,
    type,
    version,
    thread,
    to,
    body: document,
  };
  const jws = await sign(claims, TOKEN_TYPES.message, signing);
  return { type, jti, envelope: await encrypt(jws, gatewayKey) };
}
