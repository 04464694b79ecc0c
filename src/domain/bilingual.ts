/** A text in Chinese and in English. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** A text in both languages for each code. */
export type Words<Code extends string = string> = Readonly<Record<Code, Bilingual>>;
