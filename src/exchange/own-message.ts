/** Messages that the gateway writes itself: signed and sealed like those of a party, so that evidence, resealing and retention hold. */
import type { EntryType } from "../domain/audit-entry.ts";
import type { MessageType } from "../domain/message.ts";
import { TOKEN_TYPES } from "../wire/token.ts";
import { buildCommit } from "./commit.ts";
import { entry } from "./entries.ts";
import type { Flow } from "./flow.ts";
import type { Party } from "./ports.ts";
import { claimsMac } from "./repeat.ts";
import { discloseAll } from "./seal.ts";
import type { NewMessage } from "./store-port.ts";

/** A message of the gateway to one party. */
export interface OwnMessage {
  readonly type: MessageType;
  readonly version: string;
  readonly to: Party;
  readonly body: Record<string, unknown>;
  /** The gateway's own id of the message: of two with one id only the first is accepted. */
  readonly jti: string;
  /** Further entry about it: its type and members. */
  readonly entry: readonly [EntryType, Readonly<Record<string, string | number>>];
}

/**
 * Builds the commit of a message of the gateway itself, in a thread of its own. Nothing is stored.
 * @throws TypeError when its document does not fit its schema
 */
export async function buildOwnMessage(flow: Flow, own: OwnMessage): Promise<NewMessage> {
  const { type, version, to, jti } = own;
  const { gatewayId } = flow.settings;
  const at = flow.clock.now();
  const validation = flow.schemas.validate(type, version, own.body, new Date(at));
  if (!validation.ok) throw new TypeError(`the gateway wrote a document that is no ${type}`);
  const claims = { iss: gatewayId, aud: gatewayId, iat: Math.floor(at / 1000), jti, type, version, body: own.body };
  const suite = flow.suites.get("jose");
  const { signing, decryption, retired } = flow.keys();
  const present = [...decryption.values()].find(({ kid }) => !retired.has(kid));
  if (present === undefined) throw new TypeError("the gateway has a key to encrypt for");
  const envelope = await suite.seal(Buffer.from(JSON.stringify(claims)), TOKEN_TYPES.message, signing, present);
  const { signedDigest } = await suite.open(envelope, TOKEN_TYPES.message, decryption, () => signing);
  const examined = {
    id: flow.newId(),
    at,
    claims,
    withdraws: undefined,
    shares: discloseAll(flow, type, own.body, [to]),
    folded: [],
    warnings: [],
    insteadOf: new Map<string, readonly string[]>(),
    documentKeys: [],
    changes: {},
  };
  const received = {
    claimsMac: claimsMac(flow, claims),
    originDigest: signedDigest,
    envelope,
    envelopeMediaType: suite.mediaType,
  };
  // The relay pushes it.
  const commit = await buildCommit(flow, examined, received, () => false);
  const [kind, members] = own.entry;
  const about = { message: commit.id, thread: commit.thread, recipient: to.id, ...members };
  return { ...commit, entries: [...commit.entries, entry(kind, at, gatewayId, about)] };
}
