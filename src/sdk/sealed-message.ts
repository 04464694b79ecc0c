import { TOKEN_TYPES } from "../wire/token.ts";
import { type MessageType, opensThread } from "../domain/message.ts";
import { encrypt, sign } from "./compact.ts";
import type { PartySide } from "./party-side.ts";

/** Properties of a message besides its document. */
export interface MessageOptions {
  readonly type: MessageType;
  /** Version of the type's schema; `"1"` when absent. */
  readonly version?: string;
  /** Thread of the message, for every type that does not open one. */
  readonly thread?: string;
  /** Ids of the recipients. Absent when the gateway decides by its routing table. */
  readonly to?: readonly string[];
  /** The sender's own id of the message, the same for each repetition. A new one when absent. */
  readonly jti?: string;
}

/** A message, signed and encrypted for the gateway. The gateway takes it once, however often it is sent. */
export interface SealedMessage {
  readonly type: MessageType;
  readonly jti: string;
  /** The compact JWE. */
  readonly envelope: string;
}

/**
 * Signs a document as a party and encrypts it for the gateway (protocol section 4).
 * @throws TypeError for a thread with a type that opens one, and for another type without a thread.
 */
export async function sealMessage(side: PartySide, document: object, options: MessageOptions): Promise<SealedMessage> {
  const { type, version = "1", thread, to } = options;
  if (opensThread(type) !== (thread === undefined)) {
    throw new TypeError(
      opensThread(type) ? `${type} opens a thread and must not name one` : `${type} must name its thread`,
    );
  }
  const jti = options.jti ?? side.newId();
  const [{ id }, signing, gatewayKey] = await Promise.all([
    side.identity(),
    side.signingKey(),
    side.gatewayKeys.encryption(),
  ]);
  const claims = {
    iss: side.party,
    aud: id,
    iat: Math.floor(side.environment.now() / 1000),
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
