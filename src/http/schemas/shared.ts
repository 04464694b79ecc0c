/** Schemas of ids, codes and problems, which everything else is made of. */
import { ENTRY_TYPES } from "../../domain/audit-entry.ts";
import { LOG_STAGES } from "../../domain/log-stage.ts";
import { MESSAGE_TYPES } from "../../domain/message.ts";
import { PACKET_STATES } from "../../domain/packet.ts";
import { REJECT_REASONS } from "../../domain/receipt.ts";
import { REFUSALS } from "../../domain/refusal.ts";
import { WORDS } from "../../domain/words/words.ts";
import { COUNT, described, listOf, object, type Schema, schemaRef, text, time } from "./parts.ts";

/** Schemas by name. */
export const SHARED_SCHEMAS = {
  Id: {
    type: "string",
    pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
    description: "UUIDv7",
    examples: ["01a207a2-3280-7371-a166-1a9b2131ed2e"],
  },
  PartyId: described(
    { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", examples: ["civil-affairs"] },
    "Id of a party; one shaped like a unified social credit code (GB 32100) passes its check character.",
    "单位标识；形似统一社会信用代码（GB 32100）的须通过校验码检验。",
  ),
  Digest: {
    type: "string",
    pattern: "^sha-256=:[A-Za-z0-9+/]*={0,2}:$",
    description: "RFC 9530",
    examples: ["sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"],
  },
  MessageType: { enum: MESSAGE_TYPES },
  PacketState: { enum: PACKET_STATES },
  ReceiptOutcome: { enum: ["accepted", "rejected"] },
  RejectReason: { enum: REJECT_REASONS },
  Due: object(
    { receipt: time("Sign for the packet", "签收时限") },
    {
      feedback: time("First feedback", "反馈时限"),
      provisional: described({ const: true }, "A year's calendar is not known yet.", "节假日安排尚未公布，时限暂定。"),
    },
  ),
  LogPosition: described(
    object(
      {
        origin: text("Name of the log in its checkpoints.", "日志在检查点中的名称。"),
        leafHash: text("RFC 6962 leaf hash, base64url.", "RFC 6962 叶哈希，base64url。"),
        stage: { enum: LOG_STAGES },
      },
      { index: described(COUNT, "Index in the tree, from sequenced on.", "树中序号，自 sequenced 起给出。") },
    ),
    "How far an audit entry has come: pending (committed, no place yet), sequenced, published, witnessed; each includes the ones before it.",
    `审计条目所处阶段：${LOG_STAGES.map((stage) => `${stage}（${WORDS.stage[stage].zh}）`).join("、")}；后者包含前者。`,
  ),
  AuditEntry: described(
    object({ type: { enum: ENTRY_TYPES }, time: time("When", "时间"), actor: schemaRef("PartyId") }),
    "The entry: its RFC 8785 form is what was hashed. No payload, no person.",
    "日志条目：其 RFC 8785 形式即被哈希的内容。不含正文，不含个人信息。",
  ),
  Issue: described(
    object(
      {
        pointer: text("Where (RFC 6901).", "位置（RFC 6901）。"),
        code: { type: "string" },
        message: { type: "string" },
        messageZh: { type: "string" },
      },
      {
        ordinal: described(COUNT, "Place of the person in the list, from 1.", "该人在清单中的序号，自 1 起。"),
        field: text("Titles on the way to the field, from the schema.", "字段的英文名称（含上级）。"),
        fieldZh: text("The same in Chinese.", "字段的中文名称（含上级）。"),
      },
    ),
    "One fault; it never repeats the value.",
    "一处问题；绝不包含所提交的值。",
  ),
  Problem: described(
    object(
      {
        type: { type: "string", pattern: "^urn:aid-gateway:problem:[a-z-]+$" },
        title: { type: "string" },
        status: { type: "integer" },
        code: { enum: Object.keys(REFUSALS) },
        instance: text("The request's id, also in X-Request-Id.", "请求标识，同 X-Request-Id。"),
      },
      {
        detail: { type: "string" },
        errors: listOf(schemaRef("Issue")),
        limit: described(COUNT, "too-large: most bytes that are taken.", "too-large：字节上限。"),
        size: described(COUNT, "too-large: bytes that were announced.", "too-large：所声明的字节数。"),
        total: described(
          COUNT,
          "invalid-document: all faults, those included that errors does not list.",
          "invalid-document：错误总数，含 errors 未列出的。",
        ),
        persons: described(COUNT, "invalid-document: persons whom they concern.", "invalid-document：涉及人数。"),
        message: described(
          schemaRef("Id"),
          "duplicate-id, duplicate-document: the earlier message.",
          "duplicate-id、duplicate-document：先前的报文。",
        ),
        state: described(schemaRef("PacketState"), "state-conflict: the present state.", "state-conflict：当前状态。"),
        recorded: described(
          schemaRef("ReceiptOutcome"),
          "receipt-conflict: the outcome that was recorded.",
          "receipt-conflict：已登记的结果。",
        ),
        failing: text("unavailable, of /readyz: what does not answer.", "unavailable（/readyz）：未应答的部分。"),
      },
    ),
    "RFC 9457. Accept-Language: zh makes title and detail Chinese.",
    "RFC 9457。Accept-Language: zh 时 title 与 detail 为中文。",
  ),
  OauthProblem: described(
    { allOf: [schemaRef("Problem"), object({ error: { type: "string" }, error_description: { type: "string" } })] },
    "A problem with the members of RFC 6749 section 5.2.",
    "附带 RFC 6749 第 5.2 节成员的问题文档。",
  ),
} as const satisfies Record<string, Schema>;
