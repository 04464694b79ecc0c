import { Refusal } from "../../domain/refusal.ts";
import { isUuid7 } from "../../wire/uuid7.ts";

/** Place of an item in a list: its id, and in lists by their days its day before that. */
export interface Place {
  readonly day?: number;
  readonly id: string;
}

/** Form of a place as a page names it. */
export const PLACE_FORM = /^(-?\d{1,6}\.)?[0-9a-f-]{36}$/;

/** Writes a place. */
export function placeText({ day, id }: Place): string {
  return day === undefined ? id : `${day}.${id}`;
}

/**
 * Reads a place.
 *
 * @param byDay whether the list is in the order of days
 * @throws Refusal `malformed-request` for a place in another list
 */
export function readPlace(text: string | undefined, byDay: boolean): Place | undefined {
  if (text === undefined) return undefined;
  const [id = "", day] = text.split(".").toReversed();
  if (!isUuid7(id) || (day !== undefined) !== byDay) throw new Refusal("malformed-request", { step: "after" });
  return day === undefined ? { id } : { day: Number(day), id };
}
