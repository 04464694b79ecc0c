/** Writes a character that cannot be shown as its Unicode number in brackets. */
export function codePoint(character: string): string {
  return `〔U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}〕`;
}
