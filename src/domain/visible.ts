import { codePoint } from "./code-point.ts";

/**
 * Pattern of characters that hide or turn text: control and format characters, and invisible ones (Unicode 16: Cc, Cf,
 * Default_Ignorable_Code_Point, line and paragraph separators, the blank of Braille); not the selector behind a Han
 * character, which chooses the glyph of a name (IVS, UTS #37). A fixed list instead of the engine's Unicode properties:
 * another version of Unicode must not change a summary.
 */
const HIDDEN =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /(?!(?<=[\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}])[\u{e0100}-\u{e01ef}])[\u034f\ufe00-\ufe0f\u0000-\u001f\u007f-\u009f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\u{110bd}\u{110cd}\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;

/** Surrogates that are no half of a pair. */
const LONE = /\p{Surrogate}/gu;

/** Makes hidden characters visible: control, direction and invisible characters become their code point in brackets. */
export function visible(value: string): string {
  return value.replace(LONE, "\ufffd").replaceAll(HIDDEN, codePoint);
}
