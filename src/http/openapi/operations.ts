/**
 * What the API description says of every endpoint, by path and method; here of access, what is published, and operation.
 * A test holds it against the endpoints that are served, in both directions.
 */
import { both, schemaRef } from "./bilingual.ts";
import { answer, NOT_MODIFIED } from "./answer.ts";
import type { Operation, Text } from "./operation.ts";
import { parameter } from "./parameter.ts";
import { AUDIT_OPERATIONS } from "./operations-audit.ts";
import { EVIDENCE_OPERATIONS } from "./operations-evidence.ts";
import { REQUEST_OPERATIONS } from "./operations-requests.ts";
import { LOG_OPERATIONS } from "./operations-log.ts";
import { MESSAGE_OPERATIONS } from "./operations-messages.ts";
import { PACKET_OPERATIONS } from "./operations-packets.ts";

const JSON_TYPE = "application/json";
const HEAD_TOO: Text = ["HEAD is answered too.", "亦可使用 HEAD。"];

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
      answers: { 200: answer("TokenAnswer", "The token.", "访问令牌。") },
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
      answers: { 200: answer("AuthorizationServer", "RFC 8414.", "RFC 8414。"), 304: NOT_MODIFIED },
    },
  },
  "/.well-known/aid-gateway": {
    get: {
      id: "gateway",
      tag: "access",
      summary: ["Who the gateway is", "网关信息"],
      about: ["Id, issuer, versions, suites, limits and clock.", "标识、签发者、版本、密码套件、限制与时钟。"],
      answers: { 200: answer("Gateway", "The gateway.", "网关信息。") },
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
      answers: { 200: answer("SchemaIndex", "The list.", "列表。"), 304: NOT_MODIFIED },
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
      answers: { 200: answer("PartyList", "The parties.", "单位列表。"), 304: NOT_MODIFIED },
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
      answers: { 200: answer("Party", "The party.", "单位信息。"), 304: NOT_MODIFIED },
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

const operations: Record<string, Record<string, Operation>> = {
  "/healthz": {
    get: {
      id: "healthz",
      tag: "health",
      summary: ["The process answers", "进程存活"],
      about: HEAD_TOO,
      answers: { 200: answer("Health", "It does.", "存活。") },
    },
  },
  "/readyz": {
    get: {
      id: "readyz",
      tag: "health",
      summary: ["It can commit and reach its queue", "可提交数据且队列可达"],
      about: HEAD_TOO,
      answers: { 200: answer("Health", "It can.", "就绪。") },
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
  ...PACKET_OPERATIONS,
  ...operations,
  ...LOG_OPERATIONS,
  ...AUDIT_OPERATIONS,
  ...EVIDENCE_OPERATIONS,
  ...REQUEST_OPERATIONS,
};
