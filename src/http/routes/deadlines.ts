import { type ComputedClock, computeDue } from "../../casework/clock/compute.ts";
import type { ClockRule } from "../../casework/clock/deadlines-document.ts";
import { rulesInForce } from "../../casework/clock/rules.ts";
import type { ComputedDeadline, DeadlineRule } from "../../domain/generated/answers.ts";
import { Refusal } from "../../domain/refusal.ts";
import { CLOCK_WORDS, type ExtensionCode } from "../../domain/words/clock-words.ts";
import { type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { json } from "../openapi/answer.ts";
import { flatJson } from "../request/body.ts";
import { malformed } from "../request/malformed.ts";
import { date, dateOrTime, matching, oneOf, wholeNumber } from "../request/parameter-kinds.ts";
import type { Services } from "../services.ts";

const EXTENSIONS = Object.keys(CLOCK_WORDS.extension) as ExtensionCode[];
const DIVISION = matching(/^[1-9]\d{5}$/, "Division code of the department, six digits.", "部门的行政区划代码，六位。");
const RULE = matching(
  /^D\d{2}[a-z]?$/,
  "Rule, such as D12 or D21a; D21 for all its parts.",
  "规则编号，如 D12、D21a；D21 为其全部。",
);

/** Declares what anyone may ask about deadlines: the rules with their sources, the calendar, the calculator. */
export function deadlineEndpoints({ clocks, clock }: Pick<Services, "clocks" | "clock">): Endpoint[] {
  return [
    endpoint({
      id: "deadlines",
      tag: "directory",
      summary: ["Rules about deadlines", "期限规则"],
      about: [
        "The rules in force on a day, with their sources. With a division: of rules that a more specific one replaces there, that one only.",
        "某日有效的规则及其依据；给出行政区划的，仅列该区划适用者。",
      ],
      method: "GET",
      url: "/v1/deadlines",
      scopes: ["directory:read"],
      query: { on: date("Day; today without it.", "日期；默认为当日。"), division: DIVISION },
      answers: { 200: json("DeadlineRules", "The rules.", "规则。") },
      handle: (_request, reply, { on, division }) => {
        const { rules, calendar } = clocks();
        const day = on ?? calendar.dateAt(clock.now());
        const list = rulesInForce(rules, day, division).map(ruleView);
        return sendJson<"DeadlineRules">(reply, { version: rules.version, on: day, rules: list });
      },
    }),
    endpoint({
      id: "calendar",
      tag: "directory",
      summary: ["Working days of a year", "年度工作日历"],
      about: ["404 while the year is not published.", "该年度尚未公布时为 404。"],
      method: "GET",
      url: "/v1/calendar/:year",
      scopes: ["directory:read"],
      path: { year: wholeNumber({ min: 1900, max: 2199 }, "Year.", "年度。") },
      answers: { 200: json("CalendarYear", "The year.", "年度日历。") },
      problems: ["not-found"],
      handle: (_request, reply, { year }) => {
        const { calendar, calendarDocument } = clocks();
        const { id, version, years } = calendarDocument;
        const published = years[String(year)];
        if (published === undefined) throw new Refusal("not-found");
        const { off, work, source } = published;
        return sendJson<"CalendarYear">(reply, {
          version: `${id}@${version}`,
          year,
          off: [...off],
          work: [...work],
          workingDays: calendar.workingDaysOf(year),
          ...(source === undefined ? {} : { source }),
        });
      },
    }),
    endpoint({
      id: "computeDeadline",
      tag: "directory",
      summary: ["Compute a due date", "计算到期日"],
      about: [
        "When something is due that starts on a day, with the rule and its source. Nothing is stored. What is left out is taken as the rule's first variant has it. 404 when no such rule is in force then.",
        "计算自某日起算的事项何时到期，附规则及其依据；不作存储。未给出的条件取该规则的第一条。当时没有有效规则的为 404。",
      ],
      method: "POST",
      url: "/v1/deadlines/compute",
      scopes: ["directory:read"],
      body: flatJson(
        {
          rule: RULE,
          start: dateOrTime(
            "Date, or date-time with its offset, of the event that starts it.",
            "起算事件的日期，或者带时区的时间。",
          ),
        },
        {
          division: DIVISION,
          need: matching(/^[A-Z]\d{2}$/, "Need, such as N01.", "救助需求，如 N01。"),
          urgency: matching(/^[1-9]$/, "Urgency (field 8).", "紧急程度（字段 8）。"),
          type: matching(/^[a-z][a-z-]{0,63}$/, "Type of message.", "报文类型。"),
          circumstance: matching(/^[a-z][a-z0-9-]{0,63}$/, "Circumstance.", "情形。"),
          extension: oneOf(EXTENSIONS, "Extension.", "延长事由。"),
        },
      ),
      answers: { 200: json("ComputedDeadlines", "The clocks, part by part.", "各部分的期限。") },
      problems: ["not-found"],
      handle: (_request, reply, { body }) => {
        const computed = within(() => computeDue(body, clocks(), clock.now()));
        if (computed.length === 0) throw new Refusal("not-found");
        return sendJson<"ComputedDeadlines">(reply, { version: clocks().rules.version, deadlines: computed.map(view) });
      },
    }),
  ];
}

/** Runs a computation; days that the calendar does not reach are the caller's mistake. @throws Refusal `malformed-request` */
function within<T>(compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw malformed("start must be a date from 1901 to 2150", "start 须为 1901 至 2150 年的日期");
  }
}

function view({ clock, rule }: ComputedClock): ComputedDeadline {
  const { start, due, stage, provisional } = clock;
  return { start, due, provisional, ...(stage === undefined ? {} : { stage }), rule: ruleView(rule) };
}

/** Shows a rule as its file has it, without what only the program needs. */
function ruleView({
  id,
  zh,
  en,
  applies,
  duty,
  start,
  end,
  after,
  period,
  roll,
  extend,
  pause,
  pauseLimit,
  ...more
}: ClockRule): DeadlineRule {
  return {
    id,
    zh,
    en,
    applies: {
      needs: [...applies.needs],
      divisions: [...applies.divisions],
      urgency: [...applies.urgency],
      types: [...applies.types],
      when: [...applies.when],
    },
    duty,
    start,
    end: [...end],
    ...(after === undefined ? {} : { after }),
    period: { ...period },
    roll,
    extend: { ...extend },
    pause: [...pause],
    ...(pause.length === 0 ? {} : { pauseLimit }),
    from: more.from,
    until: more.until,
    source: more.source,
  };
}
