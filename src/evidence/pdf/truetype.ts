/**
 * Writes a TrueType font of given outlines (OpenType 1.9: head, hhea, maxp, hmtx, cmap, glyf, loca, name, post). A
 * document embeds one small static font, even if the glyphs come from slices of a variable one.
 */

/** Step of an outline, in font units, y upwards. */
export interface PathStep {
  readonly command: string;
  readonly args: readonly number[];
}

/** Outline of a character. */
export interface Outline {
  readonly codePoint: number;
  readonly advance: number;
  readonly path: readonly PathStep[];
}

/** Name of the font, and its heights. */
export interface FontShape {
  /** PostScript name: ASCII, no space. */
  readonly name: string;
  readonly unitsPerEm: number;
  readonly ascent: number;
  /** Negative. */
  readonly descent: number;
  readonly bold: boolean;
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly on: boolean;
}

/** Writes the font's file. The same outlines give the same bytes. */
export function writeTrueType(shape: FontShape, outlines: readonly Outline[]): Buffer {
  const sorted = outlines.toSorted((a, b) => a.codePoint - b.codePoint);
  // Glyph 0 stands for missing characters. It is empty.
  const glyphs = [Buffer.alloc(0), ...sorted.map(({ path }) => glyphOf(contoursOf(path)))];
  const offsets = [0];
  for (const { length } of glyphs) offsets.push((offsets.at(-1) ?? 0) + length);
  const tables: Record<string, Buffer> = {
    cmap: cmapOf(sorted.map(({ codePoint }) => codePoint)),
    glyf: Buffer.concat(glyphs),
    head: headOf(shape),
    hhea: hheaOf(shape, sorted, glyphs.length),
    hmtx: Buffer.concat([
      u16(shape.unitsPerEm, 0),
      ...sorted.flatMap(({ advance, path }) => [u16(advance), i16(leftOf(contoursOf(path)))]),
    ]),
    loca: Buffer.concat(offsets.map((offset) => u32(offset))),
    maxp: Buffer.concat([u32(0x0001_0000), u16(glyphs.length, ...Array.from({ length: 13 }, () => 0))]),
    name: nameOf(shape.name),
    post: Buffer.concat([u32(0x0003_0000), Buffer.alloc(28)]),
  };
  return sfnt(tables);
}

function contoursOf(path: readonly PathStep[]): Point[][] {
  const contours: Point[][] = [];
  for (const { command, args } of path) {
    const [x = 0, y = 0, x2 = 0, y2 = 0] = args.map(Math.round);
    const present = contours.at(-1) ?? [];
    if (command === "moveTo") contours.push([{ x, y, on: true }]);
    else if (command === "lineTo") present.push({ x, y, on: true });
    else if (command === "quadraticCurveTo") present.push({ x, y, on: false }, { x: x2, y: y2, on: true });
    else if (command !== "closePath") throw new TypeError("an outline of another kind than TrueType's");
  }
  for (const contour of contours) {
    const [first, last] = [contour[0], contour.at(-1)];
    if (contour.length > 1 && last?.on === true && first?.x === last.x && first.y === last.y) contour.pop();
  }
  return contours.filter(({ length }) => length > 1);
}

/** Left edge of an outline. Renderers place an outline by its left side bearing, so the two must agree. */
function leftOf(contours: readonly (readonly Point[])[]): number {
  const xs = contours.flat().map(({ x }) => x);
  return xs.length === 0 ? 0 : Math.min(...xs);
}

function glyphOf(contours: readonly (readonly Point[])[]): Buffer {
  const points = contours.flat();
  if (points.length === 0) return Buffer.alloc(0);
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  let end = -1;
  const ends = contours.map(({ length }) => (end += length));
  const deltas = (of: readonly number[]) => Buffer.concat(of.map((value, at) => i16(value - (of[at - 1] ?? 0))));
  const bytes = Buffer.concat([
    i16(contours.length, Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)),
    u16(...ends, 0),
    Buffer.from(points.map(({ on }) => (on ? 1 : 0))),
    deltas(xs),
    deltas(ys),
  ]);
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}

/** Format 12: one group for each run of neighbours. Glyphs are in the order of their characters, from 1 on. */
function cmapOf(codePoints: readonly number[]): Buffer {
  const groups: { start: number; end: number; glyph: number }[] = [];
  codePoints.forEach((point, at) => {
    const last = groups.at(-1);
    if (last !== undefined && last.end + 1 === point) last.end = point;
    else groups.push({ start: point, end: point, glyph: at + 1 });
  });
  const rows = groups.map(({ start, end, glyph }) => u32(start, end, glyph));
  const length = 16 + 12 * groups.length;
  return Buffer.concat([u16(0, 1, 3, 10), u32(12), u16(12, 0), u32(length, 0, groups.length), ...rows]);
}

function headOf({ unitsPerEm, ascent, descent, bold }: FontShape): Buffer {
  return Buffer.concat([
    u32(0x0001_0000, 0x0001_0000, 0, 0x5f0f_3cf5),
    u16(3, unitsPerEm),
    // No creation time, so that the same characters give the same font.
    Buffer.alloc(16),
    i16(0, descent, unitsPerEm, ascent),
    u16(bold ? 1 : 0, 6),
    i16(2, 1, 0),
  ]);
}

function hheaOf({ ascent, descent, unitsPerEm }: FontShape, outlines: readonly Outline[], glyphs: number): Buffer {
  const widest = outlines.reduce((most, { advance }) => Math.max(most, advance), unitsPerEm);
  return Buffer.concat([
    u32(0x0001_0000),
    i16(ascent, descent, 0, widest, 0, 0, unitsPerEm, 1, 0, 0, 0, 0, 0, 0, 0),
    u16(glyphs),
  ]);
}

function nameOf(name: string): Buffer {
  const text = Buffer.from(name, "utf16le").swap16();
  const ids = [1, 4, 6];
  const records = ids.map((id) => u16(3, 1, 0x409, id, text.length, 0));
  return Buffer.concat([u16(0, ids.length, 6 + 12 * ids.length), ...records, text]);
}

function sfnt(tables: Readonly<Record<string, Buffer>>): Buffer {
  const names = Object.keys(tables).toSorted();
  const power = 2 ** Math.floor(Math.log2(names.length));
  const header = [u32(0x0001_0000), u16(names.length, power * 16, Math.log2(power), names.length * 16 - power * 16)];
  let offset = 12 + 16 * names.length;
  const bodies: Buffer[] = [];
  for (const name of names) {
    const table = tables[name] ?? Buffer.alloc(0);
    const padded = Buffer.concat([table, Buffer.alloc(-table.length & 3)]);
    header.push(Buffer.from(name), u32(checksum(padded), offset, table.length));
    bodies.push(padded);
    offset += padded.length;
  }
  return Buffer.concat([...header, ...bodies]);
}

function checksum(padded: Buffer): number {
  let sum = 0;
  for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0;
  return sum;
}

function u16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, at) => bytes.writeUInt16BE(value, at * 2));
  return bytes;
}

function i16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, at) => bytes.writeInt16BE(value, at * 2));
  return bytes;
}

function u32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => bytes.writeUInt32BE(value, at * 4));
  return bytes;
}
