/** A character by its number, as Unicode writes it, in brackets: how what cannot be shown as itself is shown. */
export function codePoint(character: string): string {
  return `〔U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}〕`;
}
