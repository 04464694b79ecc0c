/** A text in both languages, as descriptions are written: English, Chinese. */
export type Text = readonly [en: string, zh: string];

/** The text of a `description` member: English, then Chinese, a paragraph each. */
export function both(en: string, zh: string): string {
  return `${en}\n\n${zh}`;
}
