import { sha256 } from "../../tlog/native-sha256.ts";
import { formatVerifierKey } from "../../tlog/note.ts";
import { SIGNATURE_ALGORITHMS } from "../../wire/algorithms.ts";
import { SCOPES } from "../../domain/scope.ts";
import { type Endpoint, JSON_TYPE, sendJson } from "../endpoint.ts";
import { openapiDocument } from "../openapi/document.ts";
import type { Services } from "../services.ts";
import { INBOX_MAX_ITEMS, INBOX_MAX_WAIT_SECONDS, SMALL_BODY_BYTES } from "../settings.ts";
import { jwkSet } from "../answer/jwk-set.ts";
import { sendPublished } from "../answer/published.ts";

/** Versions of the wire protocol that this gateway speaks. */
const PROTOCOL_VERSIONS = ["1"];
const MAX_AGE = 300;

/** What a client reads before it does anything: who the gateway is, its keys, its rules (protocol sections 2 and 3). */
export function metadataEndpoints(services: Services): Endpoint[] {
  const { settings, keys, clock, auditLog } = services;
  const { publicUrl } = settings;
  const openapi = JSON.stringify(openapiDocument(settings));

  // RFC 8414. No jwks_uri: access tokens are for this gateway alone to verify.
  const authorizationServer = JSON.stringify({
    issuer: settings.issuer,
    token_endpoint: `${publicUrl}/oauth/token`,
    grant_types_supported: ["client_credentials"],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ["private_key_jwt"],
    token_endpoint_auth_signing_alg_values_supported: SIGNATURE_ALGORITHMS,
    scopes_supported: SCOPES,
    ui_locales_supported: ["en", "zh"],
    service_documentation: `${publicUrl}/openapi.json`,
  });

  return [
    {
      method: "GET",
      url: "/.well-known/oauth-authorization-server",
      scopes: null,
      handle: (request, reply) =>
        sendPublished(request, reply, {
          text: authorizationServer,
          mediaType: JSON_TYPE,
          shared: true,
          maxAge: MAX_AGE,
        }),
    },
    {
      method: "GET",
      url: "/.well-known/aid-gateway",
      scopes: null,
      // Tells the clock too, so it is never kept.
      handle: (_request, reply) =>
        sendJson(reply, {
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
          clock: new Date(clock.now()).toISOString(),
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
    },
    {
      method: "GET",
      url: "/.well-known/jwks.json",
      scopes: null,
      handle: (request, reply) =>
        sendPublished(request, reply, { ...jwkSet(keys().jwks.keys), shared: true, maxAge: MAX_AGE }),
    },
    {
      method: "GET",
      url: "/openapi.json",
      scopes: null,
      handle: (request, reply) =>
        sendPublished(request, reply, { text: openapi, mediaType: JSON_TYPE, shared: true, maxAge: MAX_AGE }),
    },
  ];
}
