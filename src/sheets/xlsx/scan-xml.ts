import { Parser } from "saxen";
import { utf8In } from "../../wire/utf8.ts";
import { SheetError } from "../workbook.ts";

interface XmlElement {
  readonly name: string;
  /** Attributes without prefixes, references decoded. */
  readonly of: (attribute: string) => string | undefined;
}

interface XmlHooks {
  readonly open?: (element: XmlElement) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
}

/**
 * Runs over the XML of a part; over none where there is no part. Elements and attributes are named without their
 * prefixes, which differ between programs.
 * @throws {SheetError} for XML that is not UTF-8, is broken, or brings entities of its own
 */
export function scanXml(part: Uint8Array | undefined, { open, close, text }: XmlHooks): void {
  if (part === undefined) return;
  const xml = utf8In(part)?.replace(/^\ufeff/, "");
  if (xml === undefined) throw new SheetError("sheet-damaged");
  // Entities of its own are what makes an XML bomb; no program writes a DTD into a workbook.
  if (xml.includes("<!DOCTYPE")) throw new SheetError("sheet-damaged");
  const parser = new Parser();
  parser.on("openTag", (name, attributes) => {
    const plain = bare(name);
    open?.({
      name: plain,
      of: (attribute) => {
        const all = attributes();
        const key = attribute in all ? attribute : Object.keys(all).find((one) => one.endsWith(`:${attribute}`));
        const value = key === undefined ? undefined : all[key];
        return value === undefined ? undefined : decoded(value);
      },
    });
  });
  parser.on("closeTag", (name) => close?.(bare(name)));
  parser.on("text", (raw) => text?.(decoded(raw)));
  parser.on("cdata", (raw) => text?.(raw));
  try {
    parser.parse(xml);
  } catch (cause) {
    throw cause instanceof SheetError ? cause : new SheetError("sheet-damaged", { cause });
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Reads references to characters. The parser's own reading cuts those beyond U+FFFF, where rare Chinese characters are. */
function decoded(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi,
    (whole, hex?: string, digits?: string, name?: string) => {
      const point = hex === undefined ? Number(digits) : Number.parseInt(hex, 16);
      if (name !== undefined) return ENTITIES[name] ?? whole;
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    },
  );
}

function bare(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
