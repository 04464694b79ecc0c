import { codePoint } from "./code-point.ts";

/**
 * Control characters and format characters that have no shape or turn the direction of writing (Unicode 16:
 * Cc, Cf, line and paragraph separators). Listed, not asked of the engine: another version of Unicode must not
 * make another summary.
 */
const HIDDEN =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{110bd}\u{110cd}\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;

/** A text in which nothing can hide: control and direction marks become their code point in brackets. */
export function visible(value: string): string {
  return value.toWellFormed().replaceAll(HIDDEN, codePoint);
}
