import type { FastifyReply, FastifyRequest, onRequestHookHandler } from "fastify";

import { Refusal } from "../domain/refusal.ts";
import { TokenRefused } from "./auth/token-refused.ts";
import type { Endpoint } from "./endpoint.ts";
import { mediaTypeOf } from "./request/media-type.ts";
import { readParameters } from "./request/parameter.ts";
import { addressCaller } from "./rate-limit.ts";
import { SECURITY_HEADERS } from "./answer/security-headers.ts";
import type { Services } from "./services.ts";

/** RFC 6750 section 2.1: the scheme and one token of the token68 alphabet. */
const AUTHORIZATION = /^([A-Za-z]+) +([A-Za-z0-9\-._~+/]+=*)$/;
/** Seconds after which another process will have taken over. */
const RETRY_AFTER_STOPPING = 1;

/**
 * The door of an endpoint: everything that is decided from the header fields alone, before a byte of
 * the body is read. In this order: is the server stopping, is the request whole, who calls, how often,
 * may it, and is the body of a kind that is taken here.
 */
export function guard(endpoint: Endpoint, services: Services): onRequestHookHandler {
  return (request, reply, done) => {
    request.endpoint = endpoint;
    reply.headers(SECURITY_HEADERS);
    reply.headers({ "cache-control": "no-store", "x-request-id": request.id });

    const finish = (proved: boolean): void => {
      try {
        admit(proved, request, reply, endpoint, services);
      } catch (error) {
        done(error as Error);
        return;
      }
      done();
    };
    let proof: boolean | Promise<boolean>;
    try {
      proof = enter(request, reply, endpoint, services);
    } catch (error) {
      done(error as Error);
      return;
    }
    if (typeof proof === "boolean") finish(proof);
    else proof.then(finish, done);
  };
}

/** What comes before scopes; returns whether the caller's token is its own. */
function enter(
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

/** Sets `request.caller` from the Authorization field; returns whether the token's binding is proved. */
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

/** What comes after the caller is known: its rate, its scopes, the kind of its body. */
function admit(
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

/** A bad token counts against its address, and goes to the audit log. */
function refuseToken(refused: TokenRefused, request: FastifyRequest, reply: FastifyReply, services: Services): Refusal {
  services.refused.note(refused);
  services.metrics.token("refused", refused.reason);
  services.rates.address.take(addressCaller(request.ip));
  reply.header("www-authenticate", challenge(services, "invalid_token"));
  return new Refusal("invalid-token", { step: refused.reason });
}

/** The challenge of RFC 6750 section 3. */
function challenge({ constraint, settings }: Services, error?: string, scope?: string): string {
  const parameters = [`realm="${settings.gatewayId}"`];
  if (error !== undefined) parameters.push(`error="${error}"`);
  if (scope !== undefined) parameters.push(`scope="${scope}"`);
  return `${constraint.scheme} ${parameters.join(", ")}`;
}

/** RFC 9110 section 7.2: every HTTP/1.1 request names its host, once. Repeated fields come joined by a comma. */
function checkHost(request: FastifyRequest): void {
  const { host } = request.headers;
  if (host === undefined ? request.raw.httpVersion === "1.1" : host.includes(",")) {
    throw new Refusal("malformed-request", { step: "host" });
  }
}

/** Refuses a body of a kind that the endpoint does not take, and every coded one: nothing here inflates. */
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
