import { formatDigest } from "../../wire/digest.ts";
import { entityTag, noneMatch } from "../answer/etag.ts";
import { callerOf, type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { content, json, NOT_MODIFIED, TEXT } from "../openapi/answer.ts";
import { signedBody } from "../request/body.ts";
import { withDefault } from "../request/parameter.ts";
import { text, uuid7, wholeNumber } from "../request/parameter-kinds.ts";
import { authenticate } from "../guard.ts";
import type { Services } from "../services.ts";
import { INBOX_MAX_ITEMS, INBOX_MAX_WAIT_SECONDS, SMALL_BODY_BYTES } from "../settings.ts";

const DEFAULT_ITEMS = 100;
const PACKET = { id: uuid7("The packet.", "数据包标识。") };

/** Declares the recipient's side: inbox, packets and receipts (protocol sections 5 and 6). */
export function packetEndpoints(services: Services): Endpoint[] {
  const { exchange, polls, stopping } = services;
  const inbox = endpoint({
    id: "inbox",
    tag: "packets",
    summary: ["Packets without a receipt", "待签收数据包"],
    about: [
      "Oldest first. With wait the call is held until there is something. A cursor never skips a packet that commits later.",
      "按时间先后排列。带 wait 时请求挂起至有数据为止。游标不会跳过稍后提交的数据包。",
    ],
    method: "GET",
    url: "/v1/inbox",
    scopes: ["packet:receive"],
    query: {
      after: text("Cursor of an earlier answer.", "先前应答中的游标。"),
      limit: withDefault(wholeNumber({ min: 1, max: INBOX_MAX_ITEMS }, "Most items.", "最大条数。"), DEFAULT_ITEMS),
      wait: withDefault(wholeNumber({ min: 0, max: INBOX_MAX_WAIT_SECONDS }, "Seconds to be held.", "挂起秒数。"), 0),
    },
    answers: { 200: json("InboxPage", "A page.", "一页。") },
    held: ({ wait }) => wait > 0,
    async handle(request, reply, { wait, ...page }) {
      const caller = callerOf(request);
      const query = { ...page, waitMs: wait * 1000 };
      if (wait === 0) return sendJson<"InboxPage">(reply, await exchange.inbox(caller, query, stopping));
      const held = polls.hold(caller.party, reply.raw);
      const found = await exchange.inbox(caller, query, held.signal).finally(() => held.release());
      // The token may have ended while the call was held: with its time, its key, or its party's suspension.
      await authenticate(request, reply, services);
      return sendJson<"InboxPage">(reply, found);
    },
  });

  const packet = endpoint({
    id: "packet",
    tag: "packets",
    summary: ["The bytes of a packet", "获取数据包"],
    about: [
      "The same bytes every time. The first GET is the packet's delivery; HEAD hands nothing over.",
      "每次内容相同。首次 GET 即视为送达；HEAD 不构成送达。",
    ],
    method: "GET",
    url: "/v1/packets/:id",
    scopes: ["packet:receive"],
    path: PACKET,
    answers: {
      200: {
        ...content(
          "application/jose",
          TEXT,
          "The packet: compact JWE around a compact JWS (typ aid-packet+jwt).",
          "数据包：紧凑 JWE，内含紧凑 JWS（typ 为 aid-packet+jwt）。",
        ),
        headers: { "Content-Digest": ["RFC 9530.", "RFC 9530。"], ETag: ["Of these bytes.", "内容标签。"] },
      },
      304: NOT_MODIFIED,
    },
    problems: ["not-found", "withdrawn", "expired"],
    async handle(request, reply, { id }) {
      const peek = request.method === "HEAD";
      const { bytes, mediaType, digest } = await exchange.packet(callerOf(request), id, { peek });
      const tag = entityTag(digest);
      reply.headers({ etag: tag, "content-digest": formatDigest(digest), "accept-ranges": "none" });
      if (noneMatch(request.headers["if-none-match"], tag)) return reply.code(304).send();
      return reply.type(mediaType).send(bytes);
    },
  });

  const receipt = endpoint({
    id: "receipt",
    tag: "packets",
    summary: ["Sign for a packet, or refuse it", "签收或退回"],
    about: [
      "A compact JWS of the recipient, typ aid-receipt+jwt, with the digest of the packet as received and the outcome.",
      "接收方签名的紧凑 JWS，typ 为 aid-receipt+jwt，含所收数据包的摘要与结果。",
    ],
    method: "POST",
    url: "/v1/packets/:id/receipt",
    scopes: ["packet:receive"],
    path: PACKET,
    body: signedBody({ "application/jwt": { type: "string", maxLength: SMALL_BODY_BYTES } }, SMALL_BODY_BYTES),
    answers: {
      200: json("ReceiptAnswer", "The same receipt came before.", "相同回执此前已登记。"),
      201: json("ReceiptAnswer", "Recorded, with its audit entry.", "已登记，附审计记录。"),
    },
    problems: [
      "invalid-envelope",
      "invalid-claims",
      "not-found",
      "receipt-conflict",
      "state-conflict",
      "withdrawn",
      "expired",
      "digest-mismatch",
    ],
    async handle(request, reply, { id, body }) {
      // A compact JWS is ASCII; any other byte becomes a character that no JWS has.
      const { repeat, entry } = await exchange.receipt(callerOf(request), id, body.bytes.toString("latin1"));
      return sendJson<"ReceiptAnswer">(reply.code(repeat ? 200 : 201), entry);
    },
  });

  return [inbox, packet, receipt];
}
