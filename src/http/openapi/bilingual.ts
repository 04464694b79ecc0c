/** Text of a description in both languages, in this order. */
export type Text = readonly [en: string, zh: string];

/** Makes the text of a `description` member: English, then Chinese, a paragraph each. */
export function both(en: string, zh: string): string {
  return `${en}\n\n${zh}`;
}
