import type { FastifyReply, FastifyRequest } from "fastify";
import { JsonError, parseStrict } from "../../domain/json.ts";
import { ERASURE_BASES } from "../../domain/erasure-basis.ts";
import { isUuid7 } from "../../domain/uuid7.ts";
import type { ErasureRequest } from "../../exchange/erase.ts";
import { bodyOf, callerOf, type Endpoint, sendJson } from "../endpoint.ts";
import { malformed } from "../query.ts";
import type { Services } from "../services.ts";

const MAX_BODY = 1024;
const REFERENCE = /^[A-Za-z0-9._/-]{1,64}$/;
/** What could be a citizen number, a telephone or an account: it would stay in the log for ever. */
const NUMBER_OF_A_PERSON = /\d{11}/;

/** Destroying payloads on a recorded request, for `ops:write`. */
export function erasureEndpoints({ erase }: Pick<Services, "erase">): Endpoint[] {
  async function handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    return sendJson(reply, await erase(callerOf(request), requestOf(bodyOf(request))));
  }
  return [
    {
      method: "POST",
      url: "/v1/erasures",
      scopes: ["ops:write"],
      accepts: (mediaType) => mediaType === "application/json",
      bodyLimit: MAX_BODY,
      handle,
    },
  ];
}

/** @throws Refusal `malformed-request` */
function requestOf(body: Buffer): ErasureRequest {
  let value: unknown;
  try {
    value = parseStrict(body, { maxDepth: 1 });
  } catch (error) {
    if (error instanceof JsonError) throw malformed("The body is not strict JSON", "请求体不是规范的 JSON");
    throw error;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw malformed("The body must be an object", "请求体须为对象");
  const { thread, basis, reference, ...others } = value as Readonly<Record<string, unknown>>;
  const known = ERASURE_BASES.find((one) => one === basis);
  if (typeof thread !== "string" || !isUuid7(thread) || Object.keys(others).length > 0)
    throw malformed(
      "thread must be a UUIDv7, and nothing else than basis and reference beside it",
      "thread 须为小写 UUIDv7，且仅可另含 basis、reference",
    );
  if (known === undefined)
    throw malformed(
      `basis must be one of: ${ERASURE_BASES.join(", ")}`,
      `basis 须为其中之一：${ERASURE_BASES.join("、")}`,
    );
  if (typeof reference !== "string" || !REFERENCE.test(reference) || NUMBER_OF_A_PERSON.test(reference))
    throw malformed(
      "reference must be 1 to 64 letters, digits, dots, slashes or hyphens, and no number of a person",
      "reference 须为 1 至 64 位字母、数字、点、斜线或连字符，且不得为个人号码",
    );
  return { thread, basis: known, reference };
}
