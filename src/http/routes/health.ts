import { Refusal } from "../../domain/refusal.ts";
import { type Endpoint, sendJson } from "../endpoint.ts";
import type { Services } from "../services.ts";

/** Seconds after which to ask again. */
const RETRY_AFTER = 5;

/** For machines that watch the gateway (protocol section 8). */
export function healthEndpoints({ readiness, metrics }: Services): Endpoint[] {
  return [
    // The process answers; nothing else is asked, so that a lost database does not get it killed.
    {
      method: "GET",
      url: "/healthz",
      scopes: null,
      probe: true,
      handle: (_request, reply) => sendJson(reply, { status: "ok" }),
    },
    {
      method: "GET",
      url: "/readyz",
      scopes: null,
      probe: true,
      handle: async (_request, reply) => {
        const failing = await readiness.failing();
        if (failing.length === 0) return sendJson(reply, { status: "ready" });
        throw new Refusal("unavailable", { retryAfter: RETRY_AFTER, members: { failing: failing.join(" ") } });
      },
    },
    {
      method: "GET",
      url: "/metrics",
      scopes: null,
      probe: true,
      handle: async (_request, reply) => {
        const { mediaType, body } = await metrics.text();
        return reply.type(mediaType).send(body);
      },
    },
  ];
}
