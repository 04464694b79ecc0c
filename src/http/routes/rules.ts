import type { Rules } from "../../domain/generated/answers.ts";
import { sendPublished } from "../answer/published.ts";
import { type Endpoint, endpoint, JSON_TYPE } from "../endpoint.ts";
import { json, NOT_MODIFIED } from "../openapi/answer.ts";
import type { Services } from "../services.ts";

/** Seconds for which a copy may be used without asking. */
const MAX_AGE = 60;

/** Declares the rules in force, by which a sender sees beforehand what each recipient will get. */
export function ruleEndpoints({ rules, clocks }: Pick<Services, "rules" | "clocks">): Endpoint[] {
  return [
    endpoint({
      id: "rules",
      tag: "directory",
      summary: ["The rules in force", "有效的规则"],
      about: [
        "Sharing policy, routing table, calendar and retention, as their files have them (docs/config.md). HEAD is answered too.",
        "共享策略、路由表、日历与保存期限，内容同其配置文件（docs/config.md）。亦可使用 HEAD。",
      ],
      method: "GET",
      url: "/v1/rules",
      scopes: ["directory:read"],
      answers: { 200: json("Rules", "The rules.", "规则。"), 304: NOT_MODIFIED },
      handle: (request, reply) => {
        const { sharingPolicy, routing, retention } = rules;
        const answer = { sharingPolicy, routing, calendar: clocks().calendarDocument, retention };
        // The documents have passed the checks of their schemas.
        const text = JSON.stringify(answer satisfies { readonly [K in keyof Rules]: object });
        return sendPublished(request, reply, { text, mediaType: JSON_TYPE, shared: false, maxAge: MAX_AGE });
      },
    }),
  ];
}
