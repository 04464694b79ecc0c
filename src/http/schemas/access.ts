/** Schemas of what a client reads before it sends a message: tokens, the gateway, parties and their keys. */
import { SCOPES } from "../../domain/scope.ts";
import { COUNT, described, listOf, object, type Schema, schemaRef, text, time } from "./parts.ts";

const uri: Schema = { type: "string", format: "uri" };
const path: Schema = { type: "string", format: "uri-reference" };
const suite: Schema = { enum: ["jose", "cms", "gm"] };

/** Schemas by name. */
export const ACCESS_SCHEMAS = {
  AuthorizationServer: described(
    object({
      issuer: uri,
      token_endpoint: uri,
      grant_types_supported: listOf({ const: "client_credentials" }),
      response_types_supported: { type: "array", maxItems: 0 },
      token_endpoint_auth_methods_supported: listOf({ const: "private_key_jwt" }),
      token_endpoint_auth_signing_alg_values_supported: listOf({ type: "string" }),
      scopes_supported: listOf({ enum: SCOPES }),
      ui_locales_supported: listOf({ enum: ["en", "zh"] }),
      service_documentation: uri,
    }),
    "Authorization server metadata (RFC 8414).",
    "授权服务器元数据（RFC 8414）。",
  ),
  Gateway: described(
    object({
      id: schemaRef("PartyId"),
      issuer: uri,
      versions: object({ protocol: listOf({ type: "string" }), software: { type: "string" } }),
      suites: listOf(suite),
      senderConstraint: { enum: ["none", "dpop", "mtls"] },
      limits: described(
        { type: "object", additionalProperties: COUNT },
        "Sizes in bytes, times in seconds.",
        "大小单位为字节，时间单位为秒。",
      ),
      successions: listOf(text("JWS in which a former key names its successor.", "原密钥签署的 JWS，载明继任密钥。")),
      clock: time("The gateway's time now", "网关当前时间"),
      utcOffset: described(
        { type: "integer", minimum: -1439, maximum: 1439 },
        "Where days begin: minutes east of UTC of the locality's clock.",
        "当地时钟与 UTC 的差，东为正，单位分钟；日期以此为准。",
      ),
      log: object({
        origin: text("Name of the log in its checkpoints.", "日志在检查点中的名称。"),
        keys: listOf(
          text("Verifier key (C2SP signed-note), the present one first.", "验证公钥（C2SP signed-note），现用者居首。"),
        ),
        witnesses: listOf(
          text("Verifier key of a witness that is asked (type 4).", "所请求见证方的验证公钥（类型 4）。"),
        ),
        quorum: COUNT,
      }),
      endpoints: { type: "object", additionalProperties: uri },
    }),
    "Who the gateway is and what it accepts.",
    "网关身份及其受理条件。",
  ),
  TokenAnswer: object({
    access_token: text("Opaque to its holder; RFC 9068 inside.", "对持有方不透明；内部格式为 RFC 9068。"),
    token_type: { enum: ["Bearer", "DPoP"] },
    expires_in: { type: "integer", minimum: 1 },
    scope: text("Granted scopes, separated by spaces.", "已授予的权限范围，以空格分隔。"),
  }),
  Jwk: described(
    {
      ...object(
        { kty: { type: "string" }, kid: { type: "string" }, use: { enum: ["sig", "enc"] }, alg: { type: "string" } },
        { retired: described({ const: true }, "Verifies what was signed before.", "仅用于验证此前的签名。") },
      ),
      not: { anyOf: ["d", "p", "q", "dp", "dq", "qi", "oth", "k"].map((member) => ({ required: [member] })) },
    },
    "A public key (RFC 7517); kid is its RFC 7638 thumbprint.",
    "公钥（RFC 7517）；kid 为 RFC 7638 指纹。",
  ),
  KeyRegistration: object({
    entry: text("The log's entry of the key, its canonical JSON.", "日志中该公钥的登记条目（规范 JSON）。"),
    tlogProof: text("That the log has it (C2SP tlog-proof).", "该条目在日志中的证明（C2SP tlog-proof）。"),
  }),
  JwkSet: object({ keys: listOf(schemaRef("Jwk")) }),
  SchemaIndex: object({
    schemas: listOf(object({ type: { type: "string" }, version: { type: "string" }, href: path })),
  }),
  Party: object(
    {
      id: schemaRef("PartyId"),
      kind: {
        enum: [
          "procuratorate",
          "department",
          "social-work",
          "convener",
          "auditor",
          "security-administrator",
          "operator",
        ],
      },
      name: object({ zh: { type: "string" }, en: { type: "string" } }),
      division: described(
        { type: "string", pattern: "^\\d{6}(\\d{3})?$" },
        "GB/T 2260 code; nine digits for a township.",
        "GB/T 2260 行政区划代码；乡级为九位。",
      ),
      suite,
      delivery: { enum: ["pull", "push"] },
      active: { type: "boolean" },
      jwks: path,
    },
    {
      role: text(
        "Function of a department, by which the rules name it; without it the id does.",
        "部门的职能，共享策略与路由表以此指称；没有的以单位标识指称。",
      ),
      successor: described(
        object({ party: schemaRef("PartyId"), from: { type: "string", format: "date" } }),
        "The party that gets what is sent to this one from a local day on.",
        "自该日（当地）起承接本单位、接收发往本单位内容的单位。",
      ),
    },
  ),
  PartyList: object({ version: { type: "string" }, parties: listOf(schemaRef("Party")) }),
  Health: object({ status: { enum: ["ok", "ready"] } }, { degraded: listOf({ enum: ["clock", "inbox", "queue"] }) }),
} as const satisfies Record<string, Schema>;
