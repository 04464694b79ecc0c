import { htmlText } from "./html-text.ts";

/** Part of a drawing. Lengths are points, from the upper left corner. */
export type Shape =
  | {
      readonly kind: "box";
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly fill: string;
    }
  | { readonly kind: "line"; readonly points: readonly (readonly [x: number, y: number])[]; readonly colour: string }
  | {
      readonly kind: "text";
      readonly x: number;
      /** Of the baseline. */
      readonly y: number;
      readonly text: string;
      readonly size: number;
      readonly anchor: "start" | "middle" | "end";
    };

/** A chart: boxes, lines and texts, which any page can draw. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** What it shows, for those who cannot see it. */
  readonly title: string;
  readonly shapes: readonly Shape[];
}

/** Colour of texts of a drawing. */
export const DRAWN_TEXT = "#222222";

/** Writes a drawing as SVG. */
export function drawingSvg({ width, height, title, shapes }: Drawing): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="SimSun,serif"><title>${htmlText(title)}</title>${shapes.map(shapeSvg).join("")}</svg>`;
}

function shapeSvg(shape: Shape): string {
  switch (shape.kind) {
    case "box":
      return `<rect x="${shape.x}" y="${shape.y}" width="${shape.width}" height="${shape.height}" fill="${shape.fill}"/>`;
    case "line":
      return `<polyline points="${shape.points.map((point) => point.join(",")).join(" ")}" fill="none" stroke="${shape.colour}"/>`;
    case "text":
      return `<text x="${shape.x}" y="${shape.y}" font-size="${shape.size}" text-anchor="${shape.anchor}" fill="${DRAWN_TEXT}">${htmlText(shape.text)}</text>`;
  }
}
