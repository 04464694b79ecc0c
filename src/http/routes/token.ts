import type { FastifyReply, FastifyRequest } from "fastify";

import { Refusal } from "../../domain/refusal.ts";
import type { Party } from "../../exchange/ports.ts";
import type { AuthenticatedParty } from "../auth/access-token.ts";
import { TokenRefused, type TokenRefusedReason } from "../auth/token-refused.ts";
import { type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { json } from "../openapi/answer.ts";
import { both } from "../openapi/bilingual.ts";
import type { BodyForm } from "../request/body.ts";
import { parseUrlencoded } from "../request/urlencoded.ts";
import { refTo } from "../schemas/schemas.ts";
import type { Services } from "../services.ts";
import { SMALL_BODY_BYTES } from "../settings.ts";

/** Challenge of a 401, which RFC 9110 section 11.6.1 requires; RFC 6749 has no scheme for assertions. */
const CHALLENGE = 'private_key_jwt realm="token"';
const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** Form of a token request (RFC 6749 section 4.4.2, RFC 7523 section 2.2). */
const FORM: BodyForm<ReadonlyMap<string, string>> = {
  content: {
    "application/x-www-form-urlencoded": {
      type: "object",
      required: ["grant_type", "client_assertion_type", "client_assertion"],
      properties: {
        grant_type: { const: "client_credentials" },
        client_assertion_type: { const: ASSERTION_TYPE },
        client_assertion: { type: "string" },
        client_id: refTo("PartyId"),
        scope: { type: "string", description: both("Absent: all of the party's.", "缺省为该单位的全部权限范围。") },
      },
    },
  },
  limit: SMALL_BODY_BYTES,
  read: (bytes) => parseUrlencoded(bytes.toString("latin1")),
};

/** Details for a party whose signature proved that the assertion is its own. */
const TOLD: Partial<Record<TokenRefusedReason, readonly [string, string]>> = {
  suspended: ["The party is suspended", "该单位已被暂停"],
  "issuer-subject": ["The claims iss and sub must both be the party id", "iss 与 sub 须均为单位标识"],
  audience: ["The claim aud must be the issuer and nothing else", "aud 须为签发者标识，且仅此一项"],
  claims: [
    "The claims exp, iat and nbf must be numbers of seconds; exp is required",
    "exp、iat、nbf 须为秒数，exp 必填",
  ],
  expired: ["The assertion has expired; check the clock", "断言已过期，请检查时钟"],
  lifetime: ["The assertion's exp is too far away", "断言有效期过长"],
  "not-yet-valid": ["The assertion is not valid yet; check the clock", "断言尚未生效，请检查时钟"],
  id: ["The claim jti is required, at most 256 characters", "jti 必填，且不超过 256 个字符"],
  replayed: ["The assertion was used already", "断言已被使用"],
};

/**
 * Declares the token endpoint: RFC 6749 section 4.4 with a client assertion (RFC 7523), protocol section 3. Its problems
 * have the members of RFC 6749 section 5.2 too.
 */
export function tokenEndpoint(services: Services): Endpoint {
  const { tokens, assertions, refused, metrics, constraint, settings, calls } = services;

  async function authenticate(form: ReadonlyMap<string, string>, reply: FastifyReply): Promise<AuthenticatedParty> {
    try {
      return await assertions(required(form, "client_assertion"));
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error;
      refused.note(error);
      metrics.token("refused", error.counted);
      const detail = explanation(error);
      reply.header("www-authenticate", CHALLENGE);
      throw new Refusal("invalid-client", {
        step: error.reason,
        ...(detail === undefined ? {} : { detail }),
      });
    }
  }

  return endpoint({
    id: "token",
    tag: "access",
    summary: ["Get an access token", "获取访问令牌"],
    about: [
      "RFC 6749 section 4.4 with private_key_jwt (RFC 7523). The assertion is signed with the party's sig key: iss = sub = party id, aud = the issuer alone, jti used once, exp at most five minutes away.",
      "RFC 6749 第 4.4 节，客户端以 private_key_jwt（RFC 7523）验证身份。断言由该单位 sig 私钥签名：iss = sub = 单位标识，aud 仅为签发者标识，jti 仅用一次，exp 不超过五分钟。",
    ],
    method: "POST",
    url: "/oauth/token",
    scopes: null,
    body: FORM,
    answers: { 200: json("TokenAnswer", "The token.", "访问令牌。") },
    problems: ["invalid-client"],
    oauthErrors: true,
    provesCaller: true,
    async handle(request, reply, { body: form }) {
      checkForm(request, form);
      const authenticated = await authenticate(form, reply);
      const { party } = authenticated;
      await calls.count(request, { kind: "party", name: party.id });
      const clientId = form.get("client_id");
      if (clientId !== undefined && clientId !== party.id) throw new Refusal("invalid-client", { step: "client-id" });
      const scopes = grantedScopes(form.get("scope"), party);
      const token = tokens.issue(authenticated, scopes, await constraint.bind(request));
      metrics.token("issued", "");
      reply.header("pragma", "no-cache");
      return sendJson<"TokenAnswer">(reply, {
        access_token: token,
        token_type: constraint.scheme,
        expires_in: settings.auth.tokenSeconds,
        scope: scopes.join(" "),
      });
    },
  });
}

/** Explains a refusal to the party; undefined, so that nothing is told, unless the signature was its own. */
export function explanation({ proved, reason }: TokenRefused): { en: string; zh: string } | undefined {
  const told = proved ? TOLD[reason] : undefined;
  return told === undefined ? undefined : { en: told[0], zh: told[1] };
}

function checkForm(request: FastifyRequest, form: ReadonlyMap<string, string>): void {
  // RFC 6749 section 2.3: one way to authenticate, not two of which a reader picks one.
  if (request.headers.authorization !== undefined || form.has("client_secret")) {
    throw invalid("invalid_request", "Use a client assertion and nothing else", "仅可使用客户端断言进行身份验证");
  }
  if (required(form, "grant_type") !== "client_credentials") {
    throw invalid(
      "unsupported_grant_type",
      "grant_type must be client_credentials",
      "grant_type 须为 client_credentials",
    );
  }
  if (required(form, "client_assertion_type") !== ASSERTION_TYPE) {
    throw invalid(
      "invalid_request",
      `client_assertion_type must be ${ASSERTION_TYPE}`,
      `client_assertion_type 须为 ${ASSERTION_TYPE}`,
    );
  }
}

/** Reads the scopes that are asked for; without the parameter, all that the party has. @throws Refusal for any other's */
function grantedScopes(asked: string | undefined, party: Party): readonly string[] {
  if (asked === undefined || asked === "") return party.scopes;
  const scopes = [...new Set(asked.split(" "))];
  if (scopes.every((scope) => party.scopes.includes(scope))) return scopes;
  throw invalid("invalid_scope", "A scope is unknown or not the party's", "权限范围未知或不属于该单位");
}

function required(form: ReadonlyMap<string, string>, name: string): string {
  const value = form.get(name);
  if (value !== undefined && value !== "") return value;
  throw invalid("invalid_request", `${name} is missing`, `缺少 ${name}`);
}

function invalid(error: string, en: string, zh: string): Refusal {
  return new Refusal("malformed-request", { detail: { en, zh }, members: { error, error_description: en } });
}
