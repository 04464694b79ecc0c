import type { AuthorizationServer } from "../../domain/generated/answers.ts";
import { SCOPES } from "../../domain/scope.ts";
import { sha256 } from "../../tlog/native-sha256.ts";
import { formatVerifierKey } from "../../tlog/note.ts";
import { SIGNATURE_ALGORITHMS } from "../../wire/algorithms.ts";
import { jwkSet } from "../answer/jwk-set.ts";
import { sendPublished } from "../answer/published.ts";
import { type Endpoint, endpoint, JSON_TYPE, sendJson } from "../endpoint.ts";
import { content, json, NOT_MODIFIED } from "../openapi/answer.ts";
import { refTo } from "../schemas/schemas.ts";
import type { Services } from "../services.ts";
import { INBOX_MAX_ITEMS, INBOX_MAX_WAIT_SECONDS, SMALL_BODY_BYTES } from "../settings.ts";

/** Versions of the wire protocol that this gateway speaks. */
const PROTOCOL_VERSIONS = ["1"];
const MAX_AGE = 300;

/** Declares the metadata: who the gateway is, its keys, its limits (protocol sections 2 and 3). */
export function metadataEndpoints(services: Services): Endpoint[] {
  const { settings, keys, clock, auditLog } = services;
  const { publicUrl } = settings;

  // RFC 8414, without jwks_uri: only this gateway verifies its access tokens.
  const authorizationServer: AuthorizationServer = {
    issuer: settings.issuer,
    token_endpoint: `${publicUrl}/oauth/token`,
    grant_types_supported: ["client_credentials"],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ["private_key_jwt"],
    token_endpoint_auth_signing_alg_values_supported: SIGNATURE_ALGORITHMS,
    scopes_supported: SCOPES,
    ui_locales_supported: ["en", "zh"],
    service_documentation: `${publicUrl}/docs`,
  };

  return [
    endpoint({
      id: "authorizationServer",
      tag: "access",
      summary: ["Authorization server metadata", "授权服务器元数据"],
      about: ["HEAD is answered too.", "亦可使用 HEAD。"],
      method: "GET",
      url: "/.well-known/oauth-authorization-server",
      scopes: null,
      answers: { 200: json("AuthorizationServer", "RFC 8414.", "RFC 8414。"), 304: NOT_MODIFIED },
      handle: (request, reply) =>
        sendPublished(request, reply, {
          text: JSON.stringify(authorizationServer),
          mediaType: JSON_TYPE,
          shared: true,
          maxAge: MAX_AGE,
        }),
    }),
    endpoint({
      id: "gateway",
      tag: "access",
      summary: ["Who the gateway is", "网关信息"],
      about: ["Id, issuer, versions, suites, limits and clock.", "标识、签发者、版本、密码套件、限制与时钟。"],
      method: "GET",
      url: "/.well-known/aid-gateway",
      scopes: null,
      answers: { 200: json("Gateway", "The gateway.", "网关信息。") },
      // Never kept in a cache, because it tells the clock.
      handle: (_request, reply) =>
        sendJson<"Gateway">(reply, {
          id: settings.gatewayId,
          issuer: settings.issuer,
          versions: { protocol: PROTOCOL_VERSIONS, software: settings.softwareVersion },
          suites: settings.suites,
          senderConstraint: settings.auth.senderConstraint,
          limits: {
            messageBytes: settings.limits.messageBytes,
            receiptBytes: SMALL_BODY_BYTES,
            inboxItems: INBOX_MAX_ITEMS,
            inboxWaitSeconds: INBOX_MAX_WAIT_SECONDS,
            assertionSeconds: settings.auth.assertionMaxSeconds,
            clockSkewSeconds: settings.auth.clockSkewSeconds,
          },
          successions: keys().successions,
          clock: new Date(clock.now()).toISOString(),
          utcOffset: settings.utcOffset,
          log: {
            origin: auditLog.origin,
            keys: auditLog.keys().map((key) => formatVerifierKey(key, sha256)),
            witnesses: settings.witnesses,
            quorum: settings.quorum,
          },
          endpoints: {
            token: `${publicUrl}/oauth/token`,
            jwks: `${publicUrl}/.well-known/jwks.json`,
            messages: `${publicUrl}/v1/messages`,
            inbox: `${publicUrl}/v1/inbox`,
            directory: `${publicUrl}/v1/directory`,
            log: `${publicUrl}/log`,
            schemas: `${publicUrl}/schemas/`,
            openapi: `${publicUrl}/openapi.json`,
          },
        }),
    }),
    endpoint({
      id: "gatewayKeys",
      tag: "access",
      summary: ["The gateway's public keys", "网关公钥"],
      about: [
        "sig verifies packets and receipts, enc is what messages are encrypted for.",
        "sig 用于验证数据包与回执，enc 用于加密报文。",
      ],
      method: "GET",
      url: "/.well-known/jwks.json",
      scopes: null,
      answers: {
        200: content("application/jwk-set+json", refTo("JwkSet"), "RFC 7517.", "RFC 7517。"),
        304: NOT_MODIFIED,
      },
      handle: (request, reply) =>
        sendPublished(request, reply, { ...jwkSet(keys().jwks.keys), shared: true, maxAge: MAX_AGE }),
    }),
  ];
}
