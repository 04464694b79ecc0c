import { NEED_WORDS } from "../../domain/words/need-words.ts";
import { type WordKind, wordOf } from "../../domain/words/words.ts";
import type { Terminal } from "./terminal.ts";

/** Shows a code to a person: in Chinese as its word. In English the code is its own word, as in JSON and the docs. */
export function codeText({ language }: Terminal, kind: WordKind, code: string): string {
  return language === "zh" ? wordOf(kind, code).zh : code;
}

/** Shows a need to a person: its code, by which commands take it, and in Chinese its word. */
export function needText({ language }: Terminal, need: string): string {
  const word = language === "zh" ? NEED_WORDS[need]?.zh : undefined;
  return word === undefined ? need : `${need} ${word}`;
}

/** Shows a party to a person: in Chinese by its name, where that is known, and the id, which commands take. */
export function partyText({ parties }: Terminal, id: string): string {
  const name = parties?.get(id);
  return name === undefined ? id : `${name} ${id}`;
}
