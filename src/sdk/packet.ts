import { TOKEN_TYPES } from "../wire/token.ts";
import type { Content } from "./document.ts";
import { isMessageType, type MessageType } from "../domain/message.ts";
import type { Due } from "../domain/packet.ts";
import type { RejectReason } from "../domain/receipt.ts";
import { isUuid7 } from "../wire/uuid7.ts";
import { CompactError, decrypt, verify } from "./compact.ts";
import { digestOf } from "./content-digest.ts";
import type { PartySide } from "./party-side.ts";

/** A packet, decrypted, verified and checked. When `type` is `"feedback"`, `body` is a feedback, and so on. */
export type OpenedPacket = PacketHead & Content;

/** Claims of a packet about itself. */
export interface PacketHead {
  /** Packet id. */
  readonly id: string;
  /** `sha-256=:…:` of the packet's bytes as received. */
  readonly digest: string;
  readonly gateway: string;
  readonly recipient: string;
  readonly message: string;
  readonly thread: string;
  readonly version: string;
  /** The sender's party id. */
  readonly from: string;
  /** SHA-256 of what the sender signed. */
  readonly origin: string;
  /** Id and version of the sharing policy. */
  readonly policy: string;
  /** Groups of fields in the document. */
  readonly disclosed: readonly string[];
  /** Deadlines for the recipient's answers. */
  readonly due: Due;
  /** Time of sealing, seconds since the epoch. */
  readonly sealedAt: number;
}

/** Thrown for a packet that cannot be taken. `reason` is for the receipt that rejects it. */
export class PacketError extends Error {
  override readonly name = "PacketError";
  readonly reason: Extract<RejectReason, "undecryptable" | "bad-signature" | "bad-content">;
  /** `sha-256=:…:` of the bytes as received. */
  readonly digest: string;

  constructor(reason: PacketError["reason"], digest: string, options?: { cause?: unknown }) {
    super(`the packet cannot be taken: ${reason}`, options);
    this.reason = reason;
    this.digest = digest;
  }
}

/**
 * Opens a packet in the steps of protocol section 5: decrypts with the recipient's key, verifies with the gateway's
 * key, and checks that it is for this party, from this gateway, and complete.
 *
 * @param expected Packet id by which the bytes were requested or announced; any, when absent.
 * @throws PacketError; UnreachableError or ProblemError when the gateway's keys cannot be had.
 */
export async function openPacket(side: PartySide, bytes: Uint8Array, expected?: string): Promise<OpenedPacket> {
  const digest = await digestOf(bytes);
  const { id: gateway } = await side.identity();
  const jws = await decrypt(ascii(bytes), (kid) => side.decryptionKey(kid)).catch((cause: unknown) => {
    throw cause instanceof CompactError ? new PacketError("undecryptable", digest, { cause }) : cause;
  });
  const claims = await verify(jws, TOKEN_TYPES.packet, (kid) => side.gatewayKeys.signing(kid)).catch(
    (cause: unknown) => {
      if (!(cause instanceof CompactError)) throw cause;
      throw new PacketError(cause.fault === "content" ? "bad-content" : "bad-signature", digest, { cause });
    },
  );
  // A packet for another party, or of another gateway, may be signed properly and is still refused.
  if (claims.iss !== gateway || claims.aud !== side.party) throw new PacketError("bad-signature", digest);
  if (!isWhole(claims) || claims.jti !== (expected ?? claims.jti)) throw new PacketError("bad-content", digest);
  // The gateway has checked the body against its type before it signed.
  const content = { type: claims.type, body: claims.body } as Content;
  return {
    ...content,
    id: claims.jti,
    digest,
    gateway,
    recipient: side.party,
    message: claims.message,
    thread: claims.thread,
    version: claims.version,
    from: claims.from,
    origin: claims.origin,
    policy: claims.policy,
    disclosed: claims.disclosed,
    due: claims.due,
    sealedAt: claims.iat,
  };
}

/** Claims of a packet (protocol section 5) that are checked here. */
interface PacketClaims {
  readonly jti: string;
  readonly iat: number;
  readonly message: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly version: string;
  readonly from: string;
  readonly origin: string;
  readonly policy: string;
  readonly disclosed: readonly string[];
  readonly due: Due;
  readonly body: Readonly<Record<string, unknown>>;
}

function isWhole(claims: object): claims is PacketClaims {
  const packet = claims as Record<keyof PacketClaims, unknown>;
  return (
    typeof packet.iat === "number" &&
    isId(packet.jti) &&
    isId(packet.message) &&
    isId(packet.thread) &&
    isMessageType(packet.type) &&
    [packet.version, packet.from, packet.origin, packet.policy].every((value) => typeof value === "string") &&
    Array.isArray(packet.disclosed) &&
    packet.disclosed.every((group) => typeof group === "string") &&
    typeof packet.due === "object" &&
    packet.due !== null &&
    typeof packet.body === "object" &&
    packet.body !== null &&
    !Array.isArray(packet.body)
  );
}

function isId(value: unknown): value is string {
  return typeof value === "string" && isUuid7(value);
}

/** Turns bytes into text one by one. A byte that is not ASCII is refused later, as not base64url. */
function ascii(bytes: Uint8Array): string {
  return new TextDecoder("latin1", { fatal: true }).decode(bytes);
}
