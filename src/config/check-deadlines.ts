import { ambiguousRules } from "../casework/clock/rules.ts";
import type { ClockRule, DeadlinesDocument } from "../casework/clock/deadlines-document.ts";
import type { RoutingDocument } from "../disclosure/routing-document.ts";
import { isMessageType } from "../domain/message.ts";
import type { ConfigFault } from "../domain/config-fault.ts";
import type { MakeFault } from "./check-policy.ts";

/**
 * Checks the rules about deadlines that their schema cannot express. A misspelt code would make a rule that never applies, and
 * nobody would be reminded of anything.
 */
export function checkDeadlines(document: DeadlinesDocument, routing: RoutingDocument, fault: MakeFault): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const { rules, circumstances } = document;
  const seen = new Set<string>();
  rules.forEach((rule, index) => {
    const place = `/rules/${index}`;
    const unknown = (list: "needs" | "types" | "when", isKnown: (word: string) => boolean, en: string, zh: string) =>
      rule.applies[list].forEach((word, at) => {
        if (word === "*" || isKnown(word)) return;
        faults.push(fault(`${place}/applies/${list}/${at}`, `${rule.id} names ${en}`, `${rule.id} 所指的${zh}`));
      });
    unknown(
      "needs",
      (code) => Object.hasOwn(routing.needs, code),
      "a need that the routing table does not have",
      "救助需求不在路由表中",
    );
    unknown("types", isMessageType, "an unknown type of message", "报文类型不存在");
    unknown(
      "when",
      (word) => Object.hasOwn(circumstances, word),
      "a circumstance that `circumstances` does not have",
      "情形未在 circumstances 中定义",
    );
    faults.push(...checkRule(rule, place, seen, fault));
    seen.add(rule.id);
  });
  for (const { first, second } of ambiguousRules(rules)) {
    const { id } = rules[second] as ClockRule;
    faults.push(
      fault(
        `/rules/${second}`,
        `${id} is as specific as the ${id} at /rules/${first}: for some items neither counts more`,
        `${id} 与 /rules/${first} 的 ${id} 同等具体：部分事项无法确定适用哪一条`,
      ),
    );
  }
  if (!rules.some(givesEveryPacketTime)) {
    faults.push(
      fault(
        "/rules",
        "has no rule from `sealed` to `receipt` that applies always and to everything: each packet has a time to sign",
        "缺少自 sealed 至 receipt、始终适用于全部事项的规则：每个数据包均须有签收期限",
      ),
    );
  }
  return faults;
}

function checkRule(rule: ClockRule, place: string, seen: ReadonlySet<string>, fault: MakeFault): ConfigFault[] {
  const { id, period, roll, after, extend, pause, escalate, from, until, end, start } = rule;
  const faults: ConfigFault[] = [];
  const wrong = (member: string, en: string, zh: string) =>
    void faults.push(fault(`${place}/${member}`, `${id} ${en}`, `${id} ${zh}`));
  if (after !== undefined && !seen.has(after)) {
    wrong("after", "is counted from a rule that does not stand before it", "所接续的规则须列于其前");
  }
  const hours = "hours" in period;
  if (hours && (roll !== "none" || pause.length > 0 || Object.keys(extend).length > 0)) {
    wrong(
      "period",
      "is in hours: it has roll none, no pause and no extension",
      "以小时计：roll 须为 none，且不得暂停或延长",
    );
  }
  if (!hours && "hours" in rule.warn) wrong("warn", "is not in hours", "不以小时计");
  if (roll === "month-end" && !("months" in period)) {
    wrong("roll", "is month-end: its period is in months", "为 month-end 时期间须以月计");
  }
  const length = Object.values(period)[0] ?? 0;
  for (const [code, longer] of Object.entries(extend)) {
    if (longer < length) wrong(`extend/${code}`, "gets shorter by an extension", "延长后反而缩短");
  }
  if (escalate !== undefined && escalate.meeting <= escalate.supervise) {
    wrong("escalate", "goes to the meeting before it is supervised", "提请联席会议不得早于督办");
  }
  if (from !== null && until !== null && until < from) wrong("until", "ends before it begins", "截止早于起始");
  if (end.includes(start)) wrong("end", "ends with what it starts with", "起止事件相同");
  return faults;
}

function givesEveryPacketTime({ start, end, applies, from, until }: ClockRule): boolean {
  const always = from === null && until === null;
  const everything = Object.values(applies).every((list: readonly string[]) => list.includes("*"));
  return start === "sealed" && end.includes("receipt") && always && everything;
}
