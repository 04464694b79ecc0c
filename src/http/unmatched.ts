import type { FastifyReply, FastifyRequest } from "fastify";

import { Refusal } from "../domain/refusal.ts";
import type { Endpoint } from "./endpoint.ts";

/**
 * Makes the handler of requests that no endpoint takes: 405 with the methods that the path has (RFC 9110 section 15.5.6),
 * or 404.
 */
export function unmatched(table: readonly Endpoint[]) {
  const known = new Map<string, { readonly template: readonly string[]; readonly methods: Set<string> }>();
  for (const { url, method } of table) {
    const entry = known.get(url) ?? { template: url.split("/"), methods: new Set() };
    entry.methods.add(method);
    if (method === "GET") entry.methods.add("HEAD");
    known.set(url, entry);
  }
  const entries = [...known.values()];

  return (request: FastifyRequest, reply: FastifyReply): never => {
    const path = (request.url.split("?", 1)[0] ?? "").split("/");
    const methods = entries.find(({ template }) => fits(template, path))?.methods;
    if (methods === undefined) throw new Refusal("not-found");
    reply.header("allow", [...methods].join(", "));
    throw new Refusal("method-not-allowed");
  };
}

/** Tells whether a path has the form of the router's template: `:name` is a segment, or its part before a dot; `*` is the rest. */
function fits(template: readonly string[], path: readonly string[]): boolean {
  const open = template.at(-1) === "*";
  if (open ? path.length < template.length : path.length !== template.length) return false;
  return template.every((part, index) => {
    const given = path[index] ?? "";
    if (part === "*") return given !== "" || path.length > template.length;
    if (!part.startsWith(":")) return given === part;
    const dot = part.indexOf(".");
    const end = dot < 0 ? "" : part.slice(dot);
    return given.length > end.length && given.endsWith(end);
  });
}
