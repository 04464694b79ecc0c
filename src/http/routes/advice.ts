import type { RefusalCode } from "../../domain/refusal.ts";
import { callerOf, type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { json } from "../openapi/answer.ts";
import type { Services } from "../services.ts";
import { envelopeBody } from "./envelope.ts";

const PROBLEMS: readonly RefusalCode[] = ["not-permitted", "invalid-envelope", "invalid-claims", "invalid-document"];

/**
 * Declares the questions about a list before it is sent (protocol section 9). A sealed list comes in, an answer goes out;
 * nothing is stored, and no person is named.
 */
export function adviceEndpoints(services: Pick<Services, "advice" | "suites" | "settings">): Endpoint[] {
  const { advice } = services;
  const body = envelopeBody(services);

  const gap = endpoint({
    id: "gap",
    tag: "cases",
    summary: ["The aid gap of a list", "测算清单的救助真空"],
    about: [
      "For procuratorates. A sealed aid-subject-list as for /v1/messages, opened in memory; nothing is stored. Tells, household by household, the days on which neither money nor monthly aid is there, as if it were sealed today.",
      "仅限检察机关。请求体与 /v1/messages 相同，为已封装的移送清单，仅在内存中打开，不作存储。按家庭给出没有生活来源的日期，视为当日移送。",
    ],
    method: "POST",
    url: "/v1/gap",
    scopes: ["message:send"],
    body,
    answers: { 200: json("GapAnswer", "The gaps.", "救助真空。") },
    problems: PROBLEMS,
    handle: async (request, reply, { body: { bytes, mediaType } }) =>
      sendJson<"GapAnswer">(reply, await advice.gap(callerOf(request), bytes, mediaType)),
  });

  const guideline = endpoint({
    id: "guidelineCheck",
    tag: "cases",
    summary: ["Which aid may be asked for", "对清单适用认定指引"],
    about: [
      "For procuratorates. A sealed aid-subject-list, opened in memory; nothing is stored. What each rule of the guideline in force says of each subject; a person decides.",
      "仅限检察机关。已封装的移送清单仅在内存中打开，不作存储。给出现行指引各条规则对每名救助对象的结果，是否采用由承办人决定。",
    ],
    method: "POST",
    url: "/v1/guideline/check",
    scopes: ["message:send"],
    body,
    answers: { 200: json("GuidelineAnswer", "The findings.", "指引结果。") },
    problems: PROBLEMS,
    handle: async (request, reply, { body: { bytes, mediaType } }) =>
      sendJson<"GuidelineAnswer">(reply, await advice.guideline(callerOf(request), bytes, mediaType)),
  });

  return [gap, guideline];
}
