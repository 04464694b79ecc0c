/** Draws the shapes of a chart on a page. */
import { DRAWN_TEXT, type Shape } from "../../domain/drawing.ts";
import type { Faces } from "./laid-text.ts";

/** Where a drawing stands, and how much smaller than it was drawn. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly scale: number;
}

/** Draws shapes one after the other, the later ones over the earlier. */
export function drawShapes(
  doc: PDFKit.PDFDocument,
  faces: Faces,
  shapes: readonly Shape[],
  { left, top, scale }: Place,
): void {
  for (const shape of shapes) {
    switch (shape.kind) {
      case "box":
        doc
          .rect(left + shape.x * scale, top + shape.y * scale, shape.width * scale, shape.height * scale)
          .fill(shape.fill);
        break;
      case "line":
        shape.points.forEach(([x, y], at) =>
          at === 0 ? doc.moveTo(left + x * scale, top + y * scale) : doc.lineTo(left + x * scale, top + y * scale),
        );
        doc.lineWidth(0.7).stroke(shape.colour);
        break;
      case "text": {
        const size = shape.size * scale;
        const own = faces.regular.width(shape.text) * size;
        const before = { start: 0, middle: own / 2, end: own }[shape.anchor];
        doc
          .font("regular")
          .fontSize(size)
          .fillColor(DRAWN_TEXT)
          .text(shape.text, left + shape.x * scale - before, top + shape.y * scale, {
            lineBreak: false,
            baseline: "alphabetic",
          });
      }
    }
  }
}
