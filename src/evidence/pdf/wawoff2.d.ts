/** Types for a package that has none. Its other half, which packs fonts, is not loaded: it takes 20 MB. */
declare module "wawoff2/decompress.js" {
  /** Unpacks a WOFF2 font to TrueType or OpenType. Rejects for bytes that are not WOFF2. */
  export default function decompress(font: Uint8Array): Promise<Uint8Array>;
}
