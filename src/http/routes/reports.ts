import { Refusal } from "../../domain/refusal.ts";
import { callerOf, type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { json } from "../openapi/answer.ts";
import { flatJson } from "../request/body.ts";
import { withDefault } from "../request/parameter.ts";
import { matching, MONTH, oneOf, partyId, visibleText } from "../request/parameter-kinds.ts";
import type { Services } from "../services.ts";

/** Figure, or cell of a table. */
const CELL = /^I\d\d(?:\.[A-Za-z0-9]{1,16}|\/[a-z0-9-]{0,40}\/[A-Za-z0-9-]{0,16})?$|^year\.[a-z]{1,16}$/;

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
    endpoint({
      id: "report-recount",
      tag: "cases",
      summary: ["A report counted again", "重新统计通报"],
      about: [
        "Counts the report again from the facts that are kept, and compares facts and numbers with the log's entry and the report. Facts that were destroyed cannot be counted: then it tells how many are left, and which numbers they do not give.",
        "以所保存的事实重新统计通报，将事实和数字与日志条目及通报比对。事实已销毁的不能统计：此时写明尚存多少，以及哪些数字不能得出。",
      ],
      method: "GET",
      url: "/v1/reports/:period/recount",
      scopes: ["report:read", "report:internal"],
      path: { period: MONTH },
      query: { sender: partyId("Procuratorate; the caller without it.", "检察院；缺省为调用方。") },
      answers: { 200: json("ReportRecount", "What was found.", "比对结果。") },
      problems: ["not-found", "report-not-final"],
      handle: async (request, reply, { period, ...asked }) =>
        sendJson<"ReportRecount">(reply, await reports.recount(callerOf(request), period, asked)),
    }),
    endpoint({
      id: "report-release",
      tag: "cases",
      summary: ["Make a hidden value of a report known", "批准公开通报中隐去的数字"],
      about: [
        "The procuratorate whose report it is makes a hidden value known: who approved it and why is kept, and the log has an entry with the name of the value. The report stays as it is; its answers have the value beside it. exposed names the values that readers can compute from then on.",
        "通报所属检察院批准公开一个隐去的数字：批准人和理由予以保存，日志条目写明该数字的名称。通报本身不变，应答中另附该数字。exposed 列出由此可推知的其他数字。",
      ],
      method: "POST",
      url: "/v1/reports/:period/release",
      scopes: ["report:release"],
      path: { period: MONTH },
      body: flatJson({
        cell: matching(CELL, "Name of the value.", "数字的名称。"),
        approver: visibleText(50, "Who approved it.", "批准人。"),
        reason: visibleText(200, "Why.", "理由。"),
      }),
      answers: { 200: json("ReportRelease", "The value.", "该数字。") },
      problems: ["not-found", "report-not-final", "state-conflict"],
      handle: async (request, reply, { period, body }) =>
        sendJson<"ReportRelease">(reply, await reports.release(callerOf(request), period, body)),
    }),
  ];
}
