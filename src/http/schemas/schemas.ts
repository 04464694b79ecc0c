/** The schemas of the API description. Long because it is one table: every document that goes over the wire. */
import { MESSAGE_TYPES } from "../../domain/message.ts";
import { REJECT_REASONS } from "../../domain/receipt.ts";
import { REFUSALS } from "../../domain/refusal.ts";
import { SCOPES } from "../../domain/scope.ts";
import { both } from "../openapi/bilingual.ts";
import { listOf, object, type Schema, schemaRef, text, time } from "./schema-parts.ts";
import { AUDIT_SCHEMAS } from "./schemas-audit.ts";
import { LOG_SCHEMAS } from "./schemas-log.ts";
import { ITEM_HEAD, MESSAGE_HEAD, NEXT_PUSH, PACKET_HEAD, PACKET_LATER } from "./schemas-message.ts";
import { OPERATOR_SCHEMAS } from "./schemas-operator.ts";

const partyId = schemaRef("PartyId");
const id = schemaRef("Id");
const digest = schemaRef("Digest");
const issues = listOf(schemaRef("Issue"));

const metadata = {
  AuthorizationServer: {
    ...object({
      issuer: { type: "string", format: "uri" },
      token_endpoint: { type: "string", format: "uri" },
      grant_types_supported: listOf({ const: "client_credentials" }),
      response_types_supported: { type: "array", maxItems: 0 },
      token_endpoint_auth_methods_supported: listOf({ const: "private_key_jwt" }),
      token_endpoint_auth_signing_alg_values_supported: listOf({ type: "string" }),
      scopes_supported: listOf({ enum: SCOPES }),
    }),
    description: both("Authorization server metadata (RFC 8414).", "授权服务器元数据（RFC 8414）。"),
  },
  Gateway: {
    ...object({
      id: partyId,
      issuer: { type: "string", format: "uri" },
      versions: object({ protocol: listOf({ type: "string" }), software: { type: "string" } }),
      suites: listOf({ enum: ["jose", "cms", "gm"] }),
      senderConstraint: { enum: ["none", "dpop", "mtls"] },
      limits: {
        type: "object",
        additionalProperties: { type: "integer", minimum: 0 },
        description: both("Sizes in bytes, times in seconds.", "大小单位为字节，时间单位为秒。"),
      },
      clock: time("The gateway's time now", "网关当前时间"),
      log: object({
        origin: text("Name of the log in its checkpoints.", "日志在检查点中的名称。"),
        keys: listOf(
          text("Verifier key (C2SP signed-note), the present one first.", "验证公钥（C2SP signed-note），现用者居首。"),
        ),
        witnesses: listOf(
          text("Verifier key of a witness that is asked (type 4).", "所请求见证方的验证公钥（类型 4）。"),
        ),
        quorum: { type: "integer", minimum: 0 },
      }),
      endpoints: { type: "object", additionalProperties: { type: "string", format: "uri" } },
    }),
    description: both("Who the gateway is and what it accepts.", "网关身份及其受理条件。"),
  },
  TokenAnswer: object({
    access_token: text("Opaque to its holder; RFC 9068 inside.", "对持有方不透明；内部格式为 RFC 9068。"),
    token_type: { enum: ["Bearer", "DPoP"] },
    expires_in: { type: "integer", minimum: 1 },
    scope: text("Granted scopes, separated by spaces.", "已授予的权限范围，以空格分隔。"),
  }),
  Jwk: {
    ...object(
      { kty: { type: "string" }, kid: { type: "string" }, use: { enum: ["sig", "enc"] }, alg: { type: "string" } },
      { retired: { const: true, description: both("Verifies what was signed before.", "仅用于验证此前的签名。") } },
    ),
    not: { anyOf: ["d", "p", "q", "dp", "dq", "qi", "oth", "k"].map((member) => ({ required: [member] })) },
    description: both(
      "A public key (RFC 7517); kid is its RFC 7638 thumbprint.",
      "公钥（RFC 7517）；kid 为 RFC 7638 指纹。",
    ),
  },
  JwkSet: object({ keys: listOf(schemaRef("Jwk")) }),
  SchemaIndex: object({
    schemas: listOf(
      object({
        type: { type: "string" },
        version: { type: "string" },
        href: { type: "string", format: "uri-reference" },
      }),
    ),
  }),
  Party: object({
    id: partyId,
    kind: { enum: ["procuratorate", "department", "auditor", "security-administrator", "operator"] },
    name: object({ zh: { type: "string" }, en: { type: "string" } }),
    division: { type: "string", pattern: "^\\d{6}$", description: both("GB/T 2260 code.", "GB/T 2260 行政区划代码。") },
    suite: { enum: ["jose", "cms", "gm"] },
    delivery: { enum: ["pull", "push"] },
    active: { type: "boolean" },
    jwks: { type: "string", format: "uri-reference" },
  }),
  PartyList: object({ version: { type: "string" }, parties: listOf(schemaRef("Party")) }),
  Health: object({ status: { enum: ["ok", "ready"] } }),
} as const satisfies Record<string, Schema>;

