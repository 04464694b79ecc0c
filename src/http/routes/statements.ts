import { monthPeriod, type StatementScope } from "../../evidence/statement/statement.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { content, TEXT } from "../openapi/answer.ts";
import { malformed } from "../request/malformed.ts";
import { required } from "../request/parameter.ts";
import { partyId, text } from "../request/parameter-kinds.ts";
import { checkPeriod, PERIOD } from "../request/period.ts";
import type { Services } from "../services.ts";

/** Declares signed statements (protocol section 9), for `audit:read`. */
export function statementEndpoints({ statements, settings }: Pick<Services, "statements" | "settings">): Endpoint[] {
  return [
    endpoint({
      id: "auditStatement",
      tag: "audit",
      summary: ["A signed statement of a party's packets", "某单位数据包的签名对账单"],
      about: [
        "Every packet sealed in the period for the party or for a message of its own, with its fate up to the published checkpoint, derived from the log's entries alone (docs/statements.md). Who has the entries makes the same one.",
        "该时段内为该单位、或为其报文封装的全部数据包及其截至已发布检查点的结果，仅由日志条目得出（见 docs/statements.md）；持有条目者可得出相同结果。",
      ],
      method: "GET",
      url: "/v1/audit/statements",
      scopes: ["audit:read"],
      query: {
        party: required(partyId("Whose.", "单位标识。")),
        month: {
          ...text("A month of the locality; or from and to.", "当地月份；或使用 from 与 to。"),
          schema: { type: "string", pattern: "^2\\d{3}-(0[1-9]|1[0-2])$" },
        },
        ...PERIOD,
      },
      check: checkPeriod,
      answers: {
        200: content(
          "application/jwt",
          TEXT,
          "A compact JWS (typ aid-statement+jwt): iss, sub, iat, statement.",
          "紧凑 JWS（typ 为 aid-statement+jwt）：iss、sub、iat、statement。",
        ),
      },
      problems: ["not-found", "too-large"],
      audited(_request, asked) {
        const { party, from, to } = scopeOf(asked, settings.utcOffset);
        return { kind: "statement", question: { party, from: Date.parse(from), to: Date.parse(to) } };
      },
      handle: async (_request, reply, asked) =>
        reply.type("application/jwt").send(await statements(scopeOf(asked, settings.utcOffset))),
    }),
  ];
}

/**
 * Reads whose statement is asked for, and of which period: `month` (of the locality), or `from` and `to`.
 * @param offset minutes east of UTC
 * @throws Refusal `malformed-request`
 */
function scopeOf(
  {
    party,
    month,
    from,
    to,
  }: { readonly party: string; readonly month?: string; readonly from?: number; readonly to?: number },
  offset: number,
): StatementScope {
  if (month !== undefined) {
    const period = monthPeriod(month, offset);
    if (period !== undefined && from === undefined && to === undefined) return { party, ...period };
    throw malformed("month must be YYYY-MM, without from and to", "month 须为 YYYY-MM，且不与 from、to 并用");
  }
  if (from === undefined || to === undefined) {
    throw malformed("Name a month, or from and to", "请指明 month，或 from 与 to");
  }
  return { party, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
