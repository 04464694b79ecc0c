import { hash } from "node:crypto";

import type { FastifyReply, FastifyRequest } from "fastify";

import { entityTag, noneMatch } from "./etag.ts";

/** Document that changes seldom and looks the same to everyone who may see it. */
export interface Published {
  readonly text: string;
  readonly mediaType: string;
  /** `public`, or `private` when a token was needed to see it. */
  readonly shared: boolean;
  /** Seconds for which a copy may be used unasked. */
  readonly maxAge: number;
}

/** Answers with a published document, or 304 when the caller has it. */
export function sendPublished(request: FastifyRequest, reply: FastifyReply, document: Published): FastifyReply {
  // As bytes: to a text the framework adds a charset parameter, which not every JSON media type has.
  const bytes = Buffer.from(document.text);
  const tag = entityTag(hash("sha256", bytes, "buffer"));
  reply.headers({
    etag: tag,
    "cache-control": `${document.shared ? "public" : "private"}, max-age=${document.maxAge}`,
  });
  if (noneMatch(request.headers["if-none-match"], tag)) return reply.code(304).send();
  return reply.type(document.mediaType).send(bytes);
}
