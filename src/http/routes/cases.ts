import { JsonError, parseStrict } from "../../wire/json.ts";
import { isObject } from "../../wire/value.ts";
import { sendTagged } from "../answer/tagged.ts";
import { callerOf, type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { json } from "../openapi/answer.ts";
import type { BodyForm } from "../request/body.ts";
import { malformed } from "../request/malformed.ts";
import { uuid7 } from "../request/parameter-kinds.ts";
import type { Services } from "../services.ts";

/** Most person numbers of one look-up, and the longest body that holds them, bytes. */
const MAX_PERSONS = 200;
const LOOKUP_BYTES = 32_768;
const MAX_PERSON_ID = 64;

/** Body of a look-up: person numbers stand in no address and no log of accesses. */
const LOOKUP: BodyForm<{ readonly personIds: readonly string[] }> = {
  content: {
    "application/json": {
      type: "object",
      additionalProperties: false,
      required: ["personIds"],
      properties: {
        personIds: {
          type: "array",
          minItems: 1,
          maxItems: MAX_PERSONS,
          items: { type: "string", maxLength: MAX_PERSON_ID },
        },
      },
    },
  },
  limit: LOOKUP_BYTES,
  read(bytes) {
    const personIds = personIdsIn(bytes);
    if (personIds !== undefined) return { personIds };
    throw malformed(
      `The body must be a JSON object with personIds, a list of 1 to ${MAX_PERSONS} texts, and nothing else`,
      `请求体须为 JSON 对象，且仅含 personIds：1 至 ${MAX_PERSONS} 个文本的列表`,
    );
  },
};

function personIdsIn(bytes: Buffer): readonly string[] | undefined {
  try {
    const value = parseStrict(bytes, { maxDepth: 2 });
    if (!isObject(value) || Object.keys(value).length !== 1 || !Array.isArray(value.personIds)) return undefined;
    const { personIds } = value;
    if (personIds.length === 0 || personIds.length > MAX_PERSONS) return undefined;
    return personIds.every((one) => typeof one === "string" && one.length <= MAX_PERSON_ID)
      ? (personIds as string[])
      : undefined;
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

/** Declares the reads of cases (protocol section 9): what became of each need of each person. */
export function caseEndpoints({ cases }: Pick<Services, "cases">): Endpoint[] {
  const view = endpoint({
    id: "case",
    tag: "cases",
    summary: ["What became of the persons of a list", "清单中各人的办理情况"],
    about: [
      "For the sender of the list every item; for a department its own items only. No name or number: a person has an opaque reference. Clocks and stages are derived at the moment of reading. With ETag.",
      "移送单位可见全部事项；部门仅可见自己的事项。不含姓名与号码，人员以引用表示。期限与阶段于读取时计算。带 ETag。",
    ],
    method: "GET",
    url: "/v1/cases/:thread",
    scopes: ["case:read"],
    path: { thread: uuid7("The thread.", "移送标识。") },
    answers: { 200: json("CaseAnswer", "The case.", "办理情况。") },
    problems: ["not-found"],
    handle: async (request, reply, { thread }) =>
      sendTagged<"CaseAnswer">(request, reply, await cases.view(callerOf(request), thread)),
  });

  const lookUp = endpoint({
    id: "case-lookup",
    tag: "cases",
    summary: ["References of persons in a case", "查询人员引用"],
    about: [
      "Maps person numbers of the list to the references of the case. POST, so that no number stands in an address.",
      "将清单中的内部人员号对应为引用。采用 POST，编号不出现在地址中。",
    ],
    method: "POST",
    url: "/v1/cases/:thread/lookup",
    scopes: ["case:read"],
    path: { thread: uuid7("The thread.", "移送标识。") },
    body: LOOKUP,
    answers: { 200: json("CaseLookup", "The references.", "人员引用。") },
    problems: ["not-found"],
    handle: async (request, reply, { thread, body }) =>
      sendJson<"CaseLookup">(reply, await cases.lookUp(callerOf(request), thread, body.personIds)),
  });

  return [view, lookUp];
}
