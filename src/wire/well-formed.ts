/** Lone surrogates, without `String.prototype.isWellFormed`, which browsers have from Chromium 111 on only. */

/** A surrogate that is no half of a pair: with `u`, a pair is one code point of another category. */
const LONE = /\p{Surrogate}/u;
const ALL_LONE = /\p{Surrogate}/gu;

/** Methods of a newer platform, which are several times as fast. */
interface Native {
  readonly isWellFormed?: () => boolean;
  readonly toWellFormed?: () => string;
}

/** Tells whether a text has no lone surrogate, so that it can be written as UTF-8. */
export function isWellFormed(text: string): boolean {
  return (text as Native).isWellFormed?.() ?? !LONE.test(text);
}

/** Replaces each lone surrogate by U+FFFD. */
export function toWellFormed(text: string): string {
  return (text as Native).toWellFormed?.() ?? text.replace(ALL_LONE, "\ufffd");
}
