import { Refusal } from "../../domain/refusal.ts";
import { addressesOf, knownAddress } from "../connection/proxies.ts";
import { type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { content, json, TEXT } from "../openapi/answer.ts";
import type { Text } from "../openapi/bilingual.ts";
import type { Look } from "../readiness.ts";
import type { Services } from "../services.ts";

const HEAD_TOO: Text = ["HEAD is answered too.", "亦可使用 HEAD。"];
/** Retry-After while the gateway is not ready, seconds. */
const RETRY_AFTER = 5;

/** Outcome of a gateway that was told to stop, so that a balancer sends it nothing more. */
const STOPPING: Look = { failing: ["stopping"], degraded: [] };

/** Declares the probes and metrics, for machines that watch the gateway. */
export function healthEndpoints({ readiness, draining, degraded, metrics, settings }: Services): Endpoint[] {
  const [trusted, readers] = [addressesOf(settings.trustedProxies), addressesOf(settings.metricsFrom)];
  return [
    endpoint({
      id: "healthz",
      tag: "health",
      summary: ["The process answers", "进程存活"],
      about: HEAD_TOO,
      method: "GET",
      url: "/healthz",
      scopes: null,
      probe: true,
      answers: { 200: json("Health", "It does.", "存活。") },
      // Asks for nothing else, so that the process is not killed when the database is lost or there is much to do.
      handle: (_request, reply) => sendJson<"Health">(reply, { status: "ok" }),
    }),
    endpoint({
      id: "readyz",
      tag: "health",
      summary: ["It can take messages and commit them", "可接收并提交消息"],
      about: HEAD_TOO,
      method: "GET",
      url: "/readyz",
      scopes: null,
      probe: true,
      answers: {
        200: json(
          "Health",
          "It can. `degraded` names what wants an operator all the same.",
          "就绪。`degraded` 列出仍需运维人员处理的事项。",
        ),
      },
      handle: async (_request, reply) => {
        const { failing, degraded: weak } = draining.aborted ? STOPPING : await readiness.look();
        if (failing.length === 0) {
          const less = [...degraded(), ...weak];
          return sendJson<"Health">(reply, { status: "ready", ...(less.length > 0 && { degraded: less }) });
        }
        throw new Refusal("unavailable", { retryAfter: RETRY_AFTER, members: { failing: failing.join(" ") } });
      },
    }),
    endpoint({
      id: "metrics",
      tag: "health",
      summary: ["Metrics", "指标"],
      about: [
        "For the networks that the operator names (http.metricsFrom), this machine's own by default. HEAD is answered too.",
        "仅供运营方指定的网段（http.metricsFrom，缺省为本机）读取。亦可使用 HEAD。",
      ],
      method: "GET",
      url: "/metrics",
      scopes: null,
      probe: true,
      answers: { 200: content("text/plain", TEXT, "Prometheus text.", "Prometheus 文本。") },
      problems: ["not-found", "rate-limited"],
      handle: async (request, reply) => {
        const address = knownAddress(request, trusted);
        if (address === undefined || !readers(address)) throw new Refusal("not-found");
        const { mediaType, body } = await metrics.text();
        return reply.type(mediaType).send(body);
      },
    }),
  ];
}
