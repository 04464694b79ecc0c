import type { Endpoint } from "./endpoint.ts";
import type { Services } from "./services.ts";

/** The handler of an endpoint, behind the record of who asked for what where reading is to be recorded. */
export function recorded({ audited, handle }: Endpoint, { readings }: Pick<Services, "readings">): Endpoint["handle"] {
  if (audited === undefined) return handle;
  return async (request, reply) => {
    // Before the answer, and instead of it when it cannot be recorded. What is open to all has no caller.
    if (request.caller !== null) await readings.note(request.caller.party, audited(request));
    return handle(request, reply);
  };
}
