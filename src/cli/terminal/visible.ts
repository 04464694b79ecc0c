import { codePoint } from "../../domain/code-point.ts";

/**
 * A text in which nothing can hide or command a terminal: control characters, line ends among them, and marks
 * that turn the direction of writing are shown by their numbers, `〔U+001B〕`.
 */
export function visible(text: string): string {
  return text.toWellFormed().replaceAll(UNSEEN, codePoint);
}

/** The same for text of several lines. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
