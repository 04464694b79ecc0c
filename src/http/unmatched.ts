import type { FastifyReply, FastifyRequest } from "fastify";

import { Refusal } from "../domain/refusal.ts";
import type { Endpoint } from "./endpoint.ts";
import { addressCaller } from "./rate-limit.ts";
import type { Services } from "./services.ts";

/**
 * What no endpoint answers: 405 with the methods that the address has (RFC 9110 section 15.5.6), or
 * 404. Counted by address, so that nobody tries out addresses for free.
 */
export function unmatched(table: readonly Endpoint[], { rates }: Services) {
  const known = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();
  for (const { url, method } of table) {
    const entry = known.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    entry.methods.add(method);
    if (method === "GET") entry.methods.add("HEAD");
    known.set(url, entry);
  }
  const entries = [...known.values()];

  return (request: FastifyRequest, reply: FastifyReply): never => {
    rates.address.take(addressCaller(request.ip));
    const path = request.url.split("?", 1)[0] ?? "";
    const methods = entries.find(({ pattern }) => pattern.test(path))?.methods;
    if (methods === undefined) throw new Refusal("not-found");
    reply.header("allow", [...methods].join(", "));
    throw new Refusal("method-not-allowed");
  };
}

/** A path template of the router as an expression: `:name` is a segment, or a segment's part before a dot; `*` is the rest. */
function patternOf(url: string): RegExp {
  return new RegExp(`^${url.replaceAll(".", "\\.").replaceAll(/:\w+/g, "[^/]+").replaceAll("*", ".+")}$`);
}
