/**
 * The one ZIP form of evidence: files are stored without compression, sorted by name, without times, attributes,
 * comments or extra fields. So the same files are always the same bytes, nothing has to be inflated (no zip bomb), and
 * nothing can hide between, before or behind the files. Any ZIP program opens it. PKWARE APPNOTE 6.3.10 sections 4.3.7,
 * 4.3.12, 4.3.16.
 */
import { CENTRAL, CENTRAL_BYTES, END, END_BYTES, findEnd, LOCAL, LOCAL_BYTES } from "../wire/zip-records.ts";

/** Why bytes are not an archive of evidence; a closed list. */
export type ArchiveCode =
  | "not-an-archive"
  | "too-large"
  | "too-many-files"
  | "compressed"
  | "encrypted"
  | "link"
  | "bad-path"
  | "duplicate-path"
  | "inconsistent"
  | "checksum"
  | "not-canonical";

/** Error for bytes that are not an archive of evidence. Its message repeats nothing of them. */
export class ArchiveError extends Error {
  override readonly name = "ArchiveError";
  readonly code: ArchiveCode;

  constructor(code: ArchiveCode) {
    super(`not an archive of evidence: ${code}`);
    this.code = code;
  }
}

/** Limits of what is read. */
export const ARCHIVE_LIMITS = { bytes: 256 * 1024 * 1024, files: 60_000, pathCharacters: 200 } as const;

/** Files by path. */
export type ArchiveFiles = ReadonlyMap<string, Uint8Array>;

const encoder = new TextEncoder();
/** Version 2.0: folders in names. */
const VERSION = 20;
/** 1 January 1980, the first day that a ZIP can name. */
const DATE = 0x0021;
const SYMBOLIC_LINK = 0xa000;

/** Files that are packed before other work gets its turn: about a millisecond. */
const AT_ONCE = 250;

/** Packs files. @throws {ArchiveError} for paths or sizes that the form does not allow */
export function packArchive(files: ArchiveFiles): Uint8Array {
  const packing = pack(files, crc32);
  for (;;) {
    const { done, value } = packing.next();
    if (done === true) return value;
  }
}

/**
 * Packs files and lets other work have its turn in between.
 * @param checksum the platform's CRC-32 (ISO 3309)
 * @param turn resolves when packing may go on
 * @throws {ArchiveError} for paths or sizes that the form does not allow
 */
export async function packInTurns(
  files: ArchiveFiles,
  checksum: (bytes: Uint8Array) => number,
  turn: () => Promise<unknown>,
): Promise<Uint8Array<ArrayBuffer>> {
  const packing = pack(files, checksum);
  for (;;) {
    const { done, value } = packing.next();
    if (done === true) return value;
    await turn();
  }
}

/** Packs, and yields after every `AT_ONCE` files. */
function* pack(
  files: ArchiveFiles,
  checksum: (bytes: Uint8Array) => number,
): Generator<undefined, Uint8Array<ArrayBuffer>, undefined> {
  const named = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  if (named.length > ARCHIVE_LIMITS.files) throw new ArchiveError("too-many-files");
  const heads = named.reduce((sum, [path]) => sum + LOCAL_BYTES + CENTRAL_BYTES + 2 * path.length, END_BYTES);
  const total = named.reduce((sum, [, { length }]) => sum + length, heads);
  if (total > ARCHIVE_LIMITS.bytes) throw new ArchiveError("too-large");
  const out = new Uint8Array(total);
  const view = new DataView(out.buffer);
  const central: Uint8Array[] = [];
  let at = 0;
  for (const [path, bytes] of named) {
    if (!isPlainPath(path)) throw new ArchiveError("bad-path");
    const name = encoder.encode(path);
    const fields = fieldsOf(name, bytes.length, checksum(bytes));
    view.setUint32(at, LOCAL, true);
    out.set(fields, at + 4);
    out.set(name, at + LOCAL_BYTES);
    out.set(bytes, at + LOCAL_BYTES + name.length);
    central.push(centralHeader(fields, name, at));
    at += LOCAL_BYTES + name.length + bytes.length;
    if (central.length % AT_ONCE === 0) yield;
  }
  const start = at;
  for (const header of central) {
    out.set(header, at);
    at += header.length;
  }
  view.setUint32(at, END, true);
  view.setUint16(at + 8, named.length, true);
  view.setUint16(at + 10, named.length, true);
  view.setUint32(at + 12, at - start, true);
  view.setUint32(at + 16, start, true);
  return out;
}

/** Fields that a local and a central header share, 26 bytes. */
function fieldsOf(name: Uint8Array, size: number, checksum: number): Uint8Array {
  const fields = new Uint8Array(26);
  const view = new DataView(fields.buffer);
  view.setUint16(0, VERSION, true);
  view.setUint16(8, DATE, true);
  view.setUint32(10, checksum, true);
  view.setUint32(14, size, true);
  view.setUint32(18, size, true);
  view.setUint16(22, name.length, true);
  return fields;
}

