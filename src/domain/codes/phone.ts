const MOBILE = /^1[3-9]\d{9}$/;
const FIXED = /^0\d{2,3}-?[2-9]\d{6,7}(-\d{1,6})?$/;
/** Short service numbers (12309, 12345 …), 400 and 800 numbers. */
const SERVICE = /^(1\d{2,4}|[48]00\d{7})$/;

/** Tells the kind of a telephone number; undefined for any other text. */
export function phoneKind(text: string): "mobile" | "fixed" | "service" | undefined {
  if (MOBILE.test(text)) return "mobile";
  if (FIXED.test(text)) return "fixed";
  return SERVICE.test(text) ? "service" : undefined;
}

/**
 * Strips a telephone number of the prefix of China, spaces, brackets and hyphens. A fixed number keeps the hyphen
 * behind its area code.
 */
export function normalisePhone(text: string): string {
  const bare = text.replace(/[\s()（）]/gu, "").replace(/[‐‑‒–—−－]/gu, "-");
  const domestic = bare.replace(/^(\+|00)86-?/u, "");
  const digits = domestic.replaceAll("-", "");
  if (MOBILE.test(digits) || SERVICE.test(digits)) return digits;
  // The area code loses its zero behind +86.
  return domestic !== bare && FIXED.test(`0${domestic}`) ? `0${domestic}` : domestic;
}
