import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from "fastify";

import { Refusal } from "../domain/refusal.ts";
import type { Caller } from "../exchange/service.ts";
import { withKnownKeys } from "./auth/known-keys.ts";
import { TokenRefused } from "./auth/token-refused.ts";
import { byAddress } from "./calls.ts";
import type { Endpoint } from "./endpoint.ts";
import { mediaTypeOf } from "./request/media-type.ts";
import { readParameters } from "./request/parameter.ts";
import { tooLarge } from "./answer/too-large.ts";
import { SECURITY_HEADERS } from "./answer/security-headers.ts";
import type { Services } from "./services.ts";

/** Form of the Authorization field (RFC 6750 section 2.1): the scheme and one token of the token68 alphabet. */
const AUTHORIZATION = /^([A-Za-z]+) +([A-Za-z0-9\-._~+/]+=*)$/;
/** Seconds after which another process will have taken over: Retry-After while this one stops. */
const RETRY_AFTER_STOPPING = 1;

/**
 * Guards an endpoint: decides what the request line and the header fields are enough for, before a byte of the body is
 * read. In this order: the server is not stopping, the host is named, the token is good, the rate is kept, there is room
 * for the call, a scope opens the endpoint, the parameters are well formed, the body is of a size and type that is taken.
 */
export function guard(endpoint: Endpoint, services: Services): onRequestAsyncHookHandler {
  return async (request, reply) => {
    request.endpoint = endpoint;
    reply.headers(SECURITY_HEADERS);
    reply.headers({ "cache-control": "no-store", "x-request-id": request.id });
    if (services.stopping.aborted && endpoint.probe !== true) {
      throw new Refusal("unavailable", { retryAfter: RETRY_AFTER_STOPPING });
    }
    checkHost(request);
    if (endpoint.probe !== true) await admit(request, reply, endpoint, services);
    request.parameters = readParameters(request, endpoint);
    endpoint.check?.(request.parameters);
    checkBodyKind(request, endpoint);
  };
}

/**
 * Lets a call in. A call with good credentials counts for its party, wherever it comes from, so that nobody who shares an
 * address with a flood is locked out; any other counts for its address.
 * @throws Refusal
 */
async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  { scopes, body, provesCaller }: Endpoint,
  services: Services,
): Promise<void> {
  const caller =
    scopes !== null
      ? await authenticate(request, reply, services)
      : // Its handler finds out who calls, and counts the call.
        provesCaller === true
        ? undefined
        : await verify(request, services).catch(nobody);
  if (scopes !== null) request.caller = caller ?? null;
  const as = caller === undefined ? byAddress(request) : ({ kind: "party", name: caller.party } as const);
  if (provesCaller !== true) await services.calls.count(request, as);
  await services.calls.begin(request, reply, as, body === undefined ? 0 : bodyBytes(request, body.limit));
  if (scopes === null || caller === undefined) return;
  if (!scopes.some((scope) => caller.scopes.has(scope))) {
    reply.header("www-authenticate", challenge(services, "insufficient_scope", scopes.join(" ")));
    throw new Refusal("insufficient-scope");
  }
}

/** Finds who calls an endpoint that needs a token. @throws Refusal `invalid-token`, which goes to the audit log */
export async function authenticate(request: FastifyRequest, reply: FastifyReply, services: Services): Promise<Caller> {
  if (request.headers.authorization === undefined) {
    reply.header("www-authenticate", challenge(services));
    throw new Refusal("invalid-token");
  }
  try {
    return await verify(request, services);
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error;
    services.refused.note(error);
    services.metrics.token("refused", error.counted);
    reply.header("www-authenticate", challenge(services, "invalid_token"));
    throw new Refusal("invalid-token", { step: error.reason });
  }
}

/** Finds who the Authorization field proves to call. @throws TokenRefused */
async function verify(request: FastifyRequest, services: Services): Promise<Caller> {
  const { constraint, tokens } = services;
  const [, scheme = "", token = ""] = AUTHORIZATION.exec(request.headers.authorization ?? "") ?? [];
  if (scheme.toLowerCase() !== constraint.scheme.toLowerCase()) throw new TokenRefused("malformed");
  const { caller, confirmation } = await withKnownKeys(async () => tokens.verify(token), services);
  if (await constraint.prove(request, confirmation)) return caller;
  throw new TokenRefused("not-bound", { party: caller.party });
}

/** Result of a token that proves nobody, where none is needed. */
function nobody(error: unknown): undefined {
  if (!(error instanceof TokenRefused)) throw error;
}

/** Most bytes that the body of a request may have: what it announces, or else its limit. @throws Refusal `too-large` */
function bodyBytes({ headers }: FastifyRequest, limit: number): number {
  const announced = headers["content-length"];
  if (announced === undefined) return headers["transfer-encoding"] === undefined ? 0 : limit;
  if (Number(announced) > limit) throw tooLarge(limit, announced);
  return Number(announced);
}

/** Value of the WWW-Authenticate field (RFC 6750 section 3). */
function challenge({ constraint, settings }: Services, error?: string, scope?: string): string {
  const parameters = [`realm="${settings.gatewayId}"`];
  if (error !== undefined) parameters.push(`error="${error}"`);
  if (scope !== undefined) parameters.push(`scope="${scope}"`);
  return `${constraint.scheme} ${parameters.join(", ")}`;
}

/** Refuses an HTTP/1.1 request that does not name its host once (RFC 9110 section 7.2). Node joins repeated fields by a comma. */
function checkHost(request: FastifyRequest): void {
  const { host } = request.headers;
  if (host === undefined ? request.raw.httpVersion === "1.1" : host.includes(",")) {
    throw new Refusal("malformed-request", { step: "host" });
  }
}

/** Refuses a media type that the endpoint does not take, and every content coding: the gateway never inflates a body. */
function checkBodyKind(request: FastifyRequest, { body }: Endpoint): void {
  if (body === undefined) return;
  const mediaType = mediaTypeOf(request.headers["content-type"]);
  const coding = request.headers["content-encoding"];
  if (
    mediaType === undefined ||
    !Object.hasOwn(body.content, mediaType) ||
    (coding !== undefined && coding !== "identity")
  ) {
    throw new Refusal("unsupported-media-type");
  }
}
