import { Refusal } from "../../domain/refusal.ts";
import { callerOf, type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { json } from "../openapi/answer.ts";
import { withDefault } from "../request/parameter.ts";
import { MONTH, oneOf, partyId } from "../request/parameter-kinds.ts";
import type { Services } from "../services.ts";

/** Declares what joint meetings (联席会议) talk about (docs/report.md). */
export function meetingEndpoints({ meetings }: Pick<Services, "meetings">): Endpoint[] {
  return [
    endpoint({
      id: "meeting-pack",
      tag: "cases",
      summary: ["Pack of a joint meeting", "联席会议材料"],
      about: [
        "The report of a procuratorate about a period, what waits for the meeting (overdue by 10 working days or more, jurisdiction in dispute, conflicting feedback, letters without an answer, refusals for other reasons or for want of a place), and the decisions of records that the caller made or got, with their states. The public version hides numbers about 1 to 4 persons, as the report does; a department sees its own lines in full. The internal version is for the procuratorate itself (scope report:internal), and its reading is recorded.",
        "检察院某期间的通报，待议事项（逾期十个工作日以上、管辖争议、反馈不一致、逾期未回复的函件、以其他原因或者名额未予救助），以及调用方召集或者参加的会议的议定事项及落实情况。公开版与通报相同，隐去 1 至 4 人的数字，部门自己的各行全部显示；内部版仅供该检察院（权限 report:internal），查阅记入日志。",
      ],
      method: "GET",
      url: "/v1/meetings/:period",
      scopes: ["report:read", "report:internal"],
      path: { period: MONTH },
      query: {
        version: withDefault(oneOf(["public", "internal"] as const, "Version.", "版本。"), "public"),
        sender: partyId("Procuratorate; the caller without it.", "检察院；缺省为调用方。"),
      },
      answers: { 200: json("MeetingPack", "The pack.", "会议材料。") },
      problems: ["not-found", "report-not-final"],
      audited: (request, { period, version }) =>
        version === "internal" && callerOf(request).scopes.has("report:internal")
          ? { kind: "meeting", question: { period } }
          : undefined,
      async handle(request, reply, { period, version, sender }) {
        const caller = callerOf(request);
        if (version === "public" && !caller.scopes.has("report:read")) throw new Refusal("insufficient-scope");
        const asked = { version, ...(sender === undefined ? {} : { sender }) };
        return sendJson<"MeetingPack">(reply, await meetings.pack(caller, period, asked));
      },
    }),
  ];
}
