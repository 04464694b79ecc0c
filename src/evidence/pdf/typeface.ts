/**
 * The typeface of the PDF: Source Han Serif CN (思源宋体, SIL OFL 1.1), which has all of GB 2312 and nearly all of the
 * common ideographs. It comes in slices of some dozens of characters. Only the slices that a text needs are opened.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { create, type Font } from "fontkit";
import decompress from "wawoff2/decompress.js";
import { type FontShape, type Outline, writeTrueType } from "./truetype.ts";
import { decodeUtf8 } from "../../wire/utf8.ts";

/** Weights that the summary uses. */
export type Weight = "regular" | "bold";

/** Font as a document embeds it. */
export interface Face {
  /** A TrueType file. */
  readonly file: Buffer;
  /** Width of a text, in sizes of the font. There is no kerning. */
  width(text: string): number;
}

const WEIGHTS: Readonly<Record<Weight, number>> = { regular: 400, bold: 700 };
const UNITS_PER_EM = 1000;
/** Heights of the whole typeface. They would differ from slice to slice. */
const HEIGHT = { ascent: 1151, descent: -286 } as const;

/** Typeface that is read from the package once, slice by slice. */
export class Typeface {
  #slices: Promise<ReadonlyMap<number, string>> | undefined;
  readonly #fonts = new Map<string, Promise<Font>>();
  /** Outlines that were needed so far; at most as many as the typeface has characters. */
  readonly #outlines = new Map<string, Outline>();

  /** Tells whether it has a character. */
  async has(codePoint: number): Promise<boolean> {
    return (await this.#index()).has(codePoint);
  }

  /** Makes a font of exactly these characters, without those that the typeface lacks. */
  async face(weight: Weight, characters: ReadonlySet<number>): Promise<Face> {
    const index = await this.#index();
    const outlines: Outline[] = [];
    for (const codePoint of [...characters].toSorted((a, b) => a - b)) {
      const file = index.get(codePoint);
      if (file !== undefined) outlines.push(await this.#outline(weight, codePoint, file));
    }
    // A modified version may not be called Source (OFL 1.1, reserved font name).
    const shape: FontShape = {
      name: `AidSummarySong-${weight}`,
      unitsPerEm: UNITS_PER_EM,
      ...HEIGHT,
      bold: weight === "bold",
    };
    const advances = new Map(outlines.map(({ codePoint, advance }) => [codePoint, advance]));
    return {
      file: writeTrueType(shape, outlines),
      width(text) {
        let units = 0;
        for (const char of text) units += advances.get(char.codePointAt(0) ?? 0) ?? 0;
        return units / UNITS_PER_EM;
      },
    };
  }

  async #outline(weight: Weight, codePoint: number, file: string): Promise<Outline> {
    const key = `${weight} ${codePoint}`;
    const known = this.#outlines.get(key);
    if (known !== undefined) return known;
    const font = await this.#font(file, weight);
    const glyph = font.glyphForCodePoint(codePoint);
    const outline = { codePoint, advance: Math.round(glyph.advanceWidth), path: [...glyph.path.commands] };
    this.#outlines.set(key, outline);
    return outline;
  }

  #font(file: string, weight: Weight): Promise<Font> {
    const key = `${weight} ${file}`;
    const open = async () => {
      const font = create(Buffer.from(await decompress(await readFile(file)))) as Font;
      return font.getVariation({ wght: WEIGHTS[weight] });
    };
    // A few are enough: a text goes through its characters in order, and slices hold neighbours.
    if (this.#fonts.size > 32) this.#fonts.clear();
    const font = this.#fonts.get(key) ?? open();
    this.#fonts.set(key, font);
    return font;
  }

  #index(): Promise<ReadonlyMap<number, string>> {
    return (this.#slices ??= readIndex());
  }
}

/** Reads from the package's style sheet which slice has which character. */
async function readIndex(): Promise<ReadonlyMap<number, string>> {
  const root = dirname(createRequire(import.meta.url).resolve("@chinese-fonts/syst/package.json"));
  const folder = join(root, "dist", "SourceHanSerifCN");
  const css = decodeUtf8(await readFile(join(folder, "result.css")));
  const index = new Map<number, string>();
  for (const [, face = ""] of css.matchAll(/@font-face\s*\{([^{}]*)\}/g)) {
    const [, file] = /url\(["']?\.?\/?([0-9a-f]+\.woff2)/.exec(face) ?? [];
    const [, ranges] = /unicode-range:\s*([^;}]+)/i.exec(face) ?? [];
    if (file === undefined || ranges === undefined) throw new TypeError("the typeface's style sheet has another form");
    for (const [, from = "", to = from] of ranges.matchAll(/U\+([0-9a-f]+)(?:-([0-9a-f]+))?/gi)) {
      for (let point = Number.parseInt(from, 16); point <= Number.parseInt(to, 16); point++) {
        index.set(point, join(folder, file));
      }
    }
  }
  return index;
}
