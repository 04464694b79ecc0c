import { type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { json } from "../openapi/answer.ts";
import type { Services } from "../services.ts";

/** Declares an operator's overview, for `ops:read`. */
export function overviewEndpoints({
  overview,
  readiness,
  degraded,
}: Pick<Services, "degraded" | "overview" | "readiness">): Endpoint[] {
  return [
    endpoint({
      id: "opsOverview",
      tag: "operations",
      summary: ["How the gateway runs", "网关运行状况"],
      about: [
        "What needs somebody, each with a code (docs/operations.md, What needs attention); numbers of packets, the audit log, database, disk, endpoints, certificates that end. It names parties and no persons. The question is recorded in the log.",
        "须处理事项（各有代码，见 docs/operations.zh-CN.md“须处理事项”）；数据包数、审计日志、数据库、磁盘、推送地址、将到期的证书。仅含单位，不含个人信息。查询本身记入日志。",
      ],
      method: "GET",
      url: "/v1/ops/overview",
      scopes: ["ops:read"],
      answers: { 200: json("OpsOverview", "The overview.", "运行状况。") },
      audited: () => ({ kind: "overview", question: {} }),
      handle: async (_request, reply) => {
        const { degraded: weak } = await readiness.look();
        return sendJson<"OpsOverview">(reply, await overview([...degraded(), ...weak]));
      },
    }),
  ];
}
