/**
 * Bytes as base64url without padding (RFC 4648 section 5).
 */
export function encodeBase64url(bytes: Uint8Array): string {
  return view(bytes).toString("base64url");
}

/**
 * The bytes of a text that is exactly what `encodeBase64url` writes, or undefined: padding, white
 * space, the other alphabet and stray trailing bits (RFC 4648 section 3.5) make it undefined. So one
 * byte string has one text, and a signed or encrypted part cannot be written in two ways.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  // Encoding again and comparing is the whole check, and faster than looking at each character.
  return bytes.toString("base64url") === text ? bytes : undefined;
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
