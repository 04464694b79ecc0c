import type { Bilingual } from "../domain/bilingual.ts";
import { wordQuestion } from "../audit/question.ts";
import { Refusal } from "../domain/refusal.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Services } from "./services.ts";

/** The handler of an endpoint, behind the record of who asked for what where reading is to be recorded. */
export function recorded(
  { audited, handle }: Endpoint,
  { auditing, readings }: Pick<Services, "auditing" | "readings">,
): Endpoint["handle"] {
  if (audited === undefined) return handle;
  return async (request, reply) => {
    // What is open to all has no caller.
    if (request.caller === null) return handle(request, reply);
    const asking = audited(request);
    if (asking === undefined) return handle(request, reply);
    const { kind, question } = asking;
    const { asked, unknown } = await wordQuestion(question, auditing);
    // Before the answer, and instead of it when it cannot be recorded.
    await readings.note(request.caller.party, { kind, asked });
    if (unknown !== undefined) throw new Refusal("not-found", { detail: neverHere(unknown) });
    return handle(request, reply);
  };
}

/**
 * An empty list would say that nothing was sent to whom nobody can send anything; a signed statement would say it for
 * good. Who misspelt a name must hear of it.
 */
function neverHere(name: string): Bilingual {
  return {
    en: `${name} names nothing that this gateway has or ever had`,
    zh: `本网关现在和过去均无 ${name} 所指的对象`,
  };
}
