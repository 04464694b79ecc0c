import type { FastifyReply, FastifyRequest } from "fastify";
import { STATEMENT_PARAMETERS, statementScope } from "../request/audit-query.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Services } from "../services.ts";

/** Signed statements (protocol section 7), for `audit:read`. */
export function statementEndpoints({ statements, settings }: Pick<Services, "statements" | "settings">): Endpoint[] {
  const scopeOf = ({ parameters }: FastifyRequest) => statementScope(parameters, settings.utcOffset);

  async function handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    return reply.type("application/jwt").send(await statements(scopeOf(request)));
  }

  return [
    {
      method: "GET",
      url: "/v1/audit/statements",
      scopes: ["audit:read"],
      query: STATEMENT_PARAMETERS,
      audited: (request) => {
        const { party, from, to } = scopeOf(request);
        return { kind: "statement", question: { party, from: Date.parse(from), to: Date.parse(to) } };
      },
      handle,
    },
  ];
}
