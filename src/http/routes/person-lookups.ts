import { LOOKUP_BASES } from "../../domain/recorded-request.ts";
import { NUMBERED_ID_TYPES, readIdNumber } from "../../schema/id-number.ts";
import { callerOf, type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { json } from "../openapi/answer.ts";
import { flatJson } from "../request/body.ts";
import { malformed } from "../request/malformed.ts";
import { oneOf, partyId, text } from "../request/parameter-kinds.ts";
import { NUMBER, registered } from "../request/recorded-request.ts";
import type { Services } from "../services.ts";

/**
 * Declares the search for threads that hold a person's data, on that person's recorded request, for `ops:write`. A POST,
 * so that the number is in no path, no query and no log line of a proxy.
 */
export function personLookupEndpoints({
  lookUpPerson,
  approveLookup,
  clock,
}: Pick<Services, "lookUpPerson" | "approveLookup" | "clock">): Endpoint[] {
  return [
    endpoint({
      id: "lookUpPerson",
      tag: "operations",
      summary: ["Find the threads that hold a person's data", "查找含有某人信息的移送"],
      about: [
        "On a recorded request (PIPL articles 45 to 47): the threads whose lists name the person as a subject, a member of a household or a guardian, newest first, at most 500. Found by a keyed digest of the number, which is kept as long as the sender's envelope. That it was asked is an entry, which says how many requests there were in 24 hours; the number is in no answer, entry or log line. One request is about one number (409 state-conflict); above the operator's quota (limits.personLookups) a second person must approve it first (403 approval-required).",
        "依登记的请求（个人信息保护法第四十五至四十七条）查找将此人列为救助对象、家庭成员或监护人的移送，由新到旧，至多 500 件。以证件号码的密钥摘要查找，该摘要与移送信封同期保存。查询本身记入日志，并载明 24 小时内的请求数；号码不出现在应答、条目或运行日志中。一项请求仅涉及一个号码（409 state-conflict）；超过限额（limits.personLookups）的请求须先经第二人批准（403 approval-required）。",
      ],
      method: "POST",
      url: "/v1/person-lookups",
      scopes: ["ops:write"],
      body: flatJson({
        idType: oneOf(NUMBERED_ID_TYPES, "Kind of the person's document.", "此人的证件类型。"),
        idNumber: text("The number of the person's document.", "此人的证件号码。"),
        ...registered(LOOKUP_BASES),
      }),
      answers: { 200: json("PersonThreadsAnswer", "The threads.", "移送列表。") },
      problems: ["state-conflict", "approval-required"],
      handle: async (request, reply, { body }) =>
        sendJson<"PersonThreadsAnswer">(
          reply,
          await lookUpPerson(callerOf(request), {
            ...body,
            idNumber: numberOf(body.idType, body.idNumber, clock.now()),
          }),
        ),
    }),
    endpoint({
      id: "approveLookup",
      tag: "operations",
      summary: ["Approve an operator's request to look up a person", "批准系统管理员查找人员的请求"],
      about: [
        "For a request above the operator's quota, by a security administrator. It is an entry. The same again gives the approval that stands.",
        "适用于超过系统管理员限额的请求，由安全管理员批准，记入日志；重复批准得到既有的批准。",
      ],
      method: "POST",
      url: "/v1/person-lookups/approvals",
      scopes: ["ops:approve"],
      body: flatJson({ operator: partyId("Whose request it is.", "提出请求的系统管理员。"), reference: NUMBER }),
      answers: { 200: json("LookupApprovalAnswer", "The approval.", "批准。") },
      problems: ["not-found"],
      handle: async (request, reply, { body }) =>
        sendJson<"LookupApprovalAnswer">(reply, await approveLookup(callerOf(request), body)),
    }),
  ];
}

/**
 * Reads the number as documents of its kind are numbered. A misspelt one would find nothing, and "nothing" is what the
 * operator would then tell the person.
 * @throws Refusal `malformed-request`
 */
function numberOf(idType: (typeof NUMBERED_ID_TYPES)[number], typed: string, now: number): string {
  const number = readIdNumber(idType, typed, new Date(now).toISOString().slice(0, 10));
  if (number !== undefined) return number;
  throw malformed("idNumber is not the number of such a document", "idNumber 不是该类证件的有效号码");
}
