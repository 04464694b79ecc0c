/**
 * Finds where the lines of a text end. Chinese breaks between any two characters, but a line must not begin with a
 * closing mark or end with an opening one (GB/T 15834). Latin words, ids and numbers stay whole unless they are wider
 * than a line.
 */

const OPENING = "（〔「『《〈【“‘([{";
const CLOSING = "，。、；：！？）〕」』》〉】”’%)]},.;:!?…";

/** Text that may not be divided, and the blanks before it. */
interface Unit {
  readonly blanks: string;
  readonly text: string;
}

/**
 * Breaks a text into lines.
 * @param width of a line
 * @param measure gives the width of a text, which is the sum of its characters' widths
 */
export function breakLines(text: string, width: number, measure: (text: string) => number): string[] {
  return text.split("\n").flatMap((paragraph) => fill(unitsOf(paragraph), width, measure));
}

function fill(units: readonly Unit[], width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const { blanks, text } of units) {
    const before = line === "" ? "" : blanks;
    const more = measure(before + text);
    if (used + more <= width) {
      line += before + text;
      used += more;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = measure(text) <= width ? [text] : cut(text, width, measure);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? "";
    used = measure(line);
  }
  return [...lines, line];
}

/** Cuts a text that is wider than a line into pieces. */
function cut(text: string, width: number, measure: (text: string) => number): string[] {
  const pieces: string[] = [];
  let piece = "";
  let used = 0;
  for (const char of text) {
    const more = measure(char);
    if (piece !== "" && used + more > width) {
      pieces.push(piece);
      piece = "";
      used = 0;
    }
    piece += char;
    used += more;
  }
  return [...pieces, piece];
}

function unitsOf(text: string): Unit[] {
  const units: { blanks: string; text: string }[] = [];
  let blanks = "";
  let before = "";
  for (const char of text) {
    if (char === " ") {
      blanks += char;
      continue;
    }
    const last = units.at(-1);
    const joined = last !== undefined && blanks === "" && !mayBreak(before, char);
    if (joined) last.text += char;
    else units.push({ blanks, text: char });
    blanks = "";
    before = char;
  }
  return units;
}

/** Tells whether a line may end between two characters that no blank separates. */
function mayBreak(before: string, after: string): boolean {
  if (OPENING.includes(before) || CLOSING.includes(after)) return false;
  return isWide(before) || isWide(after);
}

/** Tells whether a character is Chinese, Japanese or full-width. */
function isWide(char: string): boolean {
  return (char.codePointAt(0) ?? 0) >= 0x2e80;
}
