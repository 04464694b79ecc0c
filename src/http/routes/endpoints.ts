import { callerOf, type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { json } from "../openapi/answer.ts";
import { PAUSE_REASONS } from "../../domain/endpoint-pause.ts";
import { flatJson } from "../request/body.ts";
import { oneOf, partyId } from "../request/parameter-kinds.ts";
import { time } from "../request/period.ts";
import type { Services } from "../services.ts";

const PARTY = { party: partyId("The party.", "单位标识。") };

/** Declares what an operator sees and does of parties' push endpoints (protocol section 9). */
export function pushEndpointEndpoints({ exchange }: Pick<Services, "exchange">): Endpoint[] {
  const list = endpoint({
    id: "endpoints",
    tag: "operations",
    summary: ["How parties get their packets", "各单位的投递状况"],
    about: [
      "Of every party: whether its endpoint is on, failing or off, since when and why; how many packets are queued or failed, and the oldest. The question is recorded in the log.",
      "逐一列出各单位：推送地址启用、失败或者停用，起始时间与原因；待送达与投递失败的数据包数及最早者。查询本身记入日志。",
    ],
    method: "GET",
    url: "/v1/endpoints",
    scopes: ["ops:read"],
    answers: { 200: json("OperatorEndpoints", "The parties.", "各单位。") },
    audited: () => ({ kind: "endpoints", question: {} }),
    handle: async (_request, reply) => sendJson<"OperatorEndpoints">(reply, { items: await exchange.endpoints() }),
  });
  const turned = (to: "on" | "off", summary: readonly [string, string], about: readonly [string, string]) =>
    endpoint({
      id: to === "on" ? "endpointOn" : "endpointOff",
      tag: "operations",
      summary,
      about,
      method: "POST",
      url: `/v1/endpoints/:party/${to}`,
      scopes: ["ops:write"],
      path: PARTY,
      answers: { 200: json("OperatorEndpoint", "The endpoint now.", "推送地址现状。") },
      problems: ["not-found"],
      handle: async (request, reply, { party }) =>
        sendJson<"OperatorEndpoint">(reply, await exchange.setEndpoint(callerOf(request), party, to)),
    });
  return [
    list,
    turned(
      "on",
      ["Turn a party's endpoint on", "启用推送地址"],
      [
        "What is queued for it is pushed again. Packets that failed meanwhile stay so until they are queued again.",
        "待送达的数据包恢复推送；其间投递失败的数据包须另行重新投递。",
      ],
    ),
    turned(
      "off",
      ["Turn a party's endpoint off", "停用推送地址"],
      [
        "Nothing is pushed to it. What waits for it fails when its window closes, and can be fetched all the same.",
        "不再向其推送；待送达的数据包在投递期限届满时转为投递失败，接收单位仍可自行取回。",
      ],
    ),
    endpoint({
      id: "endpointPause",
      tag: "operations",
      summary: ["Pause a party's endpoint", "暂停推送地址"],
      about: [
        "As off, until a time, 7 days ahead at most: then it is on by itself, also after a restart. It ends earlier with on. Both are entries of the log.",
        "同停用，至指定时间（至多 7 天）自动恢复，网关重启不受影响；启用即提前结束。起止均记入日志。",
      ],
      method: "POST",
      url: "/v1/endpoints/:party/pause",
      scopes: ["ops:write"],
      path: PARTY,
      body: flatJson({
        until: time("When it is on again (RFC 3339).", "恢复时间（RFC 3339）。"),
        reason: oneOf(PAUSE_REASONS, "Why.", "原因。"),
      }),
      answers: { 200: json("OperatorEndpoint", "The endpoint now.", "推送地址现状。") },
      problems: ["not-found"],
      handle: async (request, reply, { party, body }) =>
        sendJson<"OperatorEndpoint">(reply, await exchange.setEndpoint(callerOf(request), party, body)),
    }),
    endpoint({
      id: "endpointTest",
      tag: "operations",
      summary: ["Test a party's endpoint", "测试推送地址"],
      about: [
        "Sends one signed request without a packet (protocol section 5), whether the endpoint is on or off, and tells what came of it. It changes no state; it is an entry of the log.",
        "发送一次不含数据包的签名请求（协议第 5 节），不论该地址启用与否，并告知结果。不改变任何状态，记入日志。",
      ],
      method: "POST",
      url: "/v1/endpoints/:party/test",
      scopes: ["ops:write"],
      path: PARTY,
      answers: { 200: json("EndpointTest", "What came of it.", "测试结果。") },
      problems: ["not-found"],
      handle: async (request, reply, { party }) =>
        sendJson<"EndpointTest">(reply, await exchange.testEndpoint(callerOf(request), party)),
    }),
  ];
}
