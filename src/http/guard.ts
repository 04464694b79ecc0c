import type { FastifyReply, FastifyRequest, onRequestHookHandler } from "fastify";

import { Refusal } from "../domain/refusal.ts";
import { TokenRefused } from "./auth/token-refused.ts";
import type { Endpoint } from "./endpoint.ts";
import { mediaTypeOf } from "./request/media-type.ts";
import { readParameters } from "./request/parameter.ts";
import { addressCaller } from "./rate-limit.ts";
import { SECURITY_HEADERS } from "./answer/security-headers.ts";
import type { Services } from "./services.ts";

/** Form of the Authorization field (RFC 6750 section 2.1): the scheme and one token of the token68 alphabet. */
const AUTHORIZATION = /^([A-Za-z]+) +([A-Za-z0-9\-._~+/]+=*)$/;
/** Seconds after which another process will have taken over: Retry-After while this one stops. */
const RETRY_AFTER_STOPPING = 1;

/**
 * Guards an endpoint: decides what the request line and the header fields are enough for, before a byte of the body is
 * read. In this order: the server is not stopping, the host is named, the token is good, the rate is kept, a scope opens
 * the endpoint, the parameters are well formed, the body's media type is taken.
 */
export function guard(endpoint: Endpoint, services: Services): onRequestHookHandler {
  return (request, reply, done) => {
    request.endpoint = endpoint;
    reply.headers(SECURITY_HEADERS);
    reply.headers({ "cache-control": "no-store", "x-request-id": request.id });

    const finish = (proved: boolean): void => {
      try {
        checkRequest(proved, request, reply, endpoint, services);
      } catch (error) {
        done(error as Error);
        return;
      }
      done();
    };
    let proof: boolean | Promise<boolean>;
    try {
      proof = checkCaller(request, reply, endpoint, services);
    } catch (error) {
      done(error as Error);
      return;
    }
    if (typeof proof === "boolean") finish(proof);
    else proof.then(finish, done);
  };
}

/** Checks all that comes before the rate and the scopes; returns whether the token's binding is proved. @throws Refusal */
function checkCaller(
  request: FastifyRequest,
  reply: FastifyReply,
  endpoint: Endpoint,
  services: Services,
): boolean | Promise<boolean> {
  if (services.stopping.aborted) throw new Refusal("unavailable", { retryAfter: RETRY_AFTER_STOPPING });
  checkHost(request);
  if (endpoint.scopes !== null) return authenticate(request, reply, services);
  if (endpoint.probe !== true) services.rates.address.take(addressCaller(request.ip));
  return true;
}

/** Sets `request.caller` from the Authorization field; returns whether the token's binding is proved. @throws Refusal */
function authenticate(request: FastifyRequest, reply: FastifyReply, services: Services): boolean | Promise<boolean> {
  const { authorization } = request.headers;
  const { constraint, rates, tokens } = services;
  if (authorization === undefined) {
    rates.address.take(addressCaller(request.ip));
    reply.header("www-authenticate", challenge(services));
    throw new Refusal("invalid-token");
  }
  const [, scheme = "", token = ""] = AUTHORIZATION.exec(authorization) ?? [];
  try {
    if (scheme.toLowerCase() !== constraint.scheme.toLowerCase()) throw new TokenRefused("malformed");
    const { caller, confirmation } = tokens.verify(token, () => rates.address.check(addressCaller(request.ip)));
    request.caller = caller;
    return constraint.prove(request, confirmation);
  } catch (error) {
    throw error instanceof TokenRefused ? refuseToken(error, request, reply, services) : error;
  }
}

/** Checks what comes once the caller is known: rate, scopes, parameters, media type of the body. @throws Refusal */
function checkRequest(
  proved: boolean,
  request: FastifyRequest,
  reply: FastifyReply,
  endpoint: Endpoint,
  services: Services,
): void {
  const { caller } = request;
  if (endpoint.scopes !== null && caller !== null) {
    if (!proved) {
      request.caller = null;
      throw refuseToken(new TokenRefused("not-bound", { party: caller.party }), request, reply, services);
    }
    services.rates.party.take(caller.party);
    if (!endpoint.scopes.some((scope) => caller.scopes.has(scope))) {
      reply.header("www-authenticate", challenge(services, "insufficient_scope", endpoint.scopes.join(" ")));
      throw new Refusal("insufficient-scope");
    }
  }
  request.parameters = readParameters(request, endpoint);
  endpoint.check?.(request.parameters);
  checkBodyKind(request, endpoint);
}

/** Makes the refusal of a bad token, which counts against the address and goes to the audit log. */
function refuseToken(refused: TokenRefused, request: FastifyRequest, reply: FastifyReply, services: Services): Refusal {
  services.refused.note(refused);
  services.metrics.token("refused", refused.reason);
  services.rates.address.take(addressCaller(request.ip));
  reply.header("www-authenticate", challenge(services, "invalid_token"));
  return new Refusal("invalid-token", { step: refused.reason });
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
