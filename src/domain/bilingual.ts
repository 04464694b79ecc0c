/** Text in Chinese and in English. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** Texts in both languages by code. */
export type Words<Code extends string = string> = Readonly<Record<Code, Bilingual>>;
