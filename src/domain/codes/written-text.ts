/** Faults of a text. */
export type TextFault =
  | "forbidden-character"
  | "private-use-character"
  | "hidden-character"
  | "not-composed"
  | "surrounding-space";
/** Faults of a person's name: those of a text, and its own. */
export type NameFault = TextFault | "name-dot" | "name-space" | "name-character";

/** Fast path: nearly every text matches, and such a text has no fault. */
const PLAIN = /^(?! )[\x20-\x7e\u00b7\u2014\u201c\u201d\u2026\u3001-\u3029\u4e00-\u9fff\uff01-\uff5e]*(?<! )$/;
const PLAIN_NAME = /^[\u4e00-\u9fff]+(\u00b7[\u4e00-\u9fff]+)*$/;
/** Control characters but the line feed, U+FFFD (text that was broken before), noncharacters. */
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\0-\x09\x0b-\x1f\x7f-\x9f\ufffd]|\p{Noncharacter_Code_Point}/u;
/** Private-use characters: old systems each gave them a meaning of their own. */
const PRIVATE_USE = /\p{Co}/u;
/** Invisible characters (Default_Ignorable_Code_Point): zero width, direction marks, variation selectors, Hangul fillers … */
export const HIDDEN = /\p{Default_Ignorable_Code_Point}/gu;
/** Invisible characters of a name, where a variation selector behind a Han character chooses the glyph (IVS, UTS #37). */
export const HIDDEN_IN_NAME = /(?!(?<=\p{sc=Han})[\u{e0100}-\u{e01ef}])\p{Default_Ignorable_Code_Point}/gu;
/** Dots written instead of the dot of names, U+00B7 (民委发〔2016〕33号); the full stop only between non-Latin characters. */
export const NAME_DOTS = /[\u2022\u2027\u2219\u22c5\u30fb\uff0e\uff65\u25cf]|(?<=[^\0-\x7f])\.(?=[^\0-\x7f])/gu;
/** Spaces between the characters of a Chinese name and beside its dot. */
export const NAME_SPACES = /(?<=[\u{e0100}-\u{e01ef}\p{sc=Han}\u00b7])\s+(?=[\p{sc=Han}\u00b7])/gu;
const NAME = /^[\p{L}\p{M}\p{N}·'’. \-\u2010]+$/u;

/** Finds the fault of a text of a document; undefined for a valid one, which needs no folding. */
export function textFault(text: string, hidden = HIDDEN): TextFault | undefined {
  if (PLAIN.test(text)) return undefined;
  if (!text.isWellFormed() || FORBIDDEN.test(text)) return "forbidden-character";
  if (PRIVATE_USE.test(text)) return "private-use-character";
  if (text.search(hidden) >= 0) return "hidden-character";
  if (text !== text.normalize("NFC")) return "not-composed";
  return text === text.trim() ? undefined : "surrounding-space";
}

/**
 * Finds the fault of a person's name; undefined for a valid one. Allowed are letters, marks and digits of any script
 * (GB 18030 in full), the dot U+00B7, hyphen, apostrophe, and spaces and full stops in Latin names; a part may have any
 * length.
 */
export function nameFault(name: string): NameFault | undefined {
  if (PLAIN_NAME.test(name)) return undefined;
  const fault = textFault(name, HIDDEN_IN_NAME);
  if (fault !== undefined) return fault;
  if (name.search(NAME_DOTS) >= 0) return "name-dot";
  if (name.search(NAME_SPACES) >= 0) return "name-space";
  return NAME.test(name) && /\p{L}/u.test(name) ? undefined : "name-character";
}
