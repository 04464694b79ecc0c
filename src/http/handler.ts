import type { FastifyReply, FastifyRequest } from "fastify";

import { wordQuestion } from "../audit/question.ts";
import type { Bilingual } from "../domain/bilingual.ts";
import { Refusal } from "../domain/refusal.ts";
import type { Asking, Endpoint } from "./endpoint.ts";
import { mediaTypeOf } from "./request/media-type.ts";
import type { Services } from "./services.ts";

type Recording = Pick<Services, "auditing" | "readings">;

/**
 * Handler of an endpoint for the router, run once the guard has let the request pass and its body has come: reads the
 * body, waits for the call's turn, records the reading where it is to be recorded, then answers.
 */
export function handlerOf(endpoint: Endpoint, services: Recording & Pick<Services, "calls">) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { body } = endpoint;
    const input = body === undefined ? request.parameters : { ...request.parameters, body: readBody(request, body) };
    const answer = async () => {
      // An endpoint that is open to all has no caller to record.
      const asking = request.caller === null ? undefined : endpoint.audited?.(request, input);
      if (request.caller !== null && asking !== undefined) await record(request.caller.party, asking, services);
      return endpoint.handle(request, reply, input);
    };
    const waitsForNothing = endpoint.probe === true || endpoint.held?.(input) === true;
    return waitsForNothing ? answer() : services.calls.work(request, reply, answer);
  };
}

function readBody(request: FastifyRequest, form: NonNullable<Endpoint["body"]>): unknown {
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return form.read(bytes, mediaTypeOf(request.headers["content-type"]) ?? "");
}

/**
 * Records who asks for what, before the answer is made. What cannot be recorded is not answered.
 * @throws Refusal `not-found`, StoreUnavailable
 */
async function record(party: string, { kind, question }: Asking, { auditing, readings }: Recording): Promise<void> {
  const { asked, unknown } = await wordQuestion(question, auditing);
  await readings.note(party, { kind, asked });
  if (unknown !== undefined) throw new Refusal("not-found", { detail: unknownName(unknown) });
}

/**
 * Refuses a question about a name that the gateway never had: an empty list would say that nothing was sent to such a
 * party, and a signed statement would say it for good. The caller has to learn that the name is misspelt.
 */
function unknownName(name: string): Bilingual {
  return {
    en: `${name} names nothing that this gateway has or ever had`,
    zh: `本网关现在和过去均无 ${name} 所指的对象`,
  };
}
