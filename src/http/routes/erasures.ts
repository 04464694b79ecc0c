import type { FastifyReply, FastifyRequest } from "fastify";
import { ERASURE_BASES } from "../../domain/recorded-request.ts";
import type { ErasureRequest } from "../../persons/erase.ts";
import { bodyOf, callerOf, type Endpoint, sendJson } from "../endpoint.ts";
import { uuid7Of } from "../request/query.ts";
import { RECORDED_REQUEST_BYTES, readRecordedRequest } from "../request/recorded-request.ts";
import type { Services } from "../services.ts";

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
      bodyLimit: RECORDED_REQUEST_BYTES,
      handle,
    },
  ];
}

/** @throws Refusal `malformed-request` */
function requestOf(body: Buffer): ErasureRequest {
  const { basis, reference, texts } = readRecordedRequest(body, ["thread"], ERASURE_BASES);
  return { thread: uuid7Of(texts[0], "thread"), basis, reference };
}
