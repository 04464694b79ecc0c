import type { MessageClaims } from "../domain/message.ts";
import { isMessageType, opensThread } from "../domain/message.ts";
import { isPartyId } from "../domain/party.ts";
import type { Issue } from "../domain/refusal.ts";
import { Refusal } from "../domain/refusal.ts";
import { isUuid7 } from "../wire/uuid7.ts";
import type { FlowSettings } from "./flow.ts";
import type { Schemas } from "./ports.ts";

/** Claims of an opened message before they are checked: a JSON object. */
export type RawClaims = Readonly<Record<string, unknown>>;

/** Longest `jti`, characters. */
const MAX_JTI = 128;
/** Most recipients that a message may name. */
const MAX_RECIPIENTS = 64;

/** Visible ASCII, so that an id can be quoted anywhere. */
const JTI = /^[\x21-\x7e]+$/;

/** Faults of claims in English and Chinese. */
const RULES = {
  "claim-issuer": ["The issuer must be the party that the access token was given to", "签发方必须与访问令牌主体一致"],
  "claim-audience": ["The audience must be this gateway", "接收方必须是本网关"],
  "claim-issued-at": ["The time of issue must be a number of seconds", "签发时间必须为秒数"],
  "claim-too-old": ["The message was issued too long ago", "报文签发时间过早"],
  "claim-in-future": ["The message was issued in the future; check the clock", "报文签发时间在未来，请检查时钟"],
  "claim-expires": ["The expiry must be a number of seconds", "到期时间必须为秒数"],
  "claim-expired": ["The message has expired", "报文已过期"],
  "claim-id": ["The message id must be 1 to 128 visible ASCII characters", "报文标识须为1至128个可见ASCII字符"],
  "unknown-type": ["The message type is not known", "未知的报文类型"],
  "unknown-version": ["There is no such version of the type's schema", "该类型没有此版本的数据规范"],
  "thread-required": ["This type must name the thread it belongs to", "此类型报文必须指明所属移送"],
  "thread-forbidden": ["This type opens a thread and must not name one", "此类型报文开启新移送，不得指明已有移送"],
  "thread-format": ["The thread must be a UUIDv7 in lower case", "移送标识须为小写UUIDv7"],
  "recipients-format": ["Recipients must be 1 to 64 different party ids", "接收单位须为1至64个互不相同的单位标识"],
  "body-required": ["The document is missing", "缺少文书内容"],
} as const satisfies Record<string, readonly [string, string]>;

/**
 * Checks the claims of a message (protocol section 4).
 * @throws Refusal `invalid-claims` with all faults
 */
export function checkClaims(
  raw: RawClaims,
  caller: string,
  now: number,
  settings: FlowSettings,
  schemas: Schemas,
): MessageClaims {
  const errors: Issue[] = [];
  const fault = (pointer: string, code: keyof typeof RULES) => {
    errors.push({ pointer, code, message: RULES[code][0], messageZh: RULES[code][1] });
  };

  if (raw.iss !== caller) fault("/iss", "claim-issuer");
  if (!isAudience(raw.aud, settings.gatewayId)) fault("/aud", "claim-audience");
  checkTimes(raw, now, settings, fault);
  if (!isJti(raw.jti)) fault("/jti", "claim-id");

  if (!isMessageType(raw.type)) fault("/type", "unknown-type");
  else {
    if (typeof raw.version !== "string" || !schemas.has(raw.type, raw.version)) fault("/version", "unknown-version");
    if (opensThread(raw.type)) {
      if (raw.thread !== undefined) fault("/thread", "thread-forbidden");
    } else if (raw.thread === undefined) fault("/thread", "thread-required");
    else if (typeof raw.thread !== "string" || !isUuid7(raw.thread)) fault("/thread", "thread-format");
  }
  if (raw.to !== undefined && !isRecipients(raw.to)) fault("/to", "recipients-format");
  if (raw.body === undefined) fault("/body", "body-required");

  if (errors.length > 0) throw new Refusal("invalid-claims", { errors, step: errors[0]?.code ?? "claims" });
  return raw as unknown as MessageClaims;
}

/** Tells whether a value may be the sender's own id of a message. */
export function isJti(value: unknown): value is string {
  return typeof value === "string" && value.length <= MAX_JTI && JTI.test(value);
}

/** Tells whether `aud` (RFC 7519 section 4.1.3) names the gateway alone: as a string, or as an array of one. */
function isAudience(aud: unknown, gatewayId: string): boolean {
  return aud === gatewayId || (Array.isArray(aud) && aud.length === 1 && aud[0] === gatewayId);
}

function checkTimes(
  raw: RawClaims,
  now: number,
  settings: FlowSettings,
  fault: (pointer: string, code: keyof typeof RULES) => void,
): void {
  if (!isNumericDate(raw.iat)) fault("/iat", "claim-issued-at");
  else if (raw.iat * 1000 > now + settings.clockSkew) fault("/iat", "claim-in-future");
  else if (raw.iat * 1000 < now - settings.issuedWithin) fault("/iat", "claim-too-old");
  if (raw.exp === undefined) return;
  if (!isNumericDate(raw.exp)) fault("/exp", "claim-expires");
  else if (raw.exp * 1000 <= now - settings.clockSkew) fault("/exp", "claim-expired");
}

/** Tells whether a value is a NumericDate (RFC 7519): seconds since the epoch, fractions allowed. */
function isNumericDate(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 && value < 1e11;
}

function isRecipients(value: unknown): value is string[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MAX_RECIPIENTS &&
    new Set(value).size === value.length &&
    value.every((id) => typeof id === "string" && isPartyId(id))
  );
}
