import { TOKEN_TYPES } from "../wire/token.ts";
import { formatDigest } from "../wire/digest.ts";
import type { MessageType } from "../domain/message.ts";
import { sha256 } from "./entries.ts";
import type { Flow } from "./flow.ts";
import { type Held, heldIn, recordOf } from "./holdings.ts";
import type { Disclosure, Party } from "./ports.ts";
import type { NewPacket } from "./packet.ts";
import type { NewMessage } from "./store-port.ts";

/** The members of a message that all its packets name. */
export type SealedMessage = Pick<NewMessage, "id" | "thread" | "type" | "version" | "sender" | "originDigest">;

/** A recipient, and the part of the document that it may see. */
export interface Share {
  readonly recipient: Party;
  readonly disclosure: Disclosure;
  /** What the packet gives to its recipient, or, of a withdrawal, takes back from it; or the record of that. */
  readonly held: readonly Held[] | Buffer;
}

/**
 * Cuts the document down to what each recipient may see (sharing policy). Plaintext stays in memory.
 * @param leftOut finds the places of subjects that a recipient gets nothing of
 */
export function discloseAll(
  flow: Flow,
  type: MessageType,
  body: Record<string, unknown>,
  recipients: readonly Party[],
  leftOut?: (recipient: Party) => ReadonlySet<number>,
): Share[] {
  const disclose = flow.policy().disclose(type, body, new Date(flow.clock.now()));
  return recipients.map((recipient) => {
    const disclosure = disclose(recipient, leftOut?.(recipient));
    return { recipient, disclosure, held: heldIn(body, disclosure.body) };
  });
}

/**
 * Signs and encrypts the packet of one recipient (protocol section 5).
 * @param at time of sealing, ms
 * @param replaces the refused packet that the new one replaces
 * @param originalStart first sealing of a need that was re-routed, ms
 */
export async function sealPacket(
  flow: Flow,
  message: SealedMessage,
  share: Share,
  at: number,
  replaces: string | null = null,
  originalStart: number = at,
): Promise<NewPacket> {
  const { recipient, disclosure } = share;
  const encryptionKey = recipient.encryptionKey;
  if (encryptionKey === undefined) throw new TypeError("a recipient without a key gets no packet");
  const suite = flow.suites.get(recipient.suite);
  const policy = flow.policy();
  const id = flow.newId();
  // From the recipient's own cut: its due times must not reveal needs that it may not see.
  const due = policy.due(message.type, disclosure.body, at, recipient, originalStart);
  const disclosed = disclosure.groups.map(({ group }) => group);
  const claims = {
    iss: flow.settings.gatewayId,
    aud: recipient.id,
    iat: Math.floor(at / 1000),
    jti: id,
    message: message.id,
    thread: message.thread,
    type: message.type,
    version: message.version,
    from: message.sender,
    origin: formatDigest(message.originDigest),
    policy: policy.id,
    disclosed,
    due,
    ...(replaces === null ? {} : { replaces }),
    body: disclosure.body,
  };
  const payload = Buffer.from(JSON.stringify(claims));
  const bytes = await suite.seal(payload, TOKEN_TYPES.packet, flow.keys().signing, encryptionKey);
  const push = recipient.delivery.mode === "push" && recipient.delivery.endpoint !== undefined;
  return {
    id,
    recipient: recipient.id,
    bytes,
    mediaType: suite.mediaType,
    digest: sha256(bytes),
    kid: encryptionKey.kid,
    disclosed,
    due,
    push,
    windowUntil: push ? at + flow.settings.deliveryWindow : null,
    replaces,
    holds: Buffer.isBuffer(share.held) ? share.held : recordOf(flow, message.thread, share.held),
    leased: false,
  };
}
