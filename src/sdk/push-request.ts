import { requireDigest } from "./content-digest.ts";
import type { GatewayClient } from "./gateway-client.ts";
import { verifyRequest } from "./http-signature.ts";
import { UntrustedError } from "./problem-error.ts";
import { isUuid7 } from "../wire/uuid7.ts";

/** How a department takes pushes. */
export interface PushOptions {
  /**
   * The address that the gateway's directory names for this party, when a reverse proxy changes it on
   * the way. The request's own when absent.
   */
  readonly endpoint?: string;
  /** How far the time of signing may be from now, ms, either way. */
  readonly freshness?: number;
  /** Largest packet, bytes. */
  readonly maxBytes?: number;
}

/** A push whose signature, digest and time are right. */
export interface VerifiedPush {
  readonly packet: string;
  readonly message: string;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  readonly bytes: Uint8Array;
}

/** Five minutes, as for a client assertion. */
const FRESHNESS = 300_000;

/** A packet is larger than the list it was cut from: two encodings in base64, four thirds each. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Verifies that a request is a push of our gateway: signed by it just now (RFC 9421), for this address,
 * with the bytes that it signed (RFC 9530). Nothing in the packet is looked at yet.
 *
 * @throws HttpSignatureError, UntrustedError; UnreachableError or ProblemError when the gateway's keys
 * cannot be had.
 */
export async function verifyPush(
  client: GatewayClient,
  request: Request,
  options: PushOptions = {},
): Promise<VerifiedPush> {
  const { headers } = request;
  if (request.method !== "POST") throw new UntrustedError("method", "a push is a POST");
  if (headers.get("content-type") !== "application/jose") throw new UntrustedError("content-type", "not a packet");
  const signed = { method: request.method, url: options.endpoint ?? request.url, headers };
  const { now } = client.environment;
  // The signature first: it costs a little, while reading a stranger's body costs what the stranger likes.
  await verifyRequest(signed, (kid) => client.gatewayKeys.signing(kid), now(), options.freshness ?? FRESHNESS);
  const bytes = await bodyOf(request, options.maxBytes ?? MAX_BYTES);
  await requireDigest(bytes, headers.get("content-digest"));
  const packet = headers.get("aid-packet") ?? "";
  const message = headers.get("aid-message") ?? "";
  if (!isUuid7(packet) || !isUuid7(message)) throw new UntrustedError("packet-id", "the push names no packet");
  return { packet, message, attempt: Number(headers.get("aid-attempt")), bytes };
}

async function bodyOf(request: Request, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (;;) {
    const read = await reader?.read();
    if (read === undefined || read.done) break;
    const chunk = read.value as Uint8Array;
    size += chunk.byteLength;
    if (size > limit) {
      await reader?.cancel();
      throw new UntrustedError("too-large", "the packet is too large");
    }
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
