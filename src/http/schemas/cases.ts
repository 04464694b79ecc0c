/** Schemas of the answers about cases: what became of each need of each person. */
import { INQUIRY_REFUSALS, INQUIRY_STATES } from "../../domain/inquiry.ts";
import { ITEM_FLAGS, ITEM_STATES, REPLIES, SUBJECT_TODOS } from "../../domain/item.ts";
import { CLOCK_WORDS } from "../../domain/words/clock-words.ts";
import { FOLLOW_SCHEMAS } from "./follow.ts";
import { COUNT, described, listOf, object, type Schema, schemaRef, text, time } from "./parts.ts";

const id = schemaRef("Id");
const date = (en: string, zh: string): Schema => text(en, zh);
const SUBJECT = text("Opaque reference of a person within its thread.", "移送内的人员引用，不含身份信息。");

/** Days with a beginning and an end. */
const days = (more: Readonly<Record<string, Schema>> = {}): Schema => ({
  ...object({ ...more, from: date("From", "起") }, { to: date("To", "止") }),
});

const STAGE: Schema = { enum: Object.keys(CLOCK_WORDS.clockStage) };

/** Schemas by name. */
export const CASE_SCHEMAS = {
  ItemClock: described(
    object(
      {
        rule: text("Rule D01–D39.", "期限规则 D01–D39。"),
        start: date("Day it starts on, which is not counted", "起算日，不计入"),
        due: text("Last day, or the instant of a clock in hours.", "到期日；以小时计的为到期时刻。"),
        state: { enum: Object.keys(CLOCK_WORDS.clockState) },
        worst: described(STAGE, "Worst stage that it was in.", "曾处的最严重阶段。"),
        paused: described({ type: "boolean" }, "A pause stops it now.", "现处于暂停。"),
        provisional: described(
          { type: "boolean" },
          "It rests on a year whose calendar is not published.",
          "暂定：所涉年度的工作日历尚未公布。",
        ),
      },
      {
        stage: described(STAGE, "Stage now; absent once it has ended.", "当前阶段；已终止的没有。"),
        blocked: described({ const: true }, "Its longest pause is used up.", "暂停已达上限。"),
        hint: described({ const: true }, "A date that nobody can be late with.", "仅为提示日期，不存在逾期。"),
        ended: text("The event that ended it.", "终止它的事件时间。"),
      },
    ),
    "One deadline of an item, derived when it is read and stored nowhere.",
    "事项的一项期限，读取时计算，不作存储。",
  ),
  CaseItem: described(
    object(
      {
        id,
        thread: id,
        message: described(id, "Message that sent it.", "移送它的报文。"),
        subject: SUBJECT,
        need: text("Need N01–N17.", "需求代码 N01–N17。"),
        department: schemaRef("PartyId"),
        state: { enum: ITEM_STATES },
        since: time("Issue of the document that set the state", "设定状态的文书签发时间"),
        by: text("Message that set the state; its accepted entry is the proof.", "设定状态的报文；其受理条目即证明。"),
        sealedAt: time("Sealed", "封装时间"),
        originalStart: time("First sealing of the need, for whichever department", "该需求首次封装的时间"),
        urgency: text("Urgency 1, 2, 3, 9.", "紧急程度 1、2、3、9。"),
        flags: described(listOf({ enum: ITEM_FLAGS }), "What a person should look at.", "需要人工查看之处。"),
        dates: object(
          {},
          {
            acceptedOn: date("Accepted", "受理日"),
            notice: days(),
            checkingOn: date("Check reported", "启动调查日"),
            decidedOn: date("Decided", "决定日"),
            grantedOn: date("Granted", "决定给予救助日"),
            refusedOn: date("Refused", "决定不予救助日"),
            reportedOn: date("Decision reported", "决定反馈日"),
            deliveredOn: date("Carried out", "救助落实日"),
            servedOn: date("Refusal served", "告知送达日"),
            firstPaidOn: date("First payment", "首次到位日"),
            expectedBy: date("The department's own estimate", "部门预计日"),
            pauses: listOf(days({ code: text("P1, P3, P4.", "P1、P3、P4。") })),
            extensions: listOf(text("X1–X4.", "X1–X4。")),
          },
        ),
        rules: text("Version of the deadlines under which it began.", "该事项适用的期限规则版本。"),
        clocks: described(
          listOf(schemaRef("ItemClock")),
          "Its deadlines, in the order of the rules.",
          "各项期限，按规则排列。",
        ),
      },
      {
        stage: described(
          STAGE,
          "Worst stage of the clocks that run; absent when none runs.",
          "进行中期限的最严重阶段；没有进行中期限的不列。",
        ),
        blocked: described({ const: true }, "A pause has lasted too long.", "受阻：暂停超过上限。"),
        reply: { enum: REPLIES },
        reason: text("R01 … R20, R99, or W after a withdrawal.", "R01 至 R20、R99；撤回后为 W。"),
        receiptAt: time("Receipt of the packet", "数据包签收时间"),
        repliedAt: time("First feedback", "首次反馈时间"),
        co: described({ const: true }, "The department only takes part.", "协同单位。"),
        closed: described({ const: true }, "Withdrawn.", "已撤回。"),
        gap: schemaRef("ItemGap"),
        letters: described(
          listOf(schemaRef("ItemLetter")),
          "Letters about it, in the order in which they were sent; a department does not see those to the convener.",
          "有关函件，按发出先后；部门不见提请联席会议的函件。",
        ),
        chain: described(
          listOf(schemaRef("PartyId")),
          "Departments that passed it on before; for the sender of the list.",
          "此前转出的单位；仅移送单位可见。",
        ),
      },
    ),
    "One need of one person at one department.",
    "一人一项需求在一个部门的办理情况。",
  ),
  ...FOLLOW_SCHEMAS,
  CaseAnswer: described(
    object(
      {
        thread: id,
        open: described(COUNT, "Items for which a department still has something to do.", "部门尚有待办的事项数。"),
        states: { type: "object", additionalProperties: COUNT },
        stages: described({ type: "object", additionalProperties: COUNT }, "Items by worst stage.", "各阶段的事项数。"),
        subjects: listOf(
          object(
            { subject: SUBJECT, items: listOf(schemaRef("CaseItem")) },
            {
              dead: described({ const: true }, "A department reported the person's death.", "已有部门反馈对象死亡。"),
              follow: schemaRef("SubjectFollow"),
              todo: described(
                { enum: SUBJECT_TODOS },
                "For the sender of the list, after a death: is a new list due for the household?",
                "供移送单位：对象死亡后，是否需为其家庭另行移送清单。",
              ),
              measures: described(
                listOf(schemaRef("CaseMeasure")),
                "Measures of the plan in force: all for the sender of the list, its own for a department.",
                "现行帮扶方案的措施：移送单位可见全部，部门仅见自己的。",
              ),
            },
          ),
        ),
      },
      {
        households: described(
          listOf(schemaRef("CaseHousehold")),
          "Aid gaps, for the sender of the list.",
          "救助真空，仅移送单位可见。",
        ),
      },
    ),
    "What became of each person of a list, as far as the caller may see it.",
    "清单中每人的办理情况，以调用方可见为限。",
  ),
  RerouteAnswer: described(
    object({
      thread: id,
      message: described(id, "Message that sent the need first.", "首次移送该需求的报文。"),
      item: described(id, "The new department's item.", "新部门的事项。"),
      packet: id,
      recipient: schemaRef("PartyId"),
      due: schemaRef("Due"),
    }),
    "A need that was sent on to another department.",
    "已转办的需求。",
  ),
  CaseLookup: object({
    subjects: described(
      listOf({ type: ["string", "null"] }),
      "References in the order of the question; null for a number that the caller has nobody for.",
      "按所问次序给出引用；调用方没有该编号人员的为 null。",
    ),
  }),
  InquiryItem: described(
    object(
      {
        message: described(id, "Message that asked; also the id of its thread.", "查询报文，亦为该移送的标识。"),
        asker: schemaRef("PartyId"),
        party: described(schemaRef("PartyId"), "Who is asked.", "被查询单位。"),
        purpose: text("Purpose U1–U4.", "查询目的 U1–U4。"),
        questions: listOf(object({ code: text("Q01–Q14.", "Q01–Q14。"), mode: { enum: ["compare", "value"] } })),
        subjects: described(COUNT, "Number of persons.", "查询人数。"),
        urgency: text("Urgency 1, 2, 3, 9.", "紧急程度 1、2、3、9。"),
        askedAt: time("Asked", "查询时间"),
        state: { enum: INQUIRY_STATES },
        since: time("State set", "设定状态的时间"),
      },
      {
        refusals: described(listOf({ enum: INQUIRY_REFUSALS }), "Why it was refused.", "不予答复原因。"),
        due: text("Last day for the answer, or the instant.", "答复到期日；以小时计的为到期时刻。"),
        rule: text("Rule of the deadline.", "期限规则。"),
        stage: described(STAGE, "Stage now.", "当前阶段。"),
        provisional: described({ const: true }, "The calendar of that year is not published.", "暂定。"),
        often: described(
          COUNT,
          "Persons about whom the caller asked often: for its data officer to look into.",
          "近期多次查询的人数，供本单位数据管理员核查。",
        ),
      },
    ),
    "An inquiry at one party. Nothing says about whom.",
    "向一个单位提出的查询，不含人员。",
  ),
  Inquiries: object(
    { inquiries: listOf(schemaRef("InquiryItem")) },
    { next: text("Ask for after with this for the next page.", "以此作为 after 请求下一页。") },
  ),
  CaseItems: object(
    { items: listOf(schemaRef("CaseItem")) },
    { next: text("Ask for after with this for the next page.", "以此作为 after 请求下一页。") },
  ),
} as const satisfies Record<string, Schema>;
