import { Refusal } from "../../domain/refusal.ts";
import { callerOf, type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { json } from "../openapi/answer.ts";
import { withDefault } from "../request/parameter.ts";
import { matching, oneOf, partyId } from "../request/parameter-kinds.ts";
import type { Services } from "../services.ts";

const MONTH = matching(
  /^20\d\d-(?:0[1-9]|1[0-2])$/,
  "Month in which the period ends, 2026-10.",
  "期间截止的月份，如 2026-10。",
);

/** Declares the reports (通报) of procuratorates (docs/report.md). */
export function reportEndpoints({ reports }: Pick<Services, "reports">): Endpoint[] {
  return [
    endpoint({
      id: "report",
      tag: "cases",
      summary: ["Report of a period", "期间通报"],
      about: [
        "What a procuratorate's lists led to in a period. The public version hides counts of 1 to 4 persons and whatever would give them away; a department gets its own lines in full beside it. The internal version, with all numbers, is for the procuratorate itself (scope report:internal), and its reading is recorded. A report is made once and never changes; what is corrected later is a figure of the next one.",
        "检察院所移送清单在某期间的办理情况。公开版隐去 1 至 4 人的数字及可据以推知者，部门另得自己各行的全部数字；内部版含全部数字，仅供该检察院（权限 report:internal），查阅记入日志。通报形成后不再变更，其后的更正计入下一期。",
      ],
      method: "GET",
      url: "/v1/reports/:period",
      scopes: ["report:read", "report:internal"],
      path: { period: MONTH },
      query: {
        version: withDefault(oneOf(["public", "internal"] as const, "Version.", "版本。"), "public"),
        sender: partyId("Procuratorate; the caller without it.", "检察院；缺省为调用方。"),
      },
      answers: { 200: json("ReportAnswer", "The report.", "通报。") },
      problems: ["not-found", "report-not-final"],
      audited: (request, { period, version }) =>
        version === "internal" && callerOf(request).scopes.has("report:internal")
          ? { kind: "report", question: { period } }
          : undefined,
      async handle(request, reply, { period, version, sender }) {
        const caller = callerOf(request);
        if (version === "public" && !caller.scopes.has("report:read")) throw new Refusal("insufficient-scope");
        const asked = { version, ...(sender === undefined ? {} : { sender }) };
        return sendJson<"ReportAnswer">(reply, await reports.report(caller, period, asked));
      },
    }),
  ];
}
