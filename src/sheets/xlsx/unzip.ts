/**
 * The files of an XLSX archive (PKWARE APPNOTE 6.3.10). The directory is read first; a file is inflated only when it is
 * asked for, in small pieces, and never beyond what is left of the limit, whatever sizes the archive claims.
 */
import { Inflate } from "fflate";
import { concatBytes } from "../../wire/bytes.ts";
import { CENTRAL, CENTRAL_BYTES, findEnd, LOCAL, LOCAL_BYTES } from "../../wire/zip-records.ts";
import { SHEET_LIMITS, SheetError } from "../workbook.ts";

/** Bytes that are inflated at once: deflate makes at most 1,032 of one. */
const PIECE = 4_096;

interface Entry {
  readonly method: number;
  readonly packed: Uint8Array;
}

/** Files of an archive, by name. */
export class Archive {
  readonly #entries = new Map<string, Entry>();
  #left: number = SHEET_LIMITS.inflatedBytes;

  /** @throws {SheetError} for bytes that are no ZIP archive, or one beyond the limits */
  constructor(bytes: Uint8Array) {
    if (bytes.length > SHEET_LIMITS.fileBytes) throw new SheetError("sheet-file-too-large");
    // The container of an encrypted workbook, and of .xls and .et files (MS-CFB).
    if (bytes[0] === 0xd0 && bytes[1] === 0xcf) {
      throw new SheetError(holds(bytes, "EncryptedPackage") ? "sheet-encrypted" : "sheet-not-a-workbook");
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = findEnd(view);
    if (end === undefined) throw new SheetError("sheet-not-a-workbook");
    const count = view.getUint16(end + 10, true);
    if (count > SHEET_LIMITS.parts) throw new SheetError("sheet-too-large");
    let at = view.getUint32(end + 16, true);
    for (let n = 0; n < count; n++) {
      if (at + CENTRAL_BYTES > end || view.getUint32(at, true) !== CENTRAL) throw new SheetError("sheet-damaged");
      if ((view.getUint16(at + 8, true) & 1) !== 0) throw new SheetError("sheet-encrypted");
      const nameEnd = at + CENTRAL_BYTES + view.getUint16(at + 28, true);
      const name = latin(bytes.subarray(at + CENTRAL_BYTES, nameEnd));
      if (this.#entries.has(name)) throw new SheetError("sheet-damaged");
      this.#entries.set(name, entryAt(view, bytes, at));
      at = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
  }

  /** Inflates a file; undefined when there is none. @throws {SheetError} */
  read(name: string): Uint8Array | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    const parts: Uint8Array[] = [];
    const take = (part: Uint8Array) => {
      this.#left -= part.length;
      if (this.#left < 0) throw new SheetError("sheet-too-large");
      parts.push(part);
    };
    if (entry.method === 0) take(entry.packed);
    else if (entry.method === 8) inflate(entry.packed, take);
    else throw new SheetError("sheet-damaged");
    return concatBytes(...parts);
  }
}

function inflate(packed: Uint8Array, take: (part: Uint8Array) => void): void {
  const stream = new Inflate(take);
  try {
    for (let at = 0; at < packed.length; at += PIECE) {
      stream.push(packed.subarray(at, at + PIECE), at + PIECE >= packed.length);
    }
  } catch (cause) {
    throw cause instanceof SheetError ? cause : new SheetError("sheet-damaged", { cause });
  }
}

function entryAt(view: DataView, bytes: Uint8Array, at: number): Entry {
  const size = view.getUint32(at + 20, true);
  const local = view.getUint32(at + 42, true);
  if (local + LOCAL_BYTES > at || view.getUint32(local, true) !== LOCAL) throw new SheetError("sheet-damaged");
  const begin = local + LOCAL_BYTES + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (begin + size > at) throw new SheetError("sheet-damaged");
  return { method: view.getUint16(at + 10, true), packed: bytes.subarray(begin, begin + size) };
}

/** Names of parts are ASCII (ECMA-376 part 2); any other name is nobody's. */
function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 255));
}

/** Tells whether a text stands in a compound file, whose names are UTF-16. */
function holds(bytes: Uint8Array, text: string): boolean {
  const unit = (at: number, n: number) => bytes[at + 2 * n] === text.charCodeAt(n) && bytes[at + 2 * n + 1] === 0;
  for (let at = bytes.indexOf(text.charCodeAt(0)); at >= 0; at = bytes.indexOf(text.charCodeAt(0), at + 1)) {
    let n = 0;
    while (n < text.length && unit(at, n)) n++;
    if (n === text.length) return true;
  }
  return false;
}
