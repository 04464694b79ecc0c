import { decodeBase64url } from "../wire/base64.ts";
import { Refusal } from "../domain/refusal.ts";
import { utf8In } from "../wire/utf8.ts";

const CHECK_BYTES = 8;

/** Authenticates a text with 8 bytes. */
export type CursorCheck = (text: string) => Buffer;

/**
 * Writes the opaque text for a place in a list: base64url of the place and a check over it and the question. So only a
 * cursor of this gateway is accepted, and only for the question that it was made for.
 */
export function writeCursor(check: CursorCheck, question: string, place: string): string {
  return Buffer.concat([check(`${question}\0${place}`), Buffer.from(place, "utf8")]).toString("base64url");
}

/**
 * Reads a place that `writeCursor` wrote for the same question.
 * @throws {Refusal} `malformed-request` for any other text
 */
export function readCursor(check: CursorCheck, question: string, cursor: string): string {
  const bytes = decodeBase64url(cursor);
  const place = utf8In(bytes?.subarray(CHECK_BYTES));
  if (place === undefined || writeCursor(check, question, place) !== cursor) {
    const detail = {
      en: "The cursor is not one that this list gave for these filters",
      zh: "游标不是本列表在相同条件下给出的",
    };
    throw new Refusal("malformed-request", { detail, step: "cursor" });
  }
  return place;
}
