import { type I18n, type Messages, setupI18n } from "@lingui/core";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { Bilingual } from "../../domain/bilingual.ts";
import type { WordId } from "../words/words.ts";
import chinese from "virtual:catalogue/zh";

/** Language of the console. */
export type Language = keyof Bilingual;

/** Words in the language that was chosen. */
export interface Speech {
  readonly language: Language;
  /** Says a message of the console. */
  readonly say: (id: WordId, values?: Readonly<Record<string, string | number>>) => string;
  /** Chooses of a text in both languages. */
  readonly pick: (text: Bilingual) => string;
  /** Changes the language, without a reload. */
  readonly speak: (language: Language) => void;
}

/** Values of `lang` of the document. */
export const LANGUAGE_TAGS: Readonly<Record<Language, string>> = { zh: "zh-CN", en: "en" };
/** Name under which the choice is kept in this browser. */
const KEPT = "aidx.language";

const chineseWords = wordsIn("zh", chinese);
const speeches = new Map<Language, Speech["say"]>([["zh", sayingWith(chineseWords)]]);
const SpeechContext = createContext<Speech | undefined>(undefined);

/** Gives the words to everything inside. Chinese is loaded with the page, English when it is chosen. */
export function Speaking({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState<Language>("zh");
  useEffect(() => {
    document.documentElement.lang = LANGUAGE_TAGS[language];
  }, [language]);
  const speech = useMemo<Speech>(
    () => ({
      language,
      say: speeches.get(language) ?? sayingWith(chineseWords),
      pick: (text) => text[language],
      speak: (wanted) => void load(wanted).then(() => setLanguage(wanted)),
    }),
    [language],
  );
  useEffect(() => {
    if (localStorage.getItem(KEPT) === "en") speech.speak("en");
    // Once, with the first language: later the choice is the reader's.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return <SpeechContext.Provider value={speech}>{children}</SpeechContext.Provider>;
}

/** Words of the page. */
export function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (speech === undefined) throw new TypeError("there is no language around this part");
  return speech;
}

/** Waits for a part of the page and for the words that only the later parts have. English has all words at once. */
export async function withLaterWords<Part>(part: Promise<Part>): Promise<Part> {
  const [loaded, { default: messages }] = await Promise.all([part, import("virtual:catalogue/zh-later")]);
  chineseWords.load("zh", messages);
  return loaded;
}

function wordsIn(language: Language, messages: Messages): I18n {
  return setupI18n({ locale: language, locales: LANGUAGE_TAGS[language], messages: { [language]: messages } });
}

function sayingWith(words: I18n): Speech["say"] {
  return (id, values) => words._(id, values === undefined ? {} : { ...values });
}

async function load(language: Language): Promise<void> {
  if (!speeches.has(language)) {
    const { default: messages } = await import("virtual:catalogue/en");
    speeches.set(language, sayingWith(wordsIn(language, messages)));
  }
  localStorage.setItem(KEPT, language);
}