const exchange = {
  SubmitAnswer: object(
    {
      id,
      thread: id,
      type: schemaRef("MessageType"),
      packets: listOf(
        object({
          id,
          recipient: partyId,
          state: { const: "queued" },
          digest,
          due: time("When the receipt is due", "签收时限"),
        }),
      ),
      receipt: text(
        "The gateway's signed submission receipt: a compact JWS, typ aid-submission-receipt+jwt.",
        "网关签名的受理回执：紧凑 JWS，typ 为 aid-submission-receipt+jwt。",
      ),
      log: schemaRef("LogPosition"),
    },
    { normalized: issues, warnings: issues },
  ),
  CheckAnswer: object(
    {
      recipients: listOf(partyId),
      disclosures: listOf(
        object({ recipient: partyId, groups: { type: "object", additionalProperties: { enum: ["full", "reduced"] } } }),
      ),
    },
    { normalized: issues, warnings: issues },
  ),
  Due: object(
    { receipt: time("Sign for the packet", "签收时限") },
    {
      feedback: time("First feedback", "反馈时限"),
      provisional: {
        const: true,
        description: both("A year's calendar is not known yet.", "节假日安排尚未公布，时限暂定。"),
      },
    },
  ),
  Packet: object(
    {
      ...PACKET_HEAD,
      disclosed: listOf({ type: "string" }),
    },
    {
      nextAttempt: NEXT_PUSH,
      ...PACKET_LATER,
      receipt: object(
        {
          outcome: { enum: ["accepted", "rejected"] },
          receivedAt: time("Received", "收到时间"),
          jws: text("The signed receipt, verbatim.", "已签名的回执原文。"),
          log: schemaRef("LogPosition"),
        },
        { reason: { enum: REJECT_REASONS } },
      ),
    },
  ),
  Message: object({
    ...MESSAGE_HEAD,
    policy: text("Sharing policy: id@version.", "共享策略：标识@版本。"),
    packets: listOf(schemaRef("Packet")),
    timeline: listOf({
      ...object(ITEM_HEAD),
      description: both("An audit entry and how far it has come.", "审计条目及其所处阶段。"),
    }),
  }),
  Thread: object({ thread: id, messages: listOf(schemaRef("Message")) }),
  InboxPage: object({
    items: listOf(
      object({
        packet: id,
        message: id,
        thread: id,
        type: schemaRef("MessageType"),
        from: partyId,
        sealedAt: time("Sealed", "封装时间"),
        size: { type: "integer", minimum: 1 },
        digest,
        due: time("When the receipt is due", "签收时限"),
      }),
    ),
    next: text("Cursor for the next call; never parse it.", "下一次调用的游标；请勿解析。"),
  }),
  ReceiptAnswer: object({
    packet: id,
    outcome: { enum: ["accepted", "rejected"] },
    receivedAt: time("Recorded", "登记时间"),
    log: schemaRef("LogPosition"),
  }),
} as const satisfies Record<string, Schema>;

/** Every schema of the description, by name. */
export const SCHEMAS = {
  Id: {
    type: "string",
    pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
    description: "UUIDv7",
  },
  PartyId: {
    type: "string",
    pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
    description: both(
      "Id of a party; one shaped like a unified social credit code (GB 32100) passes its check character.",
      "单位标识；形似统一社会信用代码（GB 32100）的须通过校验码检验。",
    ),
  },
  Digest: { type: "string", pattern: "^sha-256=:[A-Za-z0-9+/]*={0,2}:$", description: "RFC 9530" },
  MessageType: { enum: MESSAGE_TYPES },
  Issue: {
    ...object({
      pointer: text("Where (RFC 6901).", "位置（RFC 6901）。"),
      code: { type: "string" },
      message: { type: "string" },
      messageZh: { type: "string" },
    }),
    description: both("One fault; it never repeats the value.", "一处问题；绝不包含所提交的值。"),
  },
  Problem: {
    ...object(
      {
        type: { type: "string", pattern: "^urn:aid-gateway:problem:[a-z-]+$" },
        title: { type: "string" },
        status: { type: "integer" },
        code: { enum: Object.keys(REFUSALS) },
        instance: text("The request's id, also in X-Request-Id.", "请求标识，同 X-Request-Id。"),
      },
      { detail: { type: "string" }, errors: issues, message: id, failing: { type: "string" } },
    ),
    description: both(
      "RFC 9457. Accept-Language: zh makes title and detail Chinese.",
      "RFC 9457。Accept-Language: zh 时 title 与 detail 为中文。",
    ),
  },
  OauthProblem: {
    allOf: [schemaRef("Problem"), object({ error: { type: "string" }, error_description: { type: "string" } })],
    description: both("A problem with the members of RFC 6749 section 5.2.", "附带 RFC 6749 第 5.2 节成员的问题文档。"),
  },
  ...metadata,
  ...exchange,
  ...LOG_SCHEMAS,
  ...OPERATOR_SCHEMAS,
  ...AUDIT_SCHEMAS,
} as const satisfies Record<string, Schema>;

/** Name of a schema of the description. */
export type SchemaName = keyof typeof SCHEMAS;

/** A reference to a schema of the description. */
export function refTo(name: SchemaName): Schema {
  return schemaRef(name);
}
