/**
 * What the API description says of every endpoint, by path and method. Long because it is one table:
 * a test holds it against the endpoints that are served, in both directions.
 */
import { both, schemaRef } from "./bilingual.ts";
import type { Answer, Operation, Text } from "./operation.ts";
import { parameter } from "./parameter.ts";
import { AUDIT_OPERATIONS } from "./operations-audit.ts";
import { EVIDENCE_OPERATIONS } from "./operations-evidence.ts";
import { REQUEST_OPERATIONS } from "./operations-requests.ts";
import { LOG_OPERATIONS } from "./operations-log.ts";
import { MESSAGE_OPERATIONS } from "./operations-messages.ts";

const JSON_TYPE = "application/json";
const HEAD_TOO: Text = ["HEAD is answered too.", "亦可使用 HEAD。"];

const json = (name: string, en: string, zh: string): Answer => ({
  about: [en, zh],
  mediaType: JSON_TYPE,
  schema: schemaRef(name),
});
const NOT_MODIFIED: Answer = { about: ["You have it already.", "内容未变化。"] };

const PACKET = parameter("path", "id", schemaRef("Id"), "The packet.", "数据包标识。");
const PARTY = parameter("path", "party", schemaRef("PartyId"), "The party.", "单位标识。");
const VERSION = parameter(
  "path",
  "version",
  { type: "string", pattern: "^\\d+$" },
  "Version of the schema.",
  "规范版本。",
);

