import { readFile } from "node:fs/promises";

/** Nothing is replaced, and a mark is seen. */
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A file is not UTF-8. Names the file, the line and the encoding that it may have; never what is in it. */
export class EncodingError extends Error {
  override readonly name = "EncodingError";
  readonly path: string;
  /** First line that is not UTF-8, from 1. */
  readonly line: number;
  /** The rule and the guess, in both languages, without file and line. */
  readonly zh: string;
  readonly en: string;

  constructor(path: string, bytes: Uint8Array) {
    const line = wrongLine(bytes);
    const guess = encodingOf(bytes);
    const zh = `不是 UTF-8${guess === undefined ? "" : `（可能是 ${guess}）`}，请另存为 UTF-8`;
    const en = `is not UTF-8${guess === undefined ? "" : ` but perhaps ${guess}`}: save it as UTF-8`;
    super(`${path}:${line}: ${en} · ${zh}`);
    this.path = path;
    this.line = line;
    this.zh = zh;
    this.en = en;
  }
}

/**
 * Reads a file of text, which is UTF-8 with or without a byte order mark; the mark is left out.
 * @throws {EncodingError} for a file in another encoding, and what the system says of one that cannot be read
 */
export async function readText(path: string | URL): Promise<string> {
  return textOf(await readFile(path), path);
}

/** Reads the text of a file's bytes in the same way. @throws {EncodingError} */
export function textOf(bytes: Uint8Array, path: string | URL): string {
  const text = decode(strict, bytes);
  if (text === undefined) throw new EncodingError(String(path), bytes);
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** First line, from 1, that does not decode. A line feed is a byte of its own in UTF-8 and in what is taken for it. */
function wrongLine(bytes: Uint8Array): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, from);
    if (end < 0 || decode(strict, bytes.subarray(from, end)) === undefined) break;
    from = end + 1;
  }
  return line;
}

/** The encoding that a file may have, of those that Chinese systems write; undefined when it fits none. */
function encodingOf(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return "UTF-16";
  return decode(new TextDecoder("gb18030", { fatal: true }), bytes) === undefined ? undefined : "GB18030 (GBK)";
}

function decode(decoder: TextDecoder, bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
