import { PLACE_FORM } from "../../casework/worklist/place-token.ts";
import type { ItemFilter } from "../../casework/worklist/worklists.ts";
import { PERSON_LISTS } from "../../domain/follow.ts";
import { INQUIRY_STATES } from "../../domain/inquiry.ts";
import { ITEM_STATES, NEEDS, WORKLISTS } from "../../domain/item.ts";
import { PERSON_PLACE_FORM } from "../../casework/worklist/persons.ts";
import { FOLLOW_WORDS } from "../../domain/words/follow-words.ts";
import { CLOCK_WORDS, type ClockStage } from "../../domain/words/clock-words.ts";
import { sendTagged } from "../answer/tagged.ts";
import { callerOf, type Endpoint, endpoint } from "../endpoint.ts";
import { json } from "../openapi/answer.ts";
import { malformed } from "../request/malformed.ts";
import { date, flag, matching, oneOf, partyId, uuid7, wholeNumber } from "../request/parameter-kinds.ts";
import type { Services } from "../services.ts";

const PAGE_ITEMS = 100;
const MAX_ITEMS = 500;

const STAGES = Object.keys(CLOCK_WORDS.clockStage) as ClockStage[];
const FILTER = {
  state: oneOf(ITEM_STATES, "State.", "状态。"),
  stage: oneOf(STAGES, "Worst stage of the clocks that run.", "进行中期限的最严重阶段。"),
  need: oneOf(NEEDS, "Need.", "需求。"),
  department: partyId("Department.", "部门。"),
  after: matching(PLACE_FORM, "The next of the page before, with the same filters.", "上一页的 next，其余条件须相同。"),
  limit: wholeNumber(
    { min: 1, max: MAX_ITEMS },
    `Most items; absent: ${PAGE_ITEMS}.`,
    `最大条数，缺省为 ${PAGE_ITEMS}。`,
  ),
};
const PAGE = { 200: json("CaseItems", "A page of items.", "一页事项。") };

/** Fills in the number of items of a page. */
function pageOf({
  limit = PAGE_ITEMS,
  ...filter
}: Omit<ItemFilter, "limit"> & { readonly limit?: number }): ItemFilter {
  return { ...filter, limit };
}

