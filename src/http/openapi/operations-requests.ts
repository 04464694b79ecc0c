/** What the API description says of requests about a person's data that somebody registered. */
import { ERASURE_BASES, LOOKUP_BASES, REFERENCE } from "../../domain/recorded-request.ts";
import { NUMBERED_ID_TYPES } from "../../schema/id-number.ts";
import { both, schemaRef } from "./bilingual.ts";
import type { Operation } from "./operation.ts";

const scopes = ["ops:write"] as const;

/** The body of a recorded request: its own members, the ground, the number in the register. */
function recorded(members: Readonly<Record<string, object>>, bases: readonly string[]) {
  const properties = {
    ...members,
    basis: { enum: bases },
    reference: {
      type: "string",
      pattern: REFERENCE.source,
      description: both(
        "Number of the request in your own register; never a person's.",
        "贵单位登记簿中的编号；不得为个人证件号。",
      ),
    },
  };
  const body = { type: "object", additionalProperties: false, required: Object.keys(properties), properties };
  return { "application/json": body };
}

/** Operations on recorded requests, by path template and method. */
export const REQUEST_OPERATIONS: Record<string, Record<string, Operation>> = {
  "/v1/erasures": {
    post: {
      id: "erase",
      tag: "operations",
      summary: ["Destroy the payloads of a thread", "销毁一件移送的内容"],
      about: [
        "On a recorded request (PIPL article 47): the sealed bytes of all its packets, the senders' envelopes and the blind index of the persons in them are destroyed, with an entry for each. Entries and receipts stay, so that all proofs still verify. Packets on their way are withdrawn by their sender first: 409 state-conflict, and nothing is destroyed.",
        "依登记的请求（个人信息保护法第四十七条）销毁全部数据包与移送信封的内容及其中人员的盲索引，逐一记入日志；条目与回执保留，既有证明仍可核验。尚在途的数据包须先由移送单位撤回，否则返回 409 state-conflict，不作任何销毁。",
      ],
      scopes,
      body: recorded({ thread: schemaRef("Id") }, ERASURE_BASES),
      answers: {
        200: {
          about: ["What was destroyed.", "已销毁的内容。"],
          mediaType: "application/json",
          schema: schemaRef("Erasure"),
        },
      },
      refusals: ["not-found", "state-conflict"],
    },
  },
  "/v1/person-lookups": {
    post: {
      id: "lookUpPerson",
      tag: "operations",
      summary: ["Find the threads that hold a person's data", "查找含有某人信息的移送"],
      about: [
        "On a recorded request (PIPL articles 45 to 47): the threads whose lists name the person as a subject, a member of a household or a guardian, newest first, at most 500. Found by a keyed digest of the number, which is kept as long as the sender's envelope. That it was asked is an entry; the number is in no answer, entry or log line.",
        "依登记的请求（个人信息保护法第四十五至四十七条）查找将此人列为救助对象、家庭成员或监护人的移送，由新到旧，至多 500 件。以证件号码的密钥摘要查找，该摘要与移送信封同期保存。查询本身记入日志；号码不出现在应答、条目或运行日志中。",
      ],
      scopes,
      body: recorded(
        {
          idType: { enum: NUMBERED_ID_TYPES },
          idNumber: {
            type: "string",
            description: both("The number of the person's document.", "此人的证件号码。"),
          },
        },
        LOOKUP_BASES,
      ),
      answers: {
        200: {
          about: ["The threads.", "移送列表。"],
          mediaType: "application/json",
          schema: schemaRef("PersonThreads"),
        },
      },
    },
  },
};
