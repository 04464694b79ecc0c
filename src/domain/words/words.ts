/**
 * Words that people read for the codes of the exchange, in Chinese and English: one word for one code on the command
 * line, in CSV, in evidence and in the monitor. docs/glossary.md has the list as well.
 */
import type { Bilingual, Words } from "../bilingual.ts";
import { REFUSALS } from "../refusal.ts";
import { ATTENTION_WORDS } from "./attention-words.ts";
import { CASE_WORDS } from "./case-words.ts";
import { CLOCK_WORDS } from "./clock-words.ts";
import { EXCHANGE_WORDS } from "./exchange-words.ts";
import { FOLLOW_WORDS } from "./follow-words.ts";
import { LOG_WORDS } from "./log-words.ts";
import { REPORT_WORDS } from "./report-words.ts";

/** Words by kind and code. */
export const WORDS = {
  ...CLOCK_WORDS,
  ...EXCHANGE_WORDS,
  ...ATTENTION_WORDS,
  ...LOG_WORDS,
  ...CASE_WORDS,
  ...REPORT_WORDS,
  ...FOLLOW_WORDS,
  /** Coded refusals of the gateway (protocol section 8). */
  refusal: REFUSALS,
};

/** Kind of codes that have words. */
export type WordKind = keyof typeof WORDS;

/** Finds the word for a code. An unknown code, such as one of a newer gateway, is its own word in both languages. */
export function wordOf(kind: WordKind, code: string): Bilingual {
  const words: Words = WORDS[kind];
  const { zh, en } = (Object.hasOwn(words, code) ? words[code] : undefined) ?? { zh: code, en: code };
  return { zh, en };
}

/** Finds the word for the cause of a failed push or delivery: `timeout`, `window-closed`, or an answer's status as `http-503`. */
export function causeWord(code: string): Bilingual {
  const [, status] = /^http-(\d{3})$/.exec(code) ?? [];
  return status === undefined ? wordOf("cause", code) : { zh: `对方应答 HTTP ${status}`, en: `HTTP ${status}` };
}
