/** Lays the texts of the summary out as lines of a page: font, size, height. */
import type { Bilingual } from "../../domain/bilingual.ts";
import type { Line } from "../summary/content.ts";
import { breakLines } from "./line-breaks.ts";
import type { Face, Weight } from "./typeface.ts";

/** Colours of text. */
export const INK = { text: "#111111", soft: "#555555" } as const;
/** Distance of lines, in sizes of the font. */
const LEADING = 1.25;
/** Sizes of English beside Chinese, and of ids, relative to the text. */
const SMALLER = { english: 0.8, fine: 0.8 } as const;

/** Run of characters in one font. */
export interface Run {
  readonly text: string;
  readonly weight: Weight;
  readonly size: number;
  readonly color: string;
  /** Distance from the left edge of its line. */
  readonly left: number;
}

/** Line, with the distance to the next one. */
export interface LaidLine {
  readonly runs: readonly Run[];
  readonly height: number;
}

/** Style of a text. */
export interface TextStyle {
  readonly weight: Weight;
  readonly size: number;
  /** English begins a line of its own, even when it would fit. */
  readonly stacked?: true;
}

export type Faces = Readonly<Record<Weight, Face>>;

/** Lays out the lines of a cell or a paragraph. Chinese and English share a line when both fit. */
export function layLines(faces: Faces, lines: readonly Line[], width: number, style: TextStyle): LaidLine[] {
  return lines.flatMap((line) => {
    if (typeof line === "string") return laid(faces, line, width, { ...style, color: INK.text });
    if ("fine" in line) {
      return laid(faces, line.fine, width, { weight: "regular", size: style.size * SMALLER.fine, color: INK.soft });
    }
    return layPair(faces, line, width, style);
  });
}

function layPair(faces: Faces, { zh, en }: Bilingual, width: number, style: TextStyle): LaidLine[] {
  const chinese = { ...style, color: INK.text };
  // A text that is the same in both languages is shown once.
  if (zh === en) return laid(faces, zh, width, chinese);
  const english = { weight: "regular", size: style.size * SMALLER.english, color: INK.soft } as const;
  const first = laid(faces, zh, width, chinese);
  const left = faces[style.weight].width(zh) * style.size + style.size * 0.4;
  const [line] = first;
  if (style.stacked !== true && first.length === 1 && line !== undefined) {
    if (left + faces.regular.width(en) * english.size <= width) {
      return [{ height: line.height, runs: [...line.runs, { ...english, text: en, left }] }];
    }
  }
  return [...first, ...laid(faces, en, width, english)];
}

function laid(faces: Faces, text: string, width: number, style: Omit<Run, "text" | "left">): LaidLine[] {
  const { weight, size, color } = style;
  const measure = (part: string) => faces[weight].width(part) * size;
  return breakLines(text, width, measure).map((line) => ({
    runs: line === "" ? [] : [{ text: line, weight, size, color, left: 0 }],
    height: size * LEADING,
  }));
}

/** Height of lines together. */
export function heightOf(lines: readonly LaidLine[]): number {
  return lines.reduce((sum, { height }) => sum + height, 0);
}
