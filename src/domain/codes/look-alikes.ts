/** Latin letter by the Greek or Cyrillic one that looks like it: capitals, and the small ones of X. */
const LATIN: ReadonlyMap<string, string> = new Map(
  Object.entries({
    А: "A",
    В: "B",
    Е: "E",
    К: "K",
    М: "M",
    Н: "H",
    О: "O",
    Р: "P",
    С: "C",
    Т: "T",
    Х: "X",
    х: "X",
    Α: "A",
    Β: "B",
    Ε: "E",
    Η: "H",
    Κ: "K",
    Μ: "M",
    Ν: "N",
    Ο: "O",
    Ρ: "P",
    Τ: "T",
    Χ: "X",
    χ: "X",
  }),
);

/** Replaces Greek and Cyrillic letters that look like Latin ones by the Latin letters. */
export function latinLookAlikes(text: string): string {
  return text.replace(/[\u0370-\u04ff]/gu, (letter) => LATIN.get(letter) ?? letter);
}
