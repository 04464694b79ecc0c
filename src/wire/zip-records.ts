/**
 * Records of a ZIP archive (PKWARE APPNOTE 6.3.10 sections 4.3.7, 4.3.12 and 4.3.16): their signatures, and their bytes without
 * names and comments.
 */
export const LOCAL = 0x04034b50;
export const CENTRAL = 0x02014b50;
export const END = 0x06054b50;
export const LOCAL_BYTES = 30;
export const CENTRAL_BYTES = 46;
export const END_BYTES = 22;

/**
 * Finds the record at an archive's end; undefined when there is none. A comment of up to 65,535 bytes may follow it: the last
 * record counts.
 */
export function findEnd(view: DataView): number | undefined {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - 65_535); at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  return undefined;
}