function centralHeader(fields: Uint8Array, name: Uint8Array, offset: number): Uint8Array {
  const header = new Uint8Array(CENTRAL_BYTES + name.length);
  const view = new DataView(header.buffer);
  view.setUint32(0, CENTRAL, true);
  view.setUint16(4, VERSION, true);
  header.set(fields, 6);
  view.setUint32(42, offset, true);
  header.set(name, CENTRAL_BYTES);
  return header;
}

/**
 * Reads an archive of any ZIP form: the files that its directory names. Input is hostile: every offset and length is
 * checked before its use, and nothing beyond the limits is read.
 * @throws {ArchiveError}
 */
export function readArchive(archive: Uint8Array): ArchiveFiles {
  if (archive.length > ARCHIVE_LIMITS.bytes) throw new ArchiveError("too-large");
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = findEnd(view);
  if (end === undefined) throw new ArchiveError("not-an-archive");
  const count = view.getUint16(end + 10, true);
  if (count > ARCHIVE_LIMITS.files) throw new ArchiveError("too-many-files");
  const files = new Map<string, Uint8Array>();
  let at = view.getUint32(end + 16, true);
  let total = 0;
  for (let n = 0; n < count; n++) {
    if (at + CENTRAL_BYTES > end || view.getUint32(at, true) !== CENTRAL) throw new ArchiveError("inconsistent");
    const nameLength = view.getUint16(at + 28, true);
    const next = at + CENTRAL_BYTES + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end) throw new ArchiveError("inconsistent");
    const path = pathOf(archive.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength));
    if (files.has(path)) throw new ArchiveError("duplicate-path");
    const bytes = fileOf(view, archive, at);
    // Overlapping files would add up to more than the archive, which is another way to make a bomb.
    total += bytes.length;
    if (total > archive.length) throw new ArchiveError("inconsistent");
    files.set(path, bytes);
    at = next;
  }
  return files;
}

/**
 * Tells whether an archive is exactly what `packArchive` makes of its files, without a byte before, between or behind
 * them.
 */
export function isCanonicalArchive(archive: Uint8Array, files: ArchiveFiles): boolean {
  const packed = packArchive(files);
  return packed.length === archive.length && packed.every((byte, at) => byte === archive[at]);
}

/** Content of the file whose central header is at `at`. */
function fileOf(view: DataView, archive: Uint8Array, at: number): Uint8Array {
  const flags = view.getUint16(at + 8, true);
  if ((flags & 0x2041) !== 0) throw new ArchiveError("encrypted");
  // Neither compressed, nor with sizes that follow the content.
  if (view.getUint16(at + 10, true) !== 0 || (flags & 0x0008) !== 0) throw new ArchiveError("compressed");
  if (view.getUint32(at + 38, true) >>> 16 >= SYMBOLIC_LINK) throw new ArchiveError("link");
  // Extra fields could give other sizes, names and times than the headers.
  if (view.getUint16(at + 30, true) !== 0) throw new ArchiveError("not-canonical");
  const size = view.getUint32(at + 20, true);
  const nameLength = view.getUint16(at + 28, true);
  const local = view.getUint32(at + 42, true);
  const begin = local + LOCAL_BYTES + nameLength;
  if (size !== view.getUint32(at + 24, true) || begin + size > at) throw new ArchiveError("inconsistent");
  if (view.getUint32(local, true) !== LOCAL) throw new ArchiveError("inconsistent");
  // Version, flags, method, time, checksum, sizes and lengths must be the same in both headers.
  for (let n = 0; n < 26; n++) {
    if (archive[local + 4 + n] !== archive[at + 6 + n]) throw new ArchiveError("inconsistent");
  }
  for (let n = 0; n < nameLength; n++) {
    if (archive[local + LOCAL_BYTES + n] !== archive[at + CENTRAL_BYTES + n]) throw new ArchiveError("inconsistent");
  }
  const bytes = archive.subarray(begin, begin + size);
  if (crc32(bytes) !== view.getUint32(at + 16, true)) throw new ArchiveError("checksum");
  return bytes;
}

function pathOf(name: Uint8Array): string {
  const path = String.fromCharCode(...name.subarray(0, ARCHIVE_LIMITS.pathCharacters + 1));
  if (!isPlainPath(path)) throw new ArchiveError("bad-path");
  return path;
}

/**
 * Tells whether a path stays below its folder on every system: `a/b.c`, plain characters, without `.` or `..` parts.
 */
export function isPlainPath(path: string): boolean {
  return (
    path.length <= ARCHIVE_LIMITS.pathCharacters &&
    /^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(path)
  );
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let remainder = n;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ ((remainder & 1) === 1 ? 0xedb88320 : 0);
  return remainder;
});

/** CRC-32 of bytes (ISO 3309, as ZIP uses it). It finds accidents, not attacks. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}
