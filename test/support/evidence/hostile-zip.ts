import { crc32 } from "node:zlib";

/** A file of a ZIP whose every field may lie. */
export interface ZipFile {
  readonly name: string;
  readonly data: Uint8Array;
  /** Name in the central directory, when it differs. */
  readonly centralName?: string;
  /** Name in the local header, when it differs. */
  readonly localName?: string;
  readonly method?: number;
  readonly flags?: number;
  readonly time?: number;
  readonly crc?: number;
  /** Uncompressed size as told in both headers. */
  readonly size?: number;
  /** Compressed size as told in both headers. */
  readonly compressed?: number;
  /** Compressed size as told in the local header only. */
  readonly localSize?: number;
  readonly attributes?: number;
  readonly extra?: Uint8Array;
  readonly offset?: number;
  /** Bytes behind the file that belong to none. */
  readonly gap?: Uint8Array;
  /** No local header of its own. */
  readonly omitted?: boolean;
}

/** Writes a ZIP as it is told to; with nothing special told, in the form that evidence has. */
export function hostileZip(
  files: readonly ZipFile[],
  end: { readonly count?: number; readonly comment?: Uint8Array; readonly before?: Uint8Array } = {},
): Buffer {
  const parts: Buffer[] = [Buffer.from(end.before ?? [])];
  const central: Buffer[] = [];
  let at = end.before?.length ?? 0;
  for (const file of files) {
    const { data, extra = new Uint8Array(), gap = new Uint8Array() } = file;
    const name = Buffer.from(file.centralName ?? file.name, "latin1");
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt16LE(20, 4);
    fields(file, name.length, extra.length).copy(header, 6);
    header.writeUInt32LE(file.attributes ?? 0, 38);
    header.writeUInt32LE(file.offset ?? at, 42);
    central.push(header, name, Buffer.from(extra));
    if (file.omitted === true) continue;
    const localName = Buffer.from(file.localName ?? file.name, "latin1");
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    const told = file.localSize === undefined ? file : { ...file, compressed: file.localSize };
    fields(told, localName.length, extra.length).copy(local, 4);
    const all = Buffer.concat([local, localName, extra, data, gap]);
    parts.push(all);
    at += all.length;
  }
  const directory = Buffer.concat(central);
  const { comment = new Uint8Array() } = end;
  const last = Buffer.alloc(22);
  last.writeUInt32LE(0x06054b50, 0);
  last.writeUInt16LE(end.count ?? files.length, 8);
  last.writeUInt16LE(end.count ?? files.length, 10);
  last.writeUInt32LE(directory.length, 12);
  last.writeUInt32LE(at, 16);
  last.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, directory, last, comment]);
}

function fields(file: ZipFile, nameLength: number, extraLength: number): Buffer {
  const {
    data,
    method = 0,
    flags = 0,
    time = 0,
    crc = crc32(data),
    size = data.length,
    compressed = data.length,
  } = file;
  const bytes = Buffer.alloc(26);
  bytes.writeUInt16LE(20, 0);
  bytes.writeUInt16LE(flags, 2);
  bytes.writeUInt16LE(method, 4);
  bytes.writeUInt16LE(time, 6);
  bytes.writeUInt16LE(0x0021, 8);
  bytes.writeUInt32LE(crc, 10);
  bytes.writeUInt32LE(compressed, 14);
  bytes.writeUInt32LE(size, 18);
  bytes.writeUInt16LE(nameLength, 22);
  bytes.writeUInt16LE(extraLength, 24);
  return bytes;
}
