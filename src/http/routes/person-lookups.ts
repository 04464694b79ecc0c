import type { FastifyReply, FastifyRequest } from "fastify";
import { LOOKUP_BASES } from "../../domain/recorded-request.ts";
import type { PersonLookup } from "../../persons/person-lookup.ts";
import { NUMBERED_ID_TYPES, readIdNumber } from "../../schema/id-number.ts";
import { bodyOf, callerOf, type Endpoint, sendJson } from "../endpoint.ts";
import { malformed } from "../request/query.ts";
import { RECORDED_REQUEST_BYTES, readRecordedRequest } from "../request/recorded-request.ts";
import type { Services } from "../services.ts";

/**
 * Finding the threads that hold a person's data, on that person's recorded request, for `ops:write`. A POST, so
 * that a number stands in no path, no query and no log line of whatever lies in between.
 */
export function personLookupEndpoints({ lookUpPerson, clock }: Pick<Services, "lookUpPerson" | "clock">): Endpoint[] {
  async function handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    return sendJson(reply, await lookUpPerson(callerOf(request), requestOf(bodyOf(request), clock.now())));
  }
  return [
    {
      method: "POST",
      url: "/v1/person-lookups",
      scopes: ["ops:write"],
      accepts: (mediaType) => mediaType === "application/json",
      bodyLimit: RECORDED_REQUEST_BYTES,
      handle,
    },
  ];
}

/** @throws Refusal `malformed-request` */
function requestOf(body: Buffer, now: number): PersonLookup {
  const { basis, reference, texts } = readRecordedRequest(body, ["idType", "idNumber"], LOOKUP_BASES);
  const [givenType, typed = ""] = texts;
  const idType = NUMBERED_ID_TYPES.find((known) => known === givenType);
  if (idType === undefined) {
    throw malformed(
      `idType must be one of: ${NUMBERED_ID_TYPES.join(", ")}`,
      `idType 须为其中之一：${NUMBERED_ID_TYPES.join("、")}`,
    );
  }
  const idNumber = readIdNumber(idType, typed, new Date(now).toISOString().slice(0, 10));
  // A misspelt number would find nothing, and "nothing" is what somebody would then tell the person.
  if (idNumber === undefined) {
    throw malformed("idNumber is not the number of such a document", "idNumber 不是该类证件的有效号码");
  }
  return { idType, idNumber, basis, reference };
}
