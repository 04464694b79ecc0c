/**
 * Forms of answers. An answer is checked where it comes in, since its ids become paths, its lists loops and its texts
 * lines of a terminal: whoever answers may not be a gateway, or a hostile one.
 */
import { isPartyId } from "../domain/party.ts";
import { isUuid7 } from "../wire/uuid7.ts";
import { isObject } from "../wire/value.ts";
import { UntrustedError } from "./problem-error.ts";

/** Tells whether a decoded JSON value has a form. */
export type Form = (value: unknown) => boolean;

/** Most items of a list in one answer. */
const MAX_ITEMS = 100_000;
const MAX_TEXT = 65_536;

/** A text without control characters. */
// oxlint-disable-next-line no-control-regex -- finds control characters, which would break lines
export const text: Form = (value) =>
  typeof value === "string" && value.length <= MAX_TEXT && !/[\u0000-\u001f\u007f]/.test(value);
/** An id that the gateway made (UUIDv7). */
export const id: Form = (value) => typeof value === "string" && isUuid7(value);
export const party: Form = (value) => typeof value === "string" && isPartyId(value);
/** A word of a closed list, perhaps of a newer gateway. */
export const code: Form = (value) => typeof value === "string" && /^[a-z][a-z0-9-]{0,63}$/.test(value);
/** SHA-256 as RFC 9530 writes it. */
export const digest: Form = (value) => typeof value === "string" && /^sha-256=:[A-Za-z0-9+/]{43}=:$/.test(value);
/** A compact JWS, by its alphabet. */
export const token: Form = (value) => typeof value === "string" && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value);
export const count: Form = (value) => Number.isSafeInteger(value) && (value as number) >= 0;

/** A list of items of a form. */
export function listOf(item: Form): Form {
  return (value) => Array.isArray(value) && value.length <= MAX_ITEMS && value.every(item);
}

/** An object with at least these members. */
export function members(forms: Readonly<Record<string, Form>>): Form {
  return (value) => isObject(value) && Object.entries(forms).every(([name, form]) => form(value[name]));
}

/** A member that may be absent. */
export function optional(form: Form): Form {
  return (value) => value === undefined || form(value);
}

/**
 * Gives an answer as its type.
 * @throws UntrustedError `answer` when it does not have the form
 */
export function formed<Answer>(value: unknown, form: Form): Answer {
  if (!form(value)) throw new UntrustedError("answer", MALFORMED);
  return value as Answer;
}

const MALFORMED = {
  zh: "网关的应答不符合协议格式，已拒绝使用",
  en: "the gateway's answer does not have the form of the protocol, and is not used",
};

/**
 * Watches the cursors of one walk through a list: one that comes again would make the walk endless.
 */
export class Cursors {
  readonly #seen = new Set<string>();

  /** Takes the next cursor. @throws UntrustedError `answer` for one that came before */
  next(cursor: string): string {
    if (this.#seen.has(cursor)) throw new UntrustedError("answer", REPEATED);
    this.#seen.add(cursor);
    return cursor;
  }

  /** Begins anew at the end of the list, where the same cursor comes until there is more. */
  atEnd(): void {
    this.#seen.clear();
  }
}

const REPEATED = { zh: "网关的列表重复给出同一游标，已停止", en: "the gateway's list repeats a cursor; stopped" };
