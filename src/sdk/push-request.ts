import { readBody } from "./body.ts";
import { requireDigest } from "./content-digest.ts";
import type { GatewayClient } from "./gateway-client.ts";
import { verifyRequest } from "./http-signature.ts";
import { UntrustedError } from "./problem-error.ts";
import { PUSH_COMPONENTS, TEST_COMPONENTS } from "../wire/http-signature.ts";
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

/** Components that the gateway signs, by the type of the content: of a push, and of a test of the endpoint. */
const SIGNED = new Map<string | null, readonly string[]>([
  ["application/jose", PUSH_COMPONENTS],
  ["application/json", TEST_COMPONENTS],
]);

/**
 * Verifies that a request is a push of the gateway: signed by it recently (RFC 9421), for this address, with the bytes
 * whose digest it signed (RFC 9530). The packet is not opened. A request with `Aid-Test` and no packet, by which an operator
 * tries the endpoint, is verified in the same way and gives `test`.
 *
 * @throws HttpSignatureError, UntrustedError; UnreachableError or ProblemError when the gateway's keys
 * cannot be fetched.
 */
export async function verifyPush(
  client: GatewayClient,
  request: Request,
  options: PushOptions = {},
): Promise<VerifiedPush | "test"> {
  const { headers } = request;
  if (request.method !== "POST") throw new UntrustedError("method", "a push is a POST");
  const required = SIGNED.get(headers.get("content-type"));
  if (required === undefined) throw new UntrustedError("content-type", "not a packet");
  const signed = { method: request.method, url: options.endpoint ?? request.url, headers };
  const { now } = client.environment;
  // The signature first: it is cheap to check, while the sender decides how long its body is.
  const keyOf = (kid: string) => client.gatewayKeys.signing(kid);
  await verifyRequest(signed, required, keyOf, now(), options.freshness ?? FRESHNESS);
  const bytes = await readBody(request.body, options.maxBytes ?? MAX_BYTES, "too-large");
  await requireDigest(bytes, headers.get("content-digest"));
  if (required === TEST_COMPONENTS) return "test";
  const packet = headers.get("aid-packet") ?? "";
  const message = headers.get("aid-message") ?? "";
  if (!isUuid7(packet) || !isUuid7(message)) throw new UntrustedError("packet-id", "the push names no packet");
  return { packet, message, attempt: Number(headers.get("aid-attempt")), bytes };
}
