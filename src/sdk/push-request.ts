import { readBody } from "./body.ts";
import { requireDigest } from "./content-digest.ts";
import type { GatewayClient } from "./gateway-client.ts";
import { verifyRequest } from "./http-signature.ts";
import { UntrustedError } from "./problem-error.ts";
import { isUuid7 } from "../wire/uuid7.ts";

/** Settings of a push endpoint. */
export interface PushOptions {
  /**
   * Address of this party in the gateway's directory, for when a reverse proxy changes it on the way. The
   * request's own when absent.
   */
  readonly endpoint?: string;
  /** Longest time between signing and now, ms, in either direction. Five minutes when absent. */
  readonly freshness?: number;
  /** Largest packet, bytes. 8 MiB when absent. */
  readonly maxBytes?: number;
}

/** A push with a valid signature, digest and time. */
export interface VerifiedPush {
  readonly packet: string;
  readonly message: string;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  readonly bytes: Uint8Array;
}

/** Five minutes, as for a client assertion. */
const FRESHNESS = 300_000;

/** Room for a list of 2 MiB in two base64 encodings, which add a third each. */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Verifies that a request is a push of the gateway: signed by it recently (RFC 9421), for this address, with the bytes
 * whose digest it signed (RFC 9530). The packet is not opened.
 *
 * @throws HttpSignatureError, UntrustedError; UnreachableError or ProblemError when the gateway's keys
 * cannot be fetched.
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
  // The signature first: it is cheap to check, while the sender decides how long its body is.
  await verifyRequest(signed, (kid) => client.gatewayKeys.signing(kid), now(), options.freshness ?? FRESHNESS);
  const bytes = await readBody(request.body, options.maxBytes ?? MAX_BYTES, "too-large");
  await requireDigest(bytes, headers.get("content-digest"));
  const packet = headers.get("aid-packet") ?? "";
  const message = headers.get("aid-message") ?? "";
  if (!isUuid7(packet) || !isUuid7(message)) throw new UntrustedError("packet-id", "the push names no packet");
  return { packet, message, attempt: Number(headers.get("aid-attempt")), bytes };
}
