import { ERASURE_BASES } from "../../domain/recorded-request.ts";
import { callerOf, type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { json } from "../openapi/answer.ts";
import { flatJson } from "../request/body.ts";
import { uuid7 } from "../request/parameter-kinds.ts";
import { registered } from "../request/recorded-request.ts";
import type { Services } from "../services.ts";

/** Declares the erasure of payloads on a recorded request, for `ops:write`. */
export function erasureEndpoints({ erase }: Pick<Services, "erase">): Endpoint[] {
  return [
    endpoint({
      id: "erase",
      tag: "operations",
      summary: ["Destroy the payloads of a thread", "销毁一件移送的内容"],
      about: [
        "On a recorded request (PIPL article 47): the sealed bytes of all its packets, the senders' envelopes and the blind index of the persons in them are destroyed, with an entry for each. Entries and receipts stay, so that all proofs still verify. Packets on their way are withdrawn by their sender first: 409 state-conflict, and nothing is destroyed.",
        "依登记的请求（个人信息保护法第四十七条）销毁全部数据包与发送方信封的内容及其中人员的盲索引，逐一记入日志；条目与回执保留，既有证明仍可核验。尚在途的数据包须先由发送方撤回，否则返回 409 state-conflict，不作任何销毁。",
      ],
      method: "POST",
      url: "/v1/erasures",
      scopes: ["ops:write"],
      body: flatJson({ thread: uuid7("The thread.", "移送标识。"), ...registered(ERASURE_BASES) }),
      answers: { 200: json("ErasureAnswer", "What was destroyed.", "已销毁的内容。") },
      problems: ["not-found", "state-conflict"],
      handle: async (request, reply, { body }) =>
        sendJson<"ErasureAnswer">(reply, await erase(callerOf(request), body)),
    }),
  ];
}
