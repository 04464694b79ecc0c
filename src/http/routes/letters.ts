import { LETTER_KINDS } from "../../domain/letter.ts";
import { callerOf, type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { json } from "../openapi/answer.ts";
import { oneOf, partyId, uuid7, wholeNumber } from "../request/parameter-kinds.ts";
import type { Services } from "../services.ts";

const DRAFTS = 50;
const MAX_DRAFTS = 200;

/** Declares the drafts of letters about late items (protocol section 9). */
export function letterEndpoints({ drafts }: Pick<Services, "drafts">): Endpoint[] {
  return [
    endpoint({
      id: "letter-drafts",
      tag: "cases",
      summary: ["Drafts of letters about late items", "催办督办函草稿"],
      about: [
        "For the sender of lists: one draft for each list and department, with all that is late there, the worst first. 2 催办函 (overdue), 3 督办函 (supervise), 4 提请联席会议 (meeting, with a line for the agenda), 5 检察建议书 (with a checklist); without kind the one that the worst stage calls for. Drafts name nobody: persons are references, and the sender fills them in from its own list. The gateway sends none of them.",
        "供清单的发送方使用：每份清单、每个部门一份草稿，列出该处全部逾期事项，最严重的在前。2 催办函（逾期）、3 督办函（督办）、4 提请联席会议（附议程行）、5 检察建议书（附核对单）；不指定 kind 时按最严重的阶段确定。草稿不含姓名，人员为引用，由发送方用自己的清单补填。网关不发出任何草稿。",
      ],
      method: "GET",
      url: "/v1/reminders/drafts",
      scopes: ["case:read"],
      query: {
        kind: oneOf(LETTER_KINDS, "Kind of letter.", "函件种类。"),
        thread: uuid7("Only of this thread.", "仅此移送。"),
        department: partyId("Only to this department.", "仅此部门。"),
        limit: wholeNumber(
          { min: 1, max: MAX_DRAFTS },
          `Most drafts; absent: ${DRAFTS}.`,
          `最大份数，缺省为 ${DRAFTS}。`,
        ),
      },
      answers: { 200: json("LetterDrafts", "The drafts.", "草稿。") },
      problems: [],
      handle: async (request, reply, { limit = DRAFTS, ...query }) =>
        sendJson<"LetterDrafts">(reply, await drafts(callerOf(request), { ...query, limit })),
    }),
  ];
}
