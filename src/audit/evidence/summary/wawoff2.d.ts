/** The package has no types of its own. */
declare module "wawoff2" {
  const wawoff2: {
    /** A WOFF2 font as the TrueType or OpenType font that it packs. Rejects for what is none. */
    decompress(font: Uint8Array): Promise<Uint8Array>;
  };
  export default wawoff2;
}
