/** The package has no types of its own. Its other half, which packs fonts, is not loaded: 20 MB. */
declare module "wawoff2/decompress.js" {
  /** A WOFF2 font as the TrueType or OpenType font that it packs. Rejects for what is none. */
  export default function decompress(font: Uint8Array): Promise<Uint8Array>;
}
