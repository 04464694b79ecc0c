import { formatDigest } from "../../wire/digest.ts";
import { hash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";

import type { Endpoint } from "../endpoint.ts";
import { pathParameter, uuid7Of } from "../request/query.ts";
import type { Services } from "../services.ts";

/** Evidence of a thread (protocol section 7), for `audit:read`: no payload, no person. */
export function evidenceEndpoints({ evidence }: Pick<Services, "evidence">): Endpoint[] {
  async function handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const thread = uuid7Of(pathParameter(request, "id"), "id");
    const bytes = await evidence(thread);
    reply.headers({
      "cache-control": "no-store",
      "content-digest": formatDigest(hash("sha256", bytes, "buffer")),
      "content-disposition": `attachment; filename="evidence-${thread}.zip"`,
    });
    return reply.type("application/zip").send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  return [
    {
      method: "GET",
      url: "/v1/audit/threads/:id/evidence",
      scopes: ["audit:read"],
      audited: (request) => ({ kind: "evidence", question: { thread: uuid7Of(pathParameter(request, "id"), "id") } }),
      handle,
    },
  ];
}
