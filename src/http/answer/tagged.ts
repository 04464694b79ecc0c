import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Answers } from "../../domain/generated/answers.ts";
import { JSON_TYPE } from "../endpoint.ts";
import { entityTag, noneMatch } from "./etag.ts";

/** Answers with JSON of the schema that the caller names and the entity tag of its bytes, or with 304 when the caller has them. */
export function sendTagged<Name extends keyof Answers = never>(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Answers[Name],
): FastifyReply {
  const text = JSON.stringify(answer);
  const tag = entityTag(createHash("sha256").update(text).digest());
  reply.headers({ etag: tag, "cache-control": "no-cache" });
  if (noneMatch(request.headers["if-none-match"], tag)) return reply.code(304).send();
  return reply.type(JSON_TYPE).send(text);
}
