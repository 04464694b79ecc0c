/** Kinds of parameters that endpoints declare. The two texts of each describe it in English and Chinese. */
import { isPartyId } from "../../domain/party.ts";
import { isCalendarDate, isOffsetDateTime } from "../../domain/codes/calendar-date.ts";
import { visible } from "../../domain/visible.ts";
import { isUuid7 } from "../../wire/uuid7.ts";
import { refTo } from "../schemas/schemas.ts";
import { malformed } from "./malformed.ts";
import type { Parameter } from "./parameter.ts";

/** Declares a text that is taken as it is, such as a cursor. */
export function text(en: string, zh: string): Parameter<string> {
  return { schema: { type: "string" }, about: [en, zh], read: (given) => given };
}

/** Declares a UUIDv7 in lower case (protocol section 1): an id of a message, packet or thread. */
export function uuid7(en: string, zh: string): Parameter<string> {
  return {
    schema: refTo("Id"),
    about: [en, zh],
    read(given, name) {
      if (isUuid7(given)) return given;
      throw malformed(`${name} must be a UUIDv7 in lower case`, `${name} 须为小写 UUIDv7`);
    },
  };
}

/** Declares the id of a party; whether there is such a party is not checked. */
export function partyId(en: string, zh: string): Parameter<string> {
  return {
    schema: refTo("PartyId"),
    about: [en, zh],
    read(given, name) {
      if (isPartyId(given)) return given;
      throw malformed(`${name} must be the id of a party`, `${name} 须为单位标识`);
    },
  };
}

const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/;

/** Declares the thumbprint of a key (RFC 7638, SHA-256 in base64url). */
export function thumbprint(en: string, zh: string): Parameter<string> {
  return {
    schema: { type: "string", pattern: THUMBPRINT.source },
    about: [en, zh],
    read(given, name) {
      if (THUMBPRINT.test(given)) return given;
      throw malformed(`${name} must be the thumbprint of a key, 43 characters`, `${name} 须为公钥指纹，43 个字符`);
    },
  };
}

/** Declares a word of a list. */
export function oneOf<Word extends string>(words: readonly Word[], en: string, zh: string): Parameter<Word> {
  return {
    schema: { enum: words },
    about: [en, zh],
    read(given, name) {
      const word = words.find((known) => known === given);
      if (word !== undefined) return word;
      throw malformed(`${name} must be one of: ${words.join(", ")}`, `${name} 须为其中之一：${words.join("、")}`);
    },
  };
}

/** Declares `true` or `false`. */
export function flag(en: string, zh: string): Parameter<boolean> {
  const word = oneOf(["true", "false"], en, zh);
  return { schema: { type: "boolean" }, about: [en, zh], read: (given, name) => word.read(given, name) === "true" };
}

/** Declares a whole number within bounds, of at most nine digits. */
export function wholeNumber(
  { min, max }: { readonly min: number; readonly max?: number },
  en: string,
  zh: string,
): Parameter<number> {
  const most = max ?? 999_999_999;
  return {
    schema: { type: "integer", minimum: min, ...(max === undefined ? {} : { maximum: max }) },
    about: [en, zh],
    read(given, name) {
      const value = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
      if (value >= min && value <= most) return value;
      throw malformed(`${name} must be a whole number from ${min} to ${most}`, `${name} 须为 ${min} 至 ${most} 的整数`);
    },
  };
}

/** Declares a text of a form, such as a code. */
export function matching(form: RegExp, en: string, zh: string): Parameter<string> {
  return {
    schema: { type: "string", pattern: form.source },
    about: [en, zh],
    read(given, name) {
      if (given.length <= 96 && form.test(given)) return given;
      throw malformed(`${name} must match ${form.source}`, `${name} 须符合 ${form.source}`);
    },
  };
}

/** Declares a text for people, of at most `most` characters, all of them visible. */
export function visibleText(most: number, en: string, zh: string): Parameter<string> {
  return {
    schema: { type: "string", minLength: 1, maxLength: most },
    about: [en, zh],
    read(given, name) {
      if (given.length >= 1 && given.length <= most && given.trim() === given && visible(given) === given) return given;
      throw malformed(`${name} must be 1 to ${most} visible characters`, `${name} 须为 1 至 ${most} 个可见字符`);
    },
  };
}

/** Declares a date that exists, `YYYY-MM-DD`. */
export function date(en: string, zh: string): Parameter<string> {
  return {
    schema: { type: "string", format: "date" },
    about: [en, zh],
    read(given, name) {
      if (isCalendarDate(given)) return given;
      throw malformed(`${name} must be a date YYYY-MM-DD`, `${name} 须为日期 YYYY-MM-DD`);
    },
  };
}

/** Declares a date, or an RFC 3339 date-time with its offset. */
export function dateOrTime(en: string, zh: string): Parameter<string> {
  return {
    schema: { type: "string", examples: ["2026-09-28", "2026-09-30T16:00:00+08:00"] },
    about: [en, zh],
    read(given, name) {
      if (isCalendarDate(given) || isOffsetDateTime(given)) return given;
      throw malformed(
        `${name} must be a date, or a date-time with its offset (RFC 3339)`,
        `${name} 须为日期，或者带时区的日期时间（RFC 3339）`,
      );
    },
  };
}

/** Reads the month in which a period of a report ends. */
export const MONTH = matching(
  /^20\d\d-(?:0[1-9]|1[0-2])$/,
  "Month in which the period ends, 2026-10.",
  "期间截止的月份，如 2026-10。",
);
