import type { FastifyReply, FastifyRequest } from "fastify";

import { REFUSALS, type Refusal } from "../../domain/refusal.ts";
import { type Language, preferredLanguage } from "../request/language.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";

/** Media type of problem documents (RFC 9457). */
export const PROBLEM_TYPE = "application/problem+json";

/**
 * Makes the problem document of a refusal (protocol section 8, RFC 9457): code, title, detail, errors. `step` and `cause`
 * of the refusal stay inside the gateway.
 *
 * @param instance the request id
 */
export function problemDocument(refusal: Refusal, language: Language, instance: string): Record<string, unknown> {
  const { status, [language]: title } = REFUSALS[refusal.code];
  const { detail, errors, members } = refusal.options;
  return {
    type: `urn:aid-gateway:problem:${refusal.code}`,
    title,
    status,
    code: refusal.code,
    ...(detail === undefined ? {} : { detail: detail[language] }),
    instance,
    ...(errors === undefined ? {} : { errors }),
    ...members,
  };
}

/** Answers a request with a problem, in the language that its caller asked for. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): void {
  const language = preferredLanguage(request.headers["accept-language"]);
  const { retryAfter } = refusal.options;
  request.refused = refusal.code;
  reply.code(refusal.status).headers(SECURITY_HEADERS).headers({
    "content-type": PROBLEM_TYPE,
    "content-language": language,
    "cache-control": "no-store",
    vary: "Accept-Language",
    "x-request-id": request.id,
  });
  if (retryAfter !== undefined) reply.header("retry-after", String(Math.max(1, Math.ceil(retryAfter))));
  // As bytes: to a text the framework adds a charset parameter, which this media type does not have.
  reply.send(Buffer.from(JSON.stringify(problemDocument(refusal, language, request.id))));
}