/** Declares the lists of items over all cases (protocol section 9). */
export function worklistEndpoints({ cases, clocks, clock }: Pick<Services, "cases" | "clocks" | "clock">): Endpoint[] {
  const items = endpoint({
    id: "items",
    tag: "cases",
    summary: ["The caller's items", "本单位的事项"],
    about: [
      "Items of the lists that the caller sent, or that departments' items that it has. A page may be short, or empty, while next says that there is more. With ETag: a page that did not change is 304.",
      "调用方移送的清单的事项，或者部门自己的事项。有 next 时即有后续，该页可能不足条数或者为空。带 ETag：未变化的页返回 304。",
    ],
    method: "GET",
    url: "/v1/items",
    scopes: ["case:read"],
    query: FILTER,
    answers: PAGE,
    problems: [],
    handle: async (request, reply, filter) =>
      sendTagged<"CaseItems">(request, reply, await cases.items(callerOf(request), pageOf(filter))),
  });

  const worklist = endpoint({
    id: "worklist",
    tag: "cases",
    summary: ["Items that want attention", "工作清单"],
    about: [
      "due: 临期; overdue: 逾期 or worse; supervise: 督办 or worse; blocked: a pause has lasted too long; gap: households with an aid gap now or ahead, each under one item (for the sender of the list); reroute: passed on and waiting for another department, or passed on too often (for the sender of the list); conflict: two replies of one time; letters: a letter (催办函, 督办函, 检察建议书) that was not answered by its last day. By the day from which the items count, the oldest first. Stages are those of the moment, or of a later day as far as is known now.",
      "due：临期；overdue：逾期及以上；supervise：督办及以上；blocked：暂停超过上限；gap：现有或者将有救助真空的家庭，各列一项（移送单位可见）；reroute：已转出待转办，或者多次转办（移送单位可见）；conflict：同一时间的答复冲突；letters：催办函、督办函、检察建议书逾期未答复。按起算日先后排列。阶段以当前时刻为准，或者按目前所知推算至其后某日。",
    ],
    method: "GET",
    url: "/v1/worklists/:list",
    scopes: ["case:read"],
    path: { list: oneOf(WORKLISTS, "Work list.", "工作清单。") },
    query: { ...FILTER, on: date("Day, today or later.", "日期，当日或以后。") },
    answers: PAGE,
    problems: [],
    async handle(request, reply, { list, on, ...filter }) {
      return sendTagged<"CaseItems">(
        request,
        reply,
        await cases.worklist(callerOf(request), list, pageOf(filter), momentOf(on)),
      );
    },
  });

  /** Finds the end of a day; of today the moment itself. @throws Refusal `malformed-request` for a day before */
  function momentOf(on: string | undefined): number | undefined {
    const { calendar } = clocks();
    const today = calendar.dateAt(clock.now());
    if (on === undefined || on === today) return undefined;
    if (on > today) return Date.parse(calendar.endOf(on));
    throw malformed("on must be today or later", "on 须为当日或以后的日期");
  }

  const inquiries = endpoint({
    id: "inquiries",
    tag: "cases",
    summary: ["Inquiries made and got", "查询清单"],
    about: [
      "Inquiries of the caller and at the caller, the latest first; without a state those that wait for an answer. often: those about a person whom the caller asked about often, whatever their state, for its data officer. A page may be short while next says that there is more.",
      "本单位提出和收到的查询，新近在前；未指明状态的，列出待答复的。often：对同一人多次查询的，不论状态，供本单位数据管理员核查。有 next 时即有后续，该页可能不足条数。",
    ],
    method: "GET",
    url: "/v1/worklists/inquiries",
    scopes: ["case:read"],
    query: {
      state: oneOf(INQUIRY_STATES, "State.", "状态。"),
      often: flag("Only those about persons who were asked about often.", "仅列对同一人多次查询的。"),
      after: uuid7("The next of the page before.", "上一页的 next。"),
      limit: FILTER.limit,
    },
    answers: { 200: json("Inquiries", "A page of inquiries.", "一页查询。") },
    problems: [],
    handle: async (request, reply, { limit = PAGE_ITEMS, ...filter }) =>
      sendTagged<"Inquiries">(request, reply, await cases.inquiries(callerOf(request), { ...filter, limit })),
  });

  const persons = PERSON_LISTS.map((list) =>
    endpoint({
      id: `worklist-${list}`,
      tag: "cases",
      summary: [`Persons: ${FOLLOW_WORDS.personList[list].en}`, FOLLOW_WORDS.personList[list].zh],
      about: [
        `${FOLLOW_WORDS.personListAbout[list].en} Only for the sender of the list; the longest first. A page may be short, or empty, while next says that there is more.`,
        `${FOLLOW_WORDS.personListAbout[list].zh}仅移送单位可见，时间最早的在前。有 next 时即有后续，该页可能不足条数或者为空。`,
      ],
      method: "GET",
      url: `/v1/worklists/${list}`,
      scopes: ["case:read"],
      query: {
        need: FILTER.need,
        department: partyId("Only persons with an item of this department.", "仅列有该部门事项的人员。"),
        on: date("Day, today or later.", "日期，当日或以后。"),
        after: matching(
          PERSON_PLACE_FORM,
          "The next of the page before, with the same filters.",
          "上一页的 next，其余条件须相同。",
        ),
        limit: FILTER.limit,
      },
      answers: { 200: json("CasePersons", "A page of persons.", "一页人员。") },
      problems: [],
      handle: async (request, reply, { on, limit = PAGE_ITEMS, ...filter }) =>
        sendTagged<"CasePersons">(
          request,
          reply,
          await cases.persons(callerOf(request), list, { ...filter, limit }, momentOf(on)),
        ),
    }),
  );

  return [items, inquiries, ...persons, worklist];
}