const access: Record<string, Record<string, Operation>> = {
  "/oauth/token": {
    post: {
      id: "token",
      tag: "access",
      summary: ["Get an access token", "获取访问令牌"],
      about: [
        "RFC 6749 section 4.4 with private_key_jwt (RFC 7523). The assertion is signed with the party's sig key: iss = sub = party id, aud = the issuer or this address, jti used once, exp at most five minutes away.",
        "RFC 6749 第 4.4 节，客户端以 private_key_jwt（RFC 7523）验证身份。断言由该单位 sig 私钥签名：iss = sub = 单位标识，aud 为签发者标识或本地址，jti 仅用一次，exp 不超过五分钟。",
      ],
      body: {
        "application/x-www-form-urlencoded": {
          type: "object",
          required: ["grant_type", "client_assertion_type", "client_assertion"],
          properties: {
            grant_type: { const: "client_credentials" },
            client_assertion_type: { const: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" },
            client_assertion: { type: "string" },
            client_id: schemaRef("PartyId"),
            scope: { type: "string", description: both("Absent: all of the party's.", "缺省为该单位的全部权限范围。") },
          },
        },
      },
      answers: { 200: json("TokenAnswer", "The token.", "访问令牌。") },
      refusals: ["invalid-client"],
      problem: "OauthProblem",
    },
  },
  "/.well-known/oauth-authorization-server": {
    get: {
      id: "authorizationServer",
      tag: "access",
      summary: ["Authorization server metadata", "授权服务器元数据"],
      about: HEAD_TOO,
      answers: { 200: json("AuthorizationServer", "RFC 8414.", "RFC 8414。"), 304: NOT_MODIFIED },
    },
  },
  "/.well-known/aid-gateway": {
    get: {
      id: "gateway",
      tag: "access",
      summary: ["Who the gateway is", "网关信息"],
      about: ["Id, issuer, versions, suites, limits and clock.", "标识、签发者、版本、密码套件、限制与时钟。"],
      answers: { 200: json("Gateway", "The gateway.", "网关信息。") },
    },
  },
  "/.well-known/jwks.json": {
    get: {
      id: "gatewayKeys",
      tag: "access",
      summary: ["The gateway's public keys", "网关公钥"],
      about: [
        "sig verifies packets and receipts, enc is what messages are encrypted for.",
        "sig 用于验证数据包与回执，enc 用于加密报文。",
      ],
      answers: {
        200: { about: ["RFC 7517.", "RFC 7517。"], mediaType: "application/jwk-set+json", schema: schemaRef("JwkSet") },
        304: NOT_MODIFIED,
      },
    },
  },
  "/openapi.json": {
    get: {
      id: "openapi",
      tag: "access",
      summary: ["This description", "本接口描述"],
      about: HEAD_TOO,
      answers: {
        200: { about: ["OpenAPI 3.1.", "OpenAPI 3.1。"], mediaType: JSON_TYPE, schema: { type: "object" } },
        304: NOT_MODIFIED,
      },
    },
  },
};

const published: Record<string, Record<string, Operation>> = {
  "/schemas/": {
    get: {
      id: "schemas",
      tag: "directory",
      summary: ["All schemas", "全部数据规范"],
      about: ["Message types and versions.", "报文类型与版本。"],
      answers: { 200: json("SchemaIndex", "The list.", "列表。"), 304: NOT_MODIFIED },
    },
  },
  "/schemas/{type}/{version}.schema.json": {
    get: {
      id: "schema",
      tag: "directory",
      summary: ["The schema of a message type", "报文类型的数据规范"],
      about: [
        "JSON Schema 2020-12, complete in itself, with titles in Chinese and English.",
        "JSON Schema 2020-12，自含全部引用，含中英文标题。",
      ],
      parameters: [parameter("path", "type", { type: "string" }, "Message type.", "报文类型。"), VERSION],
      answers: {
        200: { about: ["The schema.", "数据规范。"], mediaType: "application/schema+json", schema: { type: "object" } },
        304: NOT_MODIFIED,
      },
      refusals: ["not-found"],
    },
  },
  "/v1/directory": {
    get: {
      id: "directory",
      tag: "directory",
      summary: ["All parties", "全部单位"],
      about: HEAD_TOO,
      scopes: ["directory:read"],
      answers: { 200: json("PartyList", "The parties.", "单位列表。"), 304: NOT_MODIFIED },
    },
  },
  "/v1/directory/{party}": {
    get: {
      id: "party",
      tag: "directory",
      summary: ["One party", "单位信息"],
      about: HEAD_TOO,
      scopes: ["directory:read"],
      parameters: [PARTY],
      answers: { 200: json("Party", "The party.", "单位信息。"), 304: NOT_MODIFIED },
      refusals: ["not-found"],
    },
  },
  "/v1/directory/{party}/jwks.json": {
    get: {
      id: "partyKeys",
      tag: "directory",
      summary: ["A party's public keys", "单位公钥"],
      about: [
        "Retired keys are among them: they verify what was signed before.",
        "包含已停用的公钥，用于验证此前的签名。",
      ],
      scopes: ["directory:read"],
      parameters: [PARTY],
      answers: {
        200: { about: ["RFC 7517.", "RFC 7517。"], mediaType: "application/jwk-set+json", schema: schemaRef("JwkSet") },
        304: NOT_MODIFIED,
      },
      refusals: ["not-found"],
    },
  },
};

const packets: Record<string, Record<string, Operation>> = {
  "/v1/inbox": {
    get: {
      id: "inbox",
      tag: "packets",
      summary: ["Packets without a receipt", "待签收数据包"],
      about: [
        "Oldest first. With wait the call is held until there is something. A cursor never skips a packet that commits later.",
        "按时间先后排列。带 wait 时请求挂起至有数据为止。游标不会跳过稍后提交的数据包。",
      ],
      scopes: ["packet:receive"],
      parameters: [
        parameter("query", "after", { type: "string" }, "Cursor of an earlier answer.", "先前应答中的游标。"),
        parameter(
          "query",
          "limit",
          { type: "integer", minimum: 1, maximum: 500, default: 100 },
          "Most items.",
          "最大条数。",
        ),
        parameter(
          "query",
          "wait",
          { type: "integer", minimum: 0, maximum: 30, default: 0 },
          "Seconds to be held.",
          "挂起秒数。",
        ),
      ],
      answers: { 200: json("InboxPage", "A page.", "一页。") },
    },
  },
  "/v1/packets/{id}": {
    get: {
      id: "packet",
      tag: "packets",
      summary: ["The bytes of a packet", "获取数据包"],
      about: [
        "The same bytes every time. The first GET is the packet's delivery; HEAD hands nothing over.",
        "每次内容相同。首次 GET 即视为送达；HEAD 不构成送达。",
      ],
      scopes: ["packet:receive"],
      parameters: [PACKET],
      answers: {
        200: {
          about: [
            "The packet: compact JWE around a compact JWS (typ aid-packet+jwt).",
            "数据包：紧凑 JWE，内含紧凑 JWS（typ 为 aid-packet+jwt）。",
          ],
          mediaType: "application/jose",
          schema: { type: "string" },
          headers: { "Content-Digest": ["RFC 9530.", "RFC 9530。"], ETag: ["Of these bytes.", "内容标签。"] },
        },
        304: NOT_MODIFIED,
      },
      refusals: ["not-found", "withdrawn", "expired"],
    },
  },
  "/v1/packets/{id}/receipt": {
    post: {
      id: "receipt",
      tag: "packets",
      summary: ["Sign for a packet, or refuse it", "签收或退回"],
      about: [
        "A compact JWS of the recipient, typ aid-receipt+jwt, with the digest of the packet as received and the outcome.",
        "接收方签名的紧凑 JWS，typ 为 aid-receipt+jwt，含所收数据包的摘要与结果。",
      ],
      scopes: ["packet:receive"],
      parameters: [PACKET],
      body: { "application/jwt": { type: "string", maxLength: 16384 } },
      answers: {
        200: json("ReceiptAnswer", "The same receipt came before.", "相同回执此前已登记。"),
        201: json("ReceiptAnswer", "Recorded, with its audit entry.", "已登记，附审计记录。"),
      },
      refusals: [
        "invalid-envelope",
        "invalid-claims",
        "not-found",
        "receipt-conflict",
        "state-conflict",
        "withdrawn",
        "expired",
        "digest-mismatch",
      ],
    },
  },
};

const operations: Record<string, Record<string, Operation>> = {
  "/v1/packets/{id}/requeue": {
    post: {
      id: "requeue",
      tag: "operations",
      summary: ["Try a failed packet again", "重新投递"],
      about: ["failed becomes queued, with a new delivery window.", "failed 状态转为 queued，投递期限重新计算。"],
      scopes: ["ops:write"],
      parameters: [PACKET],
      answers: { 200: json("OperatorPacket", "The packet now.", "数据包现状。") },
      refusals: ["not-found", "state-conflict"],
    },
  },
  "/v1/packets/{id}/reseal": {
    post: {
      id: "reseal",
      tag: "operations",
      summary: ["Seal a packet again for the recipient's present key", "以接收方现行公钥重新封装"],
      about: [
        "For a packet refused as undecryptable; the answer is the new packet.",
        "适用于因无法解密而被退回的数据包；应答为新数据包。",
      ],
      scopes: ["ops:write"],
      parameters: [PACKET],
      answers: { 201: json("OperatorPacket", "The new packet.", "新数据包。") },
      refusals: ["not-found", "state-conflict"],
    },
  },
  "/healthz": {
    get: {
      id: "healthz",
      tag: "health",
      summary: ["The process answers", "进程存活"],
      about: HEAD_TOO,
      answers: { 200: json("Health", "It does.", "存活。") },
    },
  },
  "/readyz": {
    get: {
      id: "readyz",
      tag: "health",
      summary: ["It can commit and reach its queue", "可提交数据且队列可达"],
      about: HEAD_TOO,
      answers: { 200: json("Health", "It can.", "就绪。") },
    },
  },
  "/metrics": {
    get: {
      id: "metrics",
      tag: "health",
      summary: ["Metrics", "指标"],
      about: HEAD_TOO,
      answers: {
        200: { about: ["Prometheus text.", "Prometheus 文本。"], mediaType: "text/plain", schema: { type: "string" } },
      },
    },
  },
};

/** Every operation, by path template and method. */
export const OPERATIONS: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  ...access,
  ...published,
  ...MESSAGE_OPERATIONS,
  ...packets,
  ...operations,
  ...LOG_OPERATIONS,
  ...AUDIT_OPERATIONS,
  ...EVIDENCE_OPERATIONS,
  ...REQUEST_OPERATIONS,
};
