import { FAILURE_CAUSES } from "../../domain/packet.ts";
import { callerOf, type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { json } from "../openapi/answer.ts";
import { malformed } from "../request/malformed.ts";
import { flag, oneOf, partyId, uuid7, wholeNumber } from "../request/parameter-kinds.ts";
import { checkPeriod, PERIOD } from "../request/period.ts";
import type { Services } from "../services.ts";

/** Members of the filter of failed packets; one of them must be given, so that nobody queues everything by mistake. */
const CRITERIA = ["recipient", "cause", "thread", "from", "to"] as const;
/** Packets in a portion, unless the caller says, and at most. */
const PORTION = 100;
const MAX_ITEMS = 500;
const PACKET = { id: uuid7("The packet.", "数据包标识。") };

/** Declares what an operator does for a packet that did not get through (protocol section 9), for `ops:write`. */
export function operationEndpoints({ exchange }: Services): Endpoint[] {
  return [
    endpoint({
      id: "requeue",
      tag: "operations",
      summary: ["Try a failed packet again", "重新投递"],
      about: ["failed becomes queued, with a new delivery window.", "failed 状态转为 queued，投递期限重新计算。"],
      method: "POST",
      url: "/v1/packets/:id/requeue",
      scopes: ["ops:write"],
      path: PACKET,
      answers: { 200: json("OperatorPacket", "The packet now.", "数据包现状。") },
      problems: ["not-found", "state-conflict"],
      handle: async (request, reply, { id }) =>
        sendJson<"OperatorPacket">(reply, await exchange.requeue(callerOf(request), id)),
    }),
    endpoint({
      id: "requeueAll",
      tag: "operations",
      summary: ["Try failed packets again", "批量重新投递"],
      about: [
        "A portion of the failed packets that the filter finds, in the order of acceptance: each becomes queued with a new delivery window, and the endpoints of their recipients are on again. One commit for the portion; repeat with after until there is no next. With dryRun nothing changes: the answer has the portion and the count of all.",
        "按条件查找投递失败的数据包，以受理先后分批处理：逐一转为 queued 并重新计算投递期限，接收单位的推送地址恢复启用。每批一次提交；带 after 重复调用，直至没有 next。带 dryRun 时不作任何更改，应答为该批数据包与总数。",
      ],
      method: "POST",
      url: "/v1/packets/requeue",
      scopes: ["ops:write"],
      query: {
        recipient: partyId("For whom.", "接收单位。"),
        cause: oneOf(FAILURE_CAUSES, "Why their delivery failed.", "投递失败原因。"),
        thread: uuid7("The thread.", "移送标识。"),
        ...PERIOD,
        dryRun: flag("Change nothing.", "仅查看，不更改。"),
        after: uuid7("The next of the portion before.", "上一批的 next。"),
        limit: wholeNumber(
          { min: 1, max: MAX_ITEMS },
          `Most packets; absent: ${PORTION}.`,
          `每批最多数据包数，缺省为 ${PORTION}。`,
        ),
      },
      check(filter) {
        checkPeriod(filter);
        if (CRITERIA.some((name) => filter[name] !== undefined)) return;
        const [en, zh] = [CRITERIA.join(", "), CRITERIA.join("、")];
        throw malformed(`At least one of these must be given: ${en}`, `须至少给出其中之一：${zh}`);
      },
      answers: { 200: json("RequeueAnswer", "The packets of the portion.", "该批数据包。") },
      audited: (_request, { dryRun = false, after: _after, limit: _limit, ...filter }) =>
        dryRun ? { kind: "failed", question: filter } : undefined,
      handle: async (request, reply, { after, limit = PORTION, dryRun = false, ...filter }) => {
        const portion = { limit, dryRun, ...(after === undefined ? {} : { after }) };
        return sendJson<"RequeueAnswer">(reply, await exchange.requeueAll(callerOf(request), filter, portion));
      },
    }),
    endpoint({
      id: "reseal",
      tag: "operations",
      summary: ["Seal a packet again for the recipient's present key", "以接收方现行公钥重新封装"],
      about: [
        "For a packet refused as undecryptable; the answer is the new packet.",
        "适用于因无法解密而被退回的数据包；应答为新数据包。",
      ],
      method: "POST",
      url: "/v1/packets/:id/reseal",
      scopes: ["ops:write"],
      path: PACKET,
      answers: { 201: json("OperatorPacket", "The new packet.", "新数据包。") },
      problems: ["not-found", "state-conflict"],
      handle: async (request, reply, { id }) =>
        sendJson<"OperatorPacket">(reply.code(201), await exchange.reseal(callerOf(request), id)),
    }),
  ];
}
