import type { FastifyReply, FastifyRequest } from "fastify";

import { formatDigest } from "../../wire/digest.ts";
import { bodyOf, callerOf, type Endpoint, sendJson } from "../endpoint.ts";
import { entityTag, noneMatch } from "../answer/etag.ts";
import { pathParameter, uuid7Of, wholeNumber } from "../request/query.ts";
import type { Services } from "../services.ts";
import { INBOX_MAX_ITEMS, INBOX_MAX_WAIT_SECONDS, SMALL_BODY_BYTES } from "../settings.ts";

const DEFAULT_ITEMS = 100;

/** The recipient's side: inbox, packets and receipts (protocol sections 5 and 6). */
export function packetEndpoints({ exchange, polls, stopping }: Services): Endpoint[] {
  const scopes = ["packet:receive"] as const;

  async function inbox(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const caller = callerOf(request);
    const after = request.parameters.get("after");
    const query = {
      ...(after === undefined ? {} : { after }),
      limit: wholeNumber(request.parameters.get("limit"), "limit", 1, INBOX_MAX_ITEMS, DEFAULT_ITEMS),
      waitMs: wholeNumber(request.parameters.get("wait"), "wait", 0, INBOX_MAX_WAIT_SECONDS, 0) * 1000,
    };
    if (query.waitMs === 0) return sendJson(reply, await exchange.inbox(caller, query, stopping));
    const held = polls.hold(caller.party, reply.raw);
    const page = await exchange.inbox(caller, query, held.signal).finally(() => held.release());
    return sendJson(reply, page);
  }

  async function packet(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const id = uuid7Of(pathParameter(request, "id"), "id");
    const { bytes, mediaType, digest } = await exchange.packet(callerOf(request), id, {
      peek: request.method === "HEAD",
    });
    const tag = entityTag(digest);
    reply.headers({ etag: tag, "content-digest": formatDigest(digest), "accept-ranges": "none" });
    if (noneMatch(request.headers["if-none-match"], tag)) return reply.code(304).send();
    return reply.type(mediaType).send(bytes);
  }

  async function receipt(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const id = uuid7Of(pathParameter(request, "id"), "id");
    // A compact JWS is ASCII; any other byte becomes a character that no JWS has.
    const jws = bodyOf(request).toString("latin1");
    const { repeat, entry } = await exchange.receipt(callerOf(request), id, jws);
    return sendJson(reply.code(repeat ? 200 : 201), entry);
  }

  return [
    { method: "GET", url: "/v1/inbox", scopes, query: ["after", "limit", "wait"], handle: inbox },
    { method: "GET", url: "/v1/packets/:id", scopes, handle: packet },
    {
      method: "POST",
      url: "/v1/packets/:id/receipt",
      scopes,
      accepts: (mediaType) => mediaType === "application/jwt",
      bodyLimit: SMALL_BODY_BYTES,
      handle: receipt,
    },
  ];
}
