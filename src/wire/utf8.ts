const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads UTF-8 as it is, the one way in which bytes become a text here: nothing is replaced, so two different texts never
 * read the same, and a byte order mark stays a character. Runs in browsers.
 * @throws {TypeError} for bytes that are not UTF-8
 */
export function decodeUtf8(bytes: Uint8Array): string {
  return strict.decode(bytes);
}

/** Reads UTF-8 in the same way; undefined for bytes that are not UTF-8, or that are not there. */
export function utf8In(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  try {
    return decodeUtf8(bytes);
  } catch {
    return undefined;
  }
}
