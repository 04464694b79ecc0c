/** Schemas of messages as their senders and recipients see them. */
import { COUNT, described, listOf, object, type Schema, schemaRef, text, time } from "./parts.ts";

const id = schemaRef("Id");
const FINDINGS = {
  normalized: described(listOf(schemaRef("Issue")), "What input folding changed.", "输入归一化所作的更改。"),
  warnings: described(listOf(schemaRef("Issue")), "What a person should look at.", "需要人工查看之处。"),
};

/** Members of every message, for parties and operators alike. */
export const MESSAGE_HEAD = {
  id,
  thread: id,
  type: schemaRef("MessageType"),
  version: { type: "string" },
  from: schemaRef("PartyId"),
  acceptedAt: time("Accepted", "受理时间"),
};

/** Number of a message's document. */
export const DOCUMENT_NUMBER = text(
  "Number of its document (文号): for its sender, for a recipient whose packet has it, and for auditors. Absent when the document has none, and once the sender's envelope is destroyed.",
  "文书文号：供发送方、数据包中含有该文号的接收方和审计员查看。文书无文号的，以及发送方信封销毁后，均不再给出。",
);

/** Members of every entry in a timeline. */
export const ITEM_HEAD = {
  type: { type: "string" },
  time: time("When", "时间"),
  actor: schemaRef("PartyId"),
  log: schemaRef("LogPosition"),
};

/** Schemas by name. */
export const MESSAGE_SCHEMAS = {
  SubmissionAnswer: described(
    object(
      {
        id,
        thread: id,
        type: schemaRef("MessageType"),
        packets: listOf(
          object({
            id,
            recipient: schemaRef("PartyId"),
            state: { const: "queued" },
            digest: schemaRef("Digest"),
            due: time("When the receipt is due", "签收时限"),
          }),
        ),
        receipt: text(
          "The gateway's signed submission receipt: a compact JWS, typ aid-submission-receipt+jwt.",
          "网关签名的受理回执：紧凑 JWS，typ 为 aid-submission-receipt+jwt。",
        ),
        log: described(
          schemaRef("LogPosition"),
          "How far the entry of the acceptance has come: in a repeat by now, while all else is the first answer.",
          "受理条目所处阶段；重复提交时为现状，其余与首次应答相同。",
        ),
      },
      FINDINGS,
    ),
    "The answer to a submitted message.",
    "移送报文的应答。",
  ),
  CheckAnswer: described(
    object(
      {
        recipients: listOf(schemaRef("PartyId")),
        disclosures: listOf(
          object({
            recipient: schemaRef("PartyId"),
            groups: { type: "object", additionalProperties: { enum: ["full", "reduced"] } },
          }),
        ),
      },
      FINDINGS,
    ),
    "Who would get a document, and which groups of its fields.",
    "文书的接收单位及各自可见的字段组。",
  ),
  TimelineItem: described(
    { ...object(ITEM_HEAD), additionalProperties: true },
    "An audit entry and how far it has come.",
    "审计条目及其所处阶段。",
  ),
  MilestoneWord: described(
    object(
      { by: schemaRef("PartyId"), at: time("When", "时间") },
      {
        recipient: described(schemaRef("PartyId"), "Whose packet it is about.", "所涉数据包的接收单位。"),
        log: described(schemaRef("LogPosition"), "Its entry of the signed log.", "其在签名日志中的条目。"),
        jws: text("The recipient's signed receipt.", "接收单位签名的回执。"),
        message: described(id, "The department's signed feedback.", "部门签名的反馈报文。"),
      },
    ),
    "Whose word a milestone rests on, and where it is signed.",
    "里程碑所依据的各方陈述及其签名所在。",
  ),
  Milestone: described(
    object(
      {
        name: { enum: ["accepted", "delivered", "confirmed", "outcome"] },
        done: COUNT,
        of: COUNT,
        words: listOf(schemaRef("MilestoneWord")),
      },
      { at: time("When the last one was done; absent while one is missing", "全部完成的时间；尚未完成的没有") },
    ),
    "A milestone: accepted by the gateway, delivered to and confirmed by recipients, outcome for persons.",
    "里程碑：网关受理、送达接收单位、接收单位签收、人员有办理结果。",
  ),
  Progress: described(
    object({
      confirmed: described(
        { type: "boolean" },
        "Every recipient has signed that it accepts.",
        "全部接收单位均已签收。",
      ),
      unconfirmed: described(listOf(schemaRef("PartyId")), "Recipients that have not.", "尚未签收的接收单位。"),
      milestones: listOf(schemaRef("Milestone")),
    }),
    "How far a message has come.",
    "报文的进展。",
  ),
  MessageView: described(
    object(
      {
        ...MESSAGE_HEAD,
        policy: text("Sharing policy: id@version.", "共享策略：标识@版本。"),
        packets: listOf(schemaRef("PacketView")),
        timeline: described(listOf(schemaRef("TimelineItem")), "Oldest first.", "按时间先后排列。"),
      },
      { documentNumber: DOCUMENT_NUMBER, progress: schemaRef("Progress") },
    ),
    "A message: its packets' states now, and every change with its time.",
    "报文：其数据包的现状及每次变更的时间。",
  ),
  ThreadView: described(
    object(
      { thread: id, messages: listOf({ anyOf: [schemaRef("MessageView"), schemaRef("OperatorMessage")] }) },
      { progress: described(schemaRef("Progress"), "All of them together, for a party.", "各报文合计，供当事单位。") },
    ),
    "Messages of a thread that the caller may see, oldest first.",
    "调用方可见的同一移送的报文，按时间先后排列。",
  ),
} as const satisfies Record<string, Schema>;
